/** A pattern, in which `*` is any text and `?` one character, as the source of a regular expression of the whole. */
export function globSource(pattern: string): string {
  const escaped = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  return `^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`;
}

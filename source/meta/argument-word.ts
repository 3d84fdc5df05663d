// One argument at the start of a text: in quotes, which are doubled within, or up to a blank.
const WORD = /^(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\S+))/;

/** The argument that a text begins with: as it stands there, and without the quotes around it. */
export function firstWord(text: string): { readonly whole: string; readonly word: string } {
  const [whole = '', single, double, bare] = WORD.exec(text) ?? [];
  return { whole, word: single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? bare ?? '' };
}

/** A text without the quotes around all of it; it may hold blanks without any (`\g my file.csv`). */
export function unquoted(text: string): string {
  const { whole, word } = firstWord(text);
  return whole === text ? word : text;
}

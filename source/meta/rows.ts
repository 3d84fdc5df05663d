import { column, type Column, type Row } from '../results/column.js';
import type { Host } from './host.js';

/** Shows a small list of our own making; every column is text. */
export function showList(host: Host, names: readonly string[], rows: readonly Row[], empty: string): void {
  if (rows.length === 0) {
    host.say(empty);
    return;
  }
  host.show(names.map(textColumn), rows);
}

function textColumn(name: string): Column {
  return column({ name, kind: 'text', typeName: 'text' });
}

/** psql's patterns: `*` any text, `?` one character, whatever the case. */
export function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === '' || pattern === '*') return () => true;
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'iu');
  return (name) => expression.test(name);
}

/** `schema.pattern` as psql reads it: parts split at dots outside of double quotes. */
export function patternParts(text: string | undefined): string[] {
  if (text === undefined) return [];
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}

import type { EngineName } from '../backends/base.js';
import { column, type Column, type Row } from '../results/column.js';
import { globSource } from '../support/glob.js';
import type { Host } from './host.js';

/** Shows a small list of our own making; every column is text. */
export function showList(host: Host, names: readonly string[], rows: readonly Row[], empty: string): void {
  if (rows.length === 0) {
    host.say(empty);
    return;
  }
  host.show(names.map(textColumn), rows);
}

/** Shows lines of text as data: a plan, the text of a view. */
export function showLines(host: Host, title: string, lines: readonly string[]): void {
  host.show(
    [textColumn(title)],
    lines.map((line) => [line]),
  );
}

function textColumn(name: string): Column {
  return column({ name, kind: 'text', typeName: 'text' });
}

/** psql's patterns: `*` any text, `?` one character, whatever the case. */
export function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === '' || pattern === '*') return () => true;
  const expression = new RegExp(globSource(pattern), 'iu');
  return (name) => expression.test(name);
}

/**
 * The parts of a dotted name or pattern, outermost first, as the engine stores them: Snowflake keeps what stands
 * outside of double quotes in upper case, the others take names whatever their case.
 */
export function nameParts(text: string | undefined, engine: EngineName): string[] {
  if (text === undefined) return [];
  const fold = (bare: string): string => (engine === 'snowflake' ? bare.toUpperCase() : bare);
  return [...text.matchAll(/"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|([^."`]+)/g)].map(
    ([, double, back, bare]) => double?.replaceAll('""', '"') ?? back?.replaceAll('``', '`') ?? fold(bare ?? ''),
  );
}

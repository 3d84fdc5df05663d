import { column, type Row } from '../results/column.js';
import { table } from '../results/formats/table.js';
import { streamStyle } from './stream-style.js';

/** Prints a small list of our own on stdout, aligned. */
export function printTable(names: readonly string[], rows: readonly Row[]): void {
  const writer = table.writer({ style: streamStyle(process.stdout) });
  const columns = names.map((name) => column({ name, kind: 'text', typeName: 'text' }));
  process.stdout.write(writer.start(columns) + writer.rows(rows) + writer.end());
}

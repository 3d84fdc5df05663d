import type { Batch, Column } from '../column.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';
import { guardFormula } from './formula.js';

/**
 * RFC 4180 but for line ends, which are `\n`. NULL is nothing, the empty text is `""`. A `#` is quoted, too: some readers
 * take what follows it for a comment, and DuckDB, which writes large files itself, does so.
 */
export const csv: TextFormat = {
  name: 'csv',
  extensions: ['csv'],
  many: false,
  binary: false,
  forEyes: false,
  help: 'comma-separated (RFC 4180): NULL is nothing, the empty text is ""',
  writer,
};

const QUOTED = /[",\n\r#]/;
// Kinds whose text is never empty and never holds a comma or a quote: a third of the time is spent on looking.
const BARE: ReadonlySet<string> = new Set(['boolean', 'integer', 'decimal', 'float', 'date']);

function writer({ header = true, formulaGuard = false }: FormatOptions): Writer {
  let bare: readonly boolean[] = [];
  let known: readonly Column[] = [];
  return {
    start(columns) {
      known = columns;
      bare = columns.map(({ kind }) => BARE.has(kind));
      const name = (text: string) => quote(formulaGuard ? guardFormula({ kind: 'text' }, text) : text);
      return header ? `${columns.map((column) => name(column.name)).join(',')}\n` : '';
    },
    rows(batch) {
      return formulaGuard ? lines(guarded(batch, known), bare) : lines(batch, bare);
    },
    lines: joinLines,
    end: () => '',
  };
}

/** Rows whose text is made, a line each. */
export function joinLines(batch: Batch): string {
  let text = '';
  for (const [line] of batch) text += `${line ?? ''}\n`;
  return text;
}

function guarded(batch: Batch, columns: readonly Column[]): Batch {
  return batch.map((row) => row.map((cell, index) => (cell === null ? null : guardFormula(columns[index]!, cell))));
}

function lines(batch: Batch, bare: readonly boolean[]): string {
  let text = '';
  for (const row of batch) {
    for (let index = 0; index < bare.length; index++) {
      const cell = row[index];
      if (index > 0) text += ',';
      if (cell !== null && cell !== undefined) text += bare[index] ? cell : quote(cell);
    }
    text += '\n';
  }
  return text;
}

function quote(text: string): string {
  if (text === '') return '""';
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

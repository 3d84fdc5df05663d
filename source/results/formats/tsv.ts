import type { Column } from '../column.js';
import { joinLines } from './csv.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';
import { guardFormula } from './formula.js';

/** The text format of PostgreSQL's COPY: `\N` is NULL; tabs, line ends and backslashes are escaped. */
export const tsv: TextFormat = {
  name: 'tsv',
  extensions: ['tsv', 'tab'],
  many: false,
  binary: false,
  forEyes: false,
  help: "tab-separated, escaped as PostgreSQL's COPY does: NULL is \\N",
  writer,
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};
const ESCAPED = /[\\\t\n\r\b\f\v]/;
const EVERY_ESCAPED = /[\\\t\n\r\b\f\v]/g;

function writer({ header = true, formulaGuard = false }: FormatOptions): Writer {
  let known: readonly Column[] = [];
  const cellText = (column: Pick<Column, 'kind'>, cell: string | null) => {
    if (cell === null) return '\\N';
    return escape(formulaGuard ? guardFormula(column, cell) : cell);
  };
  return {
    start(columns) {
      known = columns;
      return header ? `${columns.map(({ name }) => cellText({ kind: 'text' }, name)).join('\t')}\n` : '';
    },
    rows(batch) {
      let text = '';
      for (const row of batch) text += `${row.map((cell, index) => cellText(known[index]!, cell)).join('\t')}\n`;
      return text;
    },
    lines: joinLines,
    end: () => '',
  };
}

function escape(text: string): string {
  return ESCAPED.test(text) ? text.replace(EVERY_ESCAPED, (character) => ESCAPES[character]!) : text;
}

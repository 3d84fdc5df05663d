import { isNumeric } from '../cell-text.js';
import type { Cell, Column } from '../column.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';

/** A table of GitHub's Markdown. NULL is in italics, so that the text NULL is another thing. */
export const markdown: TextFormat = {
  name: 'markdown',
  extensions: ['md', 'markdown'],
  many: true,
  binary: false,
  forEyes: false,
  help: 'a Markdown table, for tickets and pull requests',
  writer,
};

function writer({ nullText = 'NULL' }: FormatOptions): Writer {
  let results = 0;
  const cellText = (cell: Cell) => (cell === null ? `*${escape(nullText)}*` : escape(cell));
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |\n`;
  return {
    start(columns: readonly Column[]) {
      const names = columns.map(({ name }) => escape(name));
      const rule = columns.map((column) => (isNumeric(column) ? '---:' : '---'));
      return (results++ > 0 ? '\n' : '') + line(names) + line(rule);
    },
    rows: (batch) => batch.map((row) => line(row.map(cellText))).join(''),
    end: () => '',
  };
}

// Underscores inside a word (snake_case) mean nothing in GitHub's Markdown and stay readable.
const SPECIAL = /[\\`*|<>&~[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

function escape(text: string): string {
  return text.replace(SPECIAL, '\\$&').replace(/\r\n|\r|\n/g, '<br>');
}

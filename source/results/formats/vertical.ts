import { PLAIN_STYLE } from '../../support/style.js';
import type { CellOptions } from '../cell-text.js';
import type { Column } from '../column.js';
import { expandedRow } from '../expanded.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';

/** One value a line with its name before it, whole. For eyes: controls are shown as symbols. */
export const vertical: TextFormat = {
  name: 'vertical',
  extensions: ['vert'],
  many: true,
  binary: false,
  forEyes: true,
  help: 'one value a line, its name before it',
  writer,
};

function writer({ nullText = 'NULL', style = PLAIN_STYLE }: FormatOptions): Writer {
  const cells: CellOptions = { style, nullText };
  let known: readonly Column[] = [];
  let number = 0;
  let results = 0;
  return {
    start(columns) {
      known = columns;
      number = 0;
      return results++ > 0 ? '\n' : '';
    },
    rows(batch) {
      return batch.map((row) => `${expandedRow(known, row, ++number, cells).join('\n')}\n`).join('');
    },
    end: () => (number === 0 ? '(no rows)\n' : ''),
  };
}

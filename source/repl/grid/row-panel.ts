import { cellText } from '../../results/cell-text.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth, padRight } from '../../support/width.js';
import { cellPanel } from './cell-panel.js';
import type { GridApp } from './grid-app.js';
import { ListPanel } from './list-panel.js';
import type { Segment } from './segments.js';

const WIDEST_NAME = 32;

/** All columns of the row one stands at, also the hidden ones; Enter opens a value, left and right go to other rows. */
export function rowPanel(app: GridApp): ListPanel {
  const { grid, look } = app;
  const names = grid.columns.map(({ name }) => cutToWidth(terminalSafe(name), WIDEST_NAME, look.symbols.ellipsis));
  const width = Math.max(...names.map(displayWidth));
  return new ListPanel({
    look,
    title: () => `Row ${(grid.state.row + 1).toLocaleString('en-US')} of ${grid.rows.toLocaleString('en-US')}`,
    footer: 'Enter opens the value · ← → other rows · Esc back',
    count: () => grid.columns.length,
    start: grid.column,
    item(index): Segment[] {
      const column = grid.columns[index]!;
      const { row } = grid;
      const name = { text: `${padRight(names[index]!, width)}  `, paint: look.theme.bold };
      if (!row) return [name, { text: look.symbols.ellipsis, paint: look.theme.dim }];
      const value = row[index] ?? null;
      const text = cellText(column, value, grid.texts.options);
      return [name, { text, paint: value === null ? look.theme.dim : undefined }];
    },
    onEnter(index) {
      const value = grid.row?.[index];
      if (value !== undefined) app.show(cellPanel(grid.columns[index]!, value, look, 'Esc back'));
      return undefined;
    },
    onKey({ chord }) {
      const step = chord === 'left' || chord === 'h' ? -1 : chord === 'right' || chord === 'l' ? 1 : 0;
      if (step !== 0) grid.step(step);
      return undefined;
    },
  });
}

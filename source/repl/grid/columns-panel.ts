import { terminalSafe } from '../../support/terminal-safe.js';
import type { GridApp } from './grid-app.js';
import { ListPanel } from './list-panel.js';
import { toggled } from './state.js';

/** All columns: Space hides and shows, Enter goes to one. */
export function columnsPanel(app: GridApp): ListPanel {
  const { grid, look } = app;
  return new ListPanel({
    look,
    title: () => `${grid.columns.length} columns, ${grid.state.hidden.size} hidden`,
    footer: 'Space hides or shows · a shows all · Enter goes to the column · Esc back',
    count: () => grid.columns.length,
    start: grid.column,
    item(index) {
      const { name, typeName } = grid.columns[index]!;
      const isHidden = grid.state.hidden.has(index);
      return [
        { text: isHidden ? '[ ] ' : '[x] ' },
        { text: terminalSafe(name), paint: isHidden ? look.theme.dim : undefined },
        { text: `  ${terminalSafe(typeName)}`, paint: look.theme.dim },
      ];
    },
    onEnter(index) {
      if (grid.state.hidden.has(index)) grid.state = toggled(grid.state, index, grid.columns.length);
      grid.moveTo(grid.state.row, grid.order.indexOf(index));
      return 'close';
    },
    onKey({ chord }, index) {
      if (chord === 'space') grid.state = toggled(grid.state, index, grid.columns.length);
      if (chord === 'a') grid.state = { ...grid.state, hidden: new Set() };
      return undefined;
    },
  });
}

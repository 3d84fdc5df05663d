import type { Filter } from '../../results/queries.js';
import { cellPanel } from './cell-panel.js';
import { columnsPanel } from './columns-panel.js';
import { copyPanel } from './copy-panel.js';
import { askExport } from './exporting.js';
import { helpPanel } from './help-panel.js';
import { LineInput } from './line-input.js';
import { rowPanel } from './row-panel.js';
import { showStatistics } from './statistics-panel.js';
import type { GridApp } from './grid-app.js';
import { sortedBy, toggled, type GridState } from './state.js';

type Action = (app: GridApp) => unknown;

const WIDER = 4;

/** Does an action of the key table in the grid; nothing for one that isn't the grid's. */
export function act(app: GridApp, action: string): void {
  ACTIONS[action]?.(app);
}

const ACTIONS: Readonly<Record<string, Action>> = {
  close: (app) => app.close(),
  cancel: (app) => app.close(),
  suspend: (app) => app.home.suspend(),
  left: (app) => move(app, 0, -1),
  right: (app) => move(app, 0, 1),
  up: (app) => move(app, -1, 0),
  down: (app) => move(app, 1, 0),
  'page-up': (app) => app.grid.pageRows(-1),
  'page-down': (app) => app.grid.pageRows(1),
  'page-left': (app) => app.grid.page(-1),
  'page-right': (app) => app.grid.page(1),
  'first-column': ({ grid }) => grid.moveTo(grid.state.row, 0),
  'last-column': ({ grid }) => grid.moveTo(grid.state.row, grid.order.length - 1),
  'first-row': ({ grid }) => grid.moveTo(0),
  'last-row': ({ grid }) => grid.moveTo(grid.rows - 1),
  search: startSearch,
  'search-next': (app) => searchOn(app, false),
  'search-back': (app) => searchOn(app, true),
  sort: (app) => change(app, 'Sorting', sortedBy(app.grid.state, app.grid.column, false)),
  'sort-also': (app) => change(app, 'Sorting', sortedBy(app.grid.state, app.grid.column, true)),
  filter: (app) => askFilter(app, app.grid.column),
  'filter-any': (app) => askFilter(app, null),
  'filter-equal': filterEqual,
  'filter-undo': undoFilter,
  freeze: toggleFreeze,
  hide: hideColumn,
  wider: ({ grid }) => grid.widths.change(grid.column, WIDER),
  narrower: ({ grid }) => grid.widths.change(grid.column, -WIDER),
  types: ({ grid }) => (grid.state = { ...grid.state, types: !grid.state.types }),
  cell: openCell,
  row: (app) => app.grid.rows > 0 && app.show(rowPanel(app)),
  statistics: showStatistics,
  columns: (app) => app.show(columnsPanel(app)),
  mark: ({ grid }) => (grid.state = { ...grid.state, anchor: grid.state.anchor === null ? grid.state.row : null }),
  copy: (app) => app.grid.rows > 0 && app.show(copyPanel(app)),
  export: askExport,
  help: (app) => app.show(helpPanel(app)),
  more: readOn,
  older: (app) => app.step(1),
  newer: (app) => app.step(-1),
};

function move({ grid }: GridApp, rows: number, columns: number): void {
  grid.moveTo(grid.state.row + rows, grid.state.place + columns);
}

function change(app: GridApp, label: string, next: GridState): void {
  const { grid } = app;
  app.work(label, () => grid.change(next));
}

function askFilter(app: GridApp, column: number | null): void {
  const name = column === null ? 'any column' : app.grid.columns[column]!.name;
  const onDone = (text: string): void => {
    if (text !== '') addFilter(app, { column, how: 'contains', text });
  };
  app.ask(new LineInput({ label: `Only rows where ${name} has: `, onDone }));
}

function filterEqual(app: GridApp): void {
  const { cell, column } = app.grid;
  if (cell === undefined) return;
  addFilter(app, cell === null ? { column, how: 'null', text: '' } : { column, how: 'equals', text: cell });
}

function addFilter(app: GridApp, filter: Filter): void {
  const { state } = app.grid;
  change(app, 'Filtering', { ...state, filters: [...state.filters, filter], row: 0, top: 0 });
}

function undoFilter(app: GridApp): void {
  const { state } = app.grid;
  if (state.filters.length === 0) app.say('There is no filter to take away.');
  else change(app, 'Filtering', { ...state, filters: state.filters.slice(0, -1) });
}

/** Jumps to the first place found with every key; leaving the search goes back. */
function startSearch(app: GridApp): void {
  const { grid } = app;
  const before = grid.state;
  app.ask(
    new LineInput({
      label: '/',
      onChange(text) {
        grid.state = { ...grid.state, row: before.row, place: before.place, search: text };
        if (text !== '') find(app, before.row - 1, false);
      },
      onDone: (text) => (grid.state = { ...grid.state, search: text }),
      onCancel: () => (grid.state = { ...grid.state, ...before, sort: grid.state.sort, filters: grid.state.filters }),
    }),
  );
}

function searchOn(app: GridApp, backwards: boolean): void {
  const { grid } = app;
  if (grid.state.search === '') {
    startSearch(app);
    return;
  }
  const place = grid.matchInRow(backwards);
  if (place === undefined) find(app, grid.state.row, backwards);
  else grid.moveTo(grid.state.row, place);
}

// Not through `work`: each key of a search asks anew, and an answer that comes late is not taken.
function find(app: GridApp, from: number, backwards: boolean): void {
  const { grid } = app;
  const { search } = grid.state;
  grid.find(from, backwards).then(
    (found) => {
      if (!found && search === grid.state.search) app.say(`"${search}" is not found.`);
      app.changed();
    },
    (error: unknown) => app.say(error instanceof Error ? error.message : String(error)),
  );
}

function toggleFreeze({ grid }: GridApp): void {
  const { frozen, place } = grid.state;
  grid.state = { ...grid.state, frozen: frozen === place + 1 ? 0 : place + 1 };
}

function openCell(app: GridApp): void {
  const { grid } = app;
  if (grid.cell !== undefined) app.show(cellPanel(grid.columns[grid.column]!, grid.cell, app.look, 'Esc back'));
}

function hideColumn(app: GridApp): void {
  const { grid } = app;
  if (grid.order.length === 1) app.say('This is the last column that is shown.');
  else grid.state = toggled(grid.state, grid.column, grid.columns.length);
}

function readOn(app: GridApp): void {
  const { grid } = app;
  if (!app.isNewest || app.result.state !== 'paused') {
    app.say('There are no more rows to read in this result.');
    return;
  }
  app.work('Reading on; Ctrl+C stops', async () => {
    const before = grid.result.store.rows;
    await app.home.readOn();
    await grid.refresh(app.result);
    app.say(`${(app.result.store.rows - before).toLocaleString('en-US')} more rows were read.`);
  });
}

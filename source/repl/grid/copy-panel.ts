import type { Row } from '../../results/column.js';
import { clipboardSequence, MOST_BYTES } from './clipboard.js';
import { copyText, type CopyFormat } from './copying.js';
import type { GridApp } from './grid-app.js';
import { ListPanel } from './list-panel.js';

type What = 'cell' | 'row' | 'column';

const CHOICES: readonly (readonly [what: What, format: CopyFormat, label: string])[] = [
  ['cell', 'text', 'The cell'],
  ['cell', 'json', 'The cell as JSON'],
  ['row', 'text', 'The row, separated by tabs'],
  ['row', 'csv', 'The row as CSV, with names'],
  ['row', 'json', 'The row as JSON'],
  ['column', 'text', 'The column, a line each'],
  ['column', 'csv', 'The column as CSV, with its name'],
  ['column', 'json', 'The column as JSON'],
  ['column', 'in', 'The column as SQL: IN (…)'],
];

const ROWS_A_READ = 2000;

/** What can be copied, and as what. */
export function copyPanel(app: GridApp): ListPanel {
  return new ListPanel({
    look: app.look,
    title: () => 'Copy',
    footer: 'Enter copies · Esc back',
    count: () => CHOICES.length,
    item: (index) => [{ text: CHOICES[index]![2] }],
    onEnter(index) {
      const [what, format] = CHOICES[index]!;
      app.work('Copying', () => copy(app, what, format));
      return 'close';
    },
  });
}

async function copy(app: GridApp, what: What, format: CopyFormat): Promise<void> {
  const { grid, home } = app;
  const columns = what === 'row' ? grid.order.map((index) => grid.columns[index]!) : [grid.columns[grid.column]!];
  const rows = await rowsOf(app, what);
  const text = rows && copyText(columns, rows, format, home.engine);
  if (rows === null || text === null || Buffer.byteLength(text) > MOST_BYTES) {
    app.say(`That is more than ${MOST_BYTES / 1000} kB, which terminals don’t take: e writes it to a file.`);
    return;
  }
  home.toClipboard(clipboardSequence(text, process.env));
  const rowsCopied = `${rows.length.toLocaleString('en-US')} values`;
  app.say(`Copied ${what === 'column' ? rowsCopied : `the ${what}`}, if the terminal allows it (OSC 52).`);
}

/** The rows with the cells to copy; null when they are more than a clipboard takes. */
async function rowsOf({ grid }: GridApp, what: What): Promise<readonly Row[] | null> {
  const { column, order, state } = grid;
  if (what !== 'column') {
    const [row] = await grid.read(state.row, state.row + 1);
    if (!row) return [];
    return [what === 'cell' ? [row[column] ?? null] : order.map((index) => row[index] ?? null)];
  }
  const cells: Row[] = [];
  let size = 0;
  for (let from = 0; from < grid.rows && size <= MOST_BYTES; from += ROWS_A_READ) {
    for (const row of await grid.read(from, from + ROWS_A_READ)) {
      const cell = row[column] ?? null;
      cells.push([cell]);
      size += cell?.length ?? 0;
    }
  }
  return size > MOST_BYTES ? null : cells;
}

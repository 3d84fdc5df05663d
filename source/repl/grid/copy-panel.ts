import type { Row } from '../../results/column.js';
import { clipboardSequence, MOST_BYTES } from './clipboard.js';
import { clipboardPrograms, copyToSystem, MOST_SYSTEM_BYTES } from './system-clipboard.js';
import { copyText, type CopyFormat } from './copying.js';
import type { GridApp } from './grid-app.js';
import { ListPanel } from './list-panel.js';
import type { ResultGrid } from './result-grid.js';
import { markedRows } from './state.js';

type What = 'cell' | 'rows' | 'column';

const CHOICES: readonly (readonly [what: What, format: CopyFormat, how: string])[] = [
  ['cell', 'text', ''],
  ['cell', 'json', ' as JSON'],
  ['rows', 'text', ', separated by tabs'],
  ['rows', 'csv', ' as CSV, with names'],
  ['rows', 'json', ' as JSON'],
  ['column', 'text', ', a line each'],
  ['column', 'csv', ' as CSV, with its name'],
  ['column', 'json', ' as JSON'],
  ['column', 'in', ' as SQL: IN (…)'],
];

const ROWS_A_READ = 2000;

/** What can be copied, and as what. */
export function copyPanel(app: GridApp): ListPanel {
  const marked = markedRows(app.grid.state);
  const names: Record<What, string> = {
    cell: 'The cell',
    rows: marked ? `The ${(marked.to - marked.from).toLocaleString('en-US')} marked rows` : 'The row',
    column: marked ? 'The column in the marked rows' : 'The column',
  };
  return new ListPanel({
    look: app.look,
    title: () => 'Copy',
    footer: 'Enter copies · Esc back',
    count: () => CHOICES.length,
    item(index) {
      const [what, , how] = CHOICES[index]!;
      return [{ text: names[what] + how }];
    },
    onEnter(index) {
      const [what, format] = CHOICES[index]!;
      app.work('Copying', () => copy(app, what, format));
      return 'close';
    },
  });
}

async function copy(app: GridApp, what: What, format: CopyFormat): Promise<void> {
  const { grid, home } = app;
  const indexes = what === 'rows' ? grid.order : [grid.column];
  const most = clipboardPrograms(process.env).length > 0 ? MOST_SYSTEM_BYTES : MOST_BYTES;
  const rows = await rowsOf(grid, rangeOf(grid, what), indexes, most);
  const columns = indexes.map((index) => grid.columns[index]!);
  const text = rows && copyText(columns, rows, format, home.engine);
  const bytes = text === null ? Infinity : Buffer.byteLength(text);
  if (text === null || bytes > most) {
    app.say(`That is more than ${(most / 1000).toLocaleString('en-US')} kB, too much to copy: e writes it to a file.`);
    return;
  }
  // Both: the terminal may be on another machine than this program, and may refuse.
  if (bytes <= MOST_BYTES) home.toClipboard(clipboardSequence(text, process.env));
  const program = await copyToSystem(text, process.env);
  const size = bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`;
  if (program !== null) app.say(`Copied ${size} (${program}).`);
  else if (bytes <= MOST_BYTES) app.say(`Copied ${size}, if the terminal allows it (OSC 52).`);
  else app.say(`That is more than ${MOST_BYTES / 1000} kB, which terminals don’t take: e writes it to a file.`);
}

function rangeOf({ state, rows }: ResultGrid, what: What): { readonly from: number; readonly to: number } {
  const marked = what === 'cell' ? null : markedRows(state);
  if (marked) return marked;
  return what === 'column' ? { from: 0, to: rows } : { from: state.row, to: state.row + 1 };
}

/** The cells to copy; null when they are more than a clipboard takes. */
async function rowsOf(
  grid: ResultGrid,
  { from, to }: { readonly from: number; readonly to: number },
  indexes: readonly number[],
  most: number,
): Promise<readonly Row[] | null> {
  const rows: Row[] = [];
  let size = 0;
  for (let at = from; at < to; at += ROWS_A_READ) {
    for (const row of await grid.read(at, Math.min(to, at + ROWS_A_READ))) {
      const cells = indexes.map((index) => row[index] ?? null);
      size += cells.reduce((total, cell) => total + (cell?.length ?? 0) + 1, 0);
      rows.push(cells);
    }
    if (size > most) return null;
  }
  return rows;
}

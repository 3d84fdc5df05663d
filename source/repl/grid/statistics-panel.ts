import { isNumeric } from '../../results/cell-text.js';
import type { Column } from '../../results/column.js';
import type { ColumnStatistics } from '../../results/queries.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { padRight } from '../../support/width.js';
import type { Look } from '../../ui/look.js';
import type { GridApp } from './grid-app.js';
import { TextPanel } from './text-panel.js';

// Least and greatest may be long texts; the cell view has them whole.
const LONGEST = 1000;

/** Counts the column one stands on and shows its figures. */
export function showStatistics(app: GridApp): void {
  const { grid, look } = app;
  const { column } = grid;
  app.work('Counting', async () => {
    const figures = await grid.statistics(column);
    if (app.grid !== grid) return;
    const isPart = grid.state.filters.length > 0 || grid.result.state !== 'whole';
    app.show(statisticsPanel({ look, column: grid.columns[column]!, figures, isPart }));
  });
}

export interface StatisticsPanelOptions {
  readonly look: Look;
  readonly column: Column;
  readonly figures: ColumnStatistics;
  /** The figures are not of the whole result. */
  readonly isPart: boolean;
}

export function statisticsPanel({ look, column, figures, isPart }: StatisticsPanelOptions): TextPanel {
  const some = isPart ? ' · of the rows shown here' : '';
  const title = `${terminalSafe(column.name)} ${terminalSafe(column.typeName)}${some}`;
  return new TextPanel({ look, title, footer: 'Esc back', text: statisticsText(column, figures), isOurs: true });
}

/** The figures, a line each, safe for a terminal. */
function statisticsText(column: Column, figures: ColumnStatistics): string {
  const { rows, nulls, empty, distinct, min, max, mean } = figures;
  const lines: (readonly [string, string])[] = [
    ['rows', count(rows)],
    ['NULL', `${count(nulls)}${share(nulls, rows)}`],
    ...(isNumeric(column) ? [] : [['empty text', `${count(empty)}${share(empty, rows)}`] as const]),
    ['distinct', `${count(distinct)}${share(distinct, rows - nulls)}`],
    ['least', value(min)],
    ['greatest', value(max)],
    ...(isNumeric(column) ? [['mean', mean ?? '(none)'] as const] : []),
  ];
  return lines.map(([label, text]) => `  ${padRight(label, 12)}${text}`).join('\n');
}

function value(text: string | null): string {
  if (text === null) return '(none)';
  return terminalSafe(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

function share(part: number, whole: number): string {
  return whole === 0 || part === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

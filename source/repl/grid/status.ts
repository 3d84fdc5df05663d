import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, padRight } from '../../support/width.js';
import type { Look } from '../../ui/look.js';
import type { ResultGrid } from './result-grid.js';
import { markedRows } from './state.js';

/** The line at the bottom: where one stands, what is sorted and left out, and how to go on. */
export function statusLine(
  grid: ResultGrid,
  look: Look,
  width: number,
  environment?: 'development' | 'staging' | 'production',
): string {
  const { symbols, theme } = look;
  const where = environment === undefined ? '' : `${environment} `;
  const parts = [position(grid), ...restPart(grid), ...orderPart(grid, look), ...filterPart(grid), columnPart(grid)];
  const keys = '  ? keys';
  const room = width - keys.length - where.length;
  const text = cutToWidth(parts.join(` ${symbols.separator} `), room, symbols.ellipsis);
  const painted = environment === undefined ? '' : theme.environment(environment)(where);
  return painted + theme.dim(padRight(text, room) + keys);
}

function position({ rows, state }: ResultGrid): string {
  const marked = markedRows(state);
  const and = marked === null ? '' : `, ${count(marked.to - marked.from)} marked`;
  return rows === 0 ? 'no rows' : `row ${count(state.row + 1)} of ${count(rows)}${and}`;
}

function columnPart(grid: ResultGrid): string {
  const { name, typeName } = grid.columns[grid.column]!;
  const hidden = grid.state.hidden.size > 0 ? `, ${grid.state.hidden.size} hidden` : '';
  const title = cutToWidth(terminalSafe(name), 30);
  return `column ${grid.column + 1} of ${grid.columns.length}${hidden}: ${title} ${cutToWidth(terminalSafe(typeName), 24)}`;
}

function orderPart({ state, columns }: ResultGrid, { symbols }: Look): string[] {
  if (state.sort.length === 0) return [];
  const keys = state.sort.map(({ column, descending }) => {
    const name = cutToWidth(terminalSafe(columns[column]!.name), 20);
    return `${name} ${descending ? symbols.down : symbols.up}`;
  });
  return [`sorted by ${keys.join(', ')}`];
}

function filterPart({ state, columns, result }: ResultGrid): string[] {
  if (state.filters.length === 0) return [];
  const filters = state.filters.map(({ column, how, text }) => {
    const name = column === null ? 'any column' : cutToWidth(terminalSafe(columns[column]!.name), 20);
    if (how === 'null' || how === 'not-null') return `${name} is ${how === 'null' ? '' : 'not '}NULL`;
    return `${name} ${how === 'equals' ? '=' : 'has'} "${cutToWidth(terminalSafe(text), 20)}"`;
  });
  return [`only ${filters.join(' and ')} (of ${count(result.store.rows)})`];
}

function restPart({ result }: ResultGrid): string[] {
  if (result.state === 'paused') return ['more rows exist: m reads on'];
  return result.state === 'incomplete' ? ['the result was cut here'] : [];
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}

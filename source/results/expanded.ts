import { terminalSafe } from '../support/terminal-safe.js';
import { cutToWidth, displayWidth, graphemes, padRight } from '../support/width.js';
import { cellText, styled, type CellOptions } from './cell-text.js';
import type { Cell, Column, Row } from './column.js';
import type { HeadAndTail } from './head-tail.js';
import { moreRows } from './table-lines.js';
import type { TableOptions, TableView } from './table-view.js';

// A value longer than that is for the grid's cell view.
const MOST_LINES = 20;
const RULE_AFTER_NAMES = 12;

/** One value a line, the names before them: the layout of `\x`. Long values are wrapped. */
export function expandedLines(
  columns: readonly Column[],
  rows: HeadAndTail,
  options: TableOptions,
  cells: CellOptions,
): TableView {
  const names = nameWidth(columns, Math.max(8, Math.floor(options.width / 3)));
  const room = Math.max(8, options.width - names - 4);
  let cutCells = false;
  const block = (row: Row, number: number): string[] => [
    ruleOf(number, names, options.width, cells),
    ...columns.flatMap((column, index) => {
      const cell = row[index] ?? null;
      const all = valueLines(column, cell, cells, room);
      cutCells ||= all.length > MOST_LINES || (cell?.length ?? 0) > (cells.longest ?? Infinity);
      const lines = all.length > MOST_LINES ? [...all.slice(0, MOST_LINES), '…'] : all;
      return pairLines(column, cell, lines, names, cells);
    }),
  ];
  const head = rows.head.flatMap((row, at) => block(row, at + 1));
  const hidden = rows.hidden > 0 ? [cells.style.dim(moreRows(rows.hidden, options.width))] : [];
  const tail = rows.tail.flatMap((row, at) => block(row, rows.head.length + rows.hidden + at + 1));
  const lines = [...head, ...hidden, ...tail];
  return { lines, notes: [], hiddenRows: rows.hidden, hiddenColumns: 0, cutCells, isExpanded: true };
}

/** One row of the expanded layout with everything in it, for pipes and files. */
export function expandedRow(columns: readonly Column[], row: Row, number: number, cells: CellOptions): string[] {
  const names = nameWidth(columns, Infinity);
  return [
    ruleOf(number, names, Infinity, cells),
    ...columns.flatMap((column, index) => {
      const cell = row[index] ?? null;
      return pairLines(column, cell, valueLines(column, cell, cells, Infinity), names, cells);
    }),
  ];
}

function nameWidth(columns: readonly Column[], most: number): number {
  return columns.reduce((width, { name }) => Math.max(width, Math.min(most, displayWidth(terminalSafe(name)))), 1);
}

function ruleOf(number: number, names: number, width: number, { style }: CellOptions): string {
  const title = ` row ${number.toLocaleString('en-US')} `;
  const dashes = '─'.repeat(Math.max(1, names + RULE_AFTER_NAMES - title.length));
  return style.frame(cutToWidth(`─${title}${dashes}`, width, ''));
}

/** A value in lines: at its own line ends (but for JSON, which is made compact) and where it is wider than `room`. */
function valueLines(column: Column, cell: Cell, cells: CellOptions, room: number): string[] {
  if (cell === null || column.kind === 'json' || !cell.includes('\n')) return wrap(cellText(column, cell, cells), room);
  const longest = cells.longest ?? Infinity;
  const lines = (cell.length > longest ? cell.slice(0, longest) : cell).split('\n');
  return lines.flatMap((line) => wrap(terminalSafe(line), room));
}

function wrap(text: string, room: number): string[] {
  if (displayWidth(text) <= room) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const width = displayWidth(grapheme);
    if (used + width > room) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += grapheme;
    used += width;
  }
  return [...lines, line];
}

function pairLines(
  column: Column,
  cell: Cell,
  lines: readonly string[],
  names: number,
  { style }: CellOptions,
): string[] {
  const name = padRight(cutToWidth(terminalSafe(column.name), names), names);
  return lines.map((line, at) => {
    const label = at === 0 ? style.header(name) : ' '.repeat(names);
    return ` ${label}${style.frame(' │ ')}${styled(column, cell, line, style)}`;
  });
}

import { PLAIN_STYLE } from '../support/style.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { displayWidth } from '../support/width.js';
import { cellText, type CellOptions } from './cell-text.js';
import type { Column, Row } from './column.js';
import { expandedLines } from './expanded.js';
import { fitColumns, type Fitted, type Measure } from './fit-columns.js';
import type { HeadAndTail } from './head-tail.js';
import { moreRows, TableLines } from './table-lines.js';
import type { TableOptions, TableView } from './table-view.js';

const EMPTY: TableView = {
  lines: [],
  notes: [],
  hiddenRows: 0,
  hiddenColumns: 0,
  cutCells: false,
  isExpanded: false,
};

// Ten columns show a word, a date or the start of an id.
const TEXT_FLOOR = 10;
const MOST_NAMES = 10;
const SHRINKS: ReadonlySet<string> = new Set(['text', 'json', 'binary', 'other']);

/** Draws a result as a table that fits the width, each line safe for a terminal and without a line end. */
export function layoutTable(columns: readonly Column[], rows: HeadAndTail, options: TableOptions): TableView {
  if (columns.length === 0) return EMPTY;
  const cells = cellOptions(options);
  if (options.expanded === true) return expandedLines(columns, rows, options, cells);
  const shown = [...rows.head, ...rows.tail];
  const texts = shown.map((row) => columns.map((column, index) => cellText(column, row[index] ?? null, cells)));
  const border = options.border ?? 'light';
  const measures = measure(columns, texts, rows.blank, options);
  const fitted = fitColumns(measures, options.width - (border === 'light' ? 1 : 0), border === 'light' ? 3 : 2);
  const hiddenColumns = fitted.blank.length + fitted.leftOut.length;
  if (options.expanded === 'auto' && hiddenColumns > 0) return expandedLines(columns, rows, options, cells);
  return {
    lines: draw(columns, rows, shown, texts, fitted, options),
    notes: notesOn(columns, fitted),
    hiddenRows: rows.hidden,
    hiddenColumns,
    isExpanded: false,
    cutCells: fitted.shown.some(({ index, width }) => texts.some((row) => displayWidth(row[index]!) > width)),
  };
}

function cellOptions(options: TableOptions): CellOptions {
  return {
    style: options.style ?? PLAIN_STYLE,
    nullText: options.nullText ?? 'NULL',
    digitGroups: options.digitGroups ?? false,
    // Even a line of combining marks is over after so many characters.
    longest: options.width * 8,
    onScreen: true,
  };
}

function measure(
  columns: readonly Column[],
  texts: readonly (readonly string[])[],
  blank: readonly boolean[],
  options: TableOptions,
): Measure[] {
  return columns.map((column, index) => {
    const name = displayWidth(terminalSafe(column.name));
    const title = options.types ? Math.max(name, displayWidth(terminalSafe(column.typeName))) : name;
    const widest = texts.reduce((most, row) => Math.max(most, displayWidth(row[index]!)), 0);
    const most = options.maxCellWidth ?? Infinity;
    const natural = Math.max(1, Math.min(most, Math.max(title, widest)));
    const cells = SHRINKS.has(column.kind) ? Math.min(widest, TEXT_FLOOR) : widest;
    return { natural, floor: Math.max(cells, Math.min(title, TEXT_FLOOR), 1), blank: blank[index] ?? false };
  });
}

function draw(
  columns: readonly Column[],
  rows: HeadAndTail,
  shown: readonly Row[],
  texts: readonly (readonly string[])[],
  fitted: Fitted,
  options: TableOptions,
): string[] {
  const style = options.style ?? PLAIN_STYLE;
  const slots = fitted.shown.map(({ index, width }) => ({ column: columns[index]!, width }));
  const table = new TableLines(slots, fitted.gapAt, options.border ?? 'light', style);
  const lines = shown.map((row, at) =>
    table.row(
      fitted.shown.map(({ index }) => row[index] ?? null),
      fitted.shown.map(({ index }) => texts[at]![index]!),
      true,
    ),
  );
  if (rows.hidden > 0) lines.splice(rows.head.length, 0, style.dim(moreRows(rows.hidden, options.width)));
  return [...table.head(options.types ?? false), ...lines];
}

function notesOn(columns: readonly Column[], fitted: Fitted): string[] {
  const notes: string[] = [];
  if (fitted.leftOut.length > 0) {
    notes.push(`${fitted.leftOut.length} of ${columns.length} columns are not shown here.`);
  }
  if (fitted.blank.length > 0) {
    const names = fitted.blank.map((index) => terminalSafe(columns[index]!.name) || `column ${index + 1}`);
    const are = names.length === 1 ? '1 column without a value is' : `${names.length} columns without a value are`;
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    notes.push(`${are} not shown: ${names.slice(0, MOST_NAMES).join(', ')}${more}.`);
  }
  return notes;
}

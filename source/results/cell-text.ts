import type { Style } from '../support/style.js';
import { terminalSafe } from '../support/terminal-safe.js';
import type { Cell, Column } from './column.js';
import { compactJson } from './json-text.js';

/** How a cell is put into words for a person. */
export interface CellOptions {
  readonly style: Style;
  /** What stands for NULL. */
  readonly nullText: string;
  /** `1234567.8` as `1,234,567.8`. */
  readonly digitGroups?: boolean;
  /** Cells are cut to about so many characters before they are measured: a value can be megabytes long. */
  readonly longest?: number;
  /** Dates and times as the session wants them on a screen. */
  readonly onScreen?: boolean;
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

/** True for kinds whose cells stand at the right of their column. */
export function isNumeric(column: Column): boolean {
  return NUMERIC.has(column.kind);
}

/**
 * The cell in one line that is safe for a terminal, without styling. Where nothing is coloured, text that reads like
 * NULL is quoted, so that the two can be told apart.
 */
export function cellText(column: Column, cell: Cell, options: CellOptions): string {
  if (cell === null) return options.nullText;
  if (options.onScreen && column.onScreen) return terminalSafe(column.onScreen(cell));
  if (isNumeric(column)) return terminalSafe(options.digitGroups ? groupDigits(cell) : cell);
  const longest = options.longest ?? Infinity;
  if (column.kind === 'json') return terminalSafe(clip(compactJson(clip(cell, longest * 2)), longest));
  if (options.style.plain && readsLikeNull(cell, options.nullText)) return `'${terminalSafe(cell)}'`;
  return terminalSafe(clip(cell, longest));
}

/** The cell's text in the colour of its kind. */
export function styled(column: Column, cell: Cell, text: string, style: Style): string {
  if (style.plain) return text;
  if (cell === null) return style.null(text);
  switch (column.kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return style.number(text);
    case 'boolean':
      return style.boolean(text);
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return style.time(text);
    case 'json':
      return style.json(text);
    default:
      return text;
  }
}

/** `1234567.891` as `1,234,567.891`; what isn't a plain number stays. */
function groupDigits(number: string): string {
  const parts = /^(-?)(\d{4,})(\.\d+)?$/.exec(number);
  if (!parts) return number;
  return `${parts[1] ?? ''}${(parts[2] ?? '').replace(/\B(?=(?:\d{3})+$)/g, ',')}${parts[3] ?? ''}`;
}

// Quoted once more for every quote it has already: 'NULL' itself would read like a quoted NULL.
function readsLikeNull(cell: string, nullText: string): boolean {
  return nullText !== '' && cell.length < 64 && cell.replace(/^'+|'+$/g, '') === nullText;
}

function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const last = text.charCodeAt(longest - 1);
  const splits = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, splits ? longest - 1 : longest)}…`;
}

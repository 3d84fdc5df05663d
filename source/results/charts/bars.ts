import type { Style } from '../../support/style.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth, padLeft, padRight } from '../../support/width.js';
import { cellText, isNumeric, styled, type CellOptions } from '../cell-text.js';
import type { Column, Row } from '../column.js';
import { moreRows } from '../table-lines.js';
import { columnNamed, figureOf, numericColumns, numericNamed } from './figures.js';

export interface BarOptions {
  /** The widest that a line may be, in terminal columns. */
  readonly width: number;
  readonly style: Style;
  readonly nullText: string;
  readonly digitGroups: boolean;
  /** Name or place (from 1) of the column that names the bars; default: the first that holds no numbers. */
  readonly label?: string | undefined;
  /** Of the numbers; default: the first column of numbers. */
  readonly value?: string | undefined;
}

/** Parts of a cell from its left edge, an eighth each. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL = '█';
const RIGHT_HALF = '▐';
const LEAST_BAR = 8;
/** What stands around the two columns of text. */
const BETWEEN = 7;

/**
 * A bar a row, all on one scale that starts at 0; negative ones go to the left. The figures are the cells' own text.
 * @param hidden how many rows of the result are not among `rows`
 * @throws ValueError naming the columns there are, when one that was asked for is missing or holds no numbers
 */
export function barChart(
  columns: readonly Column[],
  rows: readonly Row[],
  hidden: number,
  options: BarOptions,
): readonly string[] {
  const { label, value } = chosen(columns, options);
  const cells: CellOptions = { ...options, longest: options.width * 8 };
  const labels = label === null ? rows.map((_, at) => String(at + 1)) : textsOf(columns, rows, label, cells);
  const figures = textsOf(columns, rows, value, cells);
  const most = Math.max(1, Math.floor(Math.min(options.width / 3, (options.width - BETWEEN - LEAST_BAR) / 2)));
  const [labelName, valueName] = [label === null ? 'row' : nameOf(columns, label), nameOf(columns, value)];
  const labelWidth = Math.min(widest([...labels, labelName]), most);
  const figureWidth = Math.min(widest([...figures, valueName]), most);
  const room = Math.max(1, options.width - labelWidth - figureWidth - BETWEEN);
  const scale = scaleOf(rows, value, room);
  const { style } = options;
  const isLabelNumeric = label === null || isNumeric(columns[label]!);
  const line = (row: Row, at: number): string => {
    const name = cutToWidth(labels[at]!, labelWidth);
    const named = label === null ? style.dim(name) : styled(columns[label]!, row[label] ?? null, name, style);
    const blanks = ' '.repeat(labelWidth - displayWidth(name));
    const figure = cutToWidth(figures[at]!, figureWidth);
    const number = styled(columns[value]!, row[value] ?? null, figure, style);
    const bar = style.number(barOf(figureOf(row[value] ?? null), scale));
    const parts = [
      isLabelNumeric ? blanks + named : named + blanks,
      ' '.repeat(figureWidth - displayWidth(figure)) + number,
      bar,
    ];
    return ` ${parts.join(style.frame(' │ '))}`.trimEnd();
  };
  const title = ` ${[
    style.header(padRight(cutToWidth(labelName, labelWidth), labelWidth)),
    style.header(padLeft(cutToWidth(valueName, figureWidth), figureWidth)),
    '',
  ].join(style.frame(' │ '))}`.trimEnd();
  return [title, ...rows.map(line), ...(hidden > 0 ? [style.dim(moreRows(hidden, options.width))] : [])];
}

function chosen(columns: readonly Column[], options: BarOptions): { label: number | null; value: number } {
  if (options.label !== undefined && options.value === undefined) {
    const label = columnNamed(columns, options.label);
    return { label, value: numericColumns(columns, label)[0]! };
  }
  const value = options.value === undefined ? undefined : numericNamed(columns, options.value);
  if (options.label !== undefined) return { label: columnNamed(columns, options.label), value: value! };
  const first = columns.findIndex((column) => !isNumeric(column));
  // Numbers alone: the first names the bars of the second, as in a table of years and sums.
  const label = first >= 0 ? first : columns.length > 1 ? 0 : null;
  return { label, value: numericColumns(columns, label ?? undefined)[0]! };
}

function nameOf(columns: readonly Column[], index: number): string {
  return terminalSafe(columns[index]!.name) || `column ${index + 1}`;
}

function textsOf(columns: readonly Column[], rows: readonly Row[], index: number, cells: CellOptions): string[] {
  return rows.map((row) => cellText(columns[index]!, row[index] ?? null, cells));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 1);
}

interface Scale {
  /** Columns to the left of 0. */
  readonly left: number;
  readonly right: number;
  readonly unit: number;
}

function scaleOf(rows: readonly Row[], value: number, room: number): Scale {
  let [least, most] = [0, 0];
  for (const row of rows) {
    const figure = figureOf(row[value] ?? null) ?? 0;
    least = Math.min(least, figure);
    most = Math.max(most, figure);
  }
  const left =
    least === 0 ? 0 : Math.min(room - 1, Math.max(1, Math.round((room * (least / 2)) / (least / 2 - most / 2))));
  const right = room - left;
  // Halves above: the distance of two doubles may be no double any more. Neither side gets wider than its room.
  const unit = Math.max(most / right, left === 0 ? 0 : -least / left) || 1;
  return { left, right, unit };
}

function barOf(figure: number | null, { left, right, unit }: Scale): string {
  if (figure === null) return '';
  if (figure < 0) {
    // In halves: terminals have no eighths that end at the right edge. What is not 0 is seen.
    const halves = Math.min(2 * left, Math.max(1, Math.round(-2 * (figure / unit))));
    return padLeft((halves % 2 === 1 ? RIGHT_HALF : '') + FULL.repeat(Math.floor(halves / 2)), left);
  }
  // The unit of the smallest doubles is rounded: 13 of them over 12 columns are one each.
  const eighths = figure === 0 ? 0 : Math.min(8 * right, Math.max(1, Math.round(8 * (figure / unit))));
  return ' '.repeat(left) + FULL.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

import { isNumeric } from '../../results/cell-text.js';
import type { Column, Row } from '../../results/column.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, padLeft, padRight } from '../../support/width.js';
import type { Look } from '../../ui/look.js';
import type { CellTexts } from './cell-texts.js';
import type { Placed, Slot } from './columns.js';
import { markedRows, type GridState } from './state.js';

/** All that a frame of the grid shows. */
export interface TableFrame {
  readonly look: Look;
  readonly columns: readonly Column[];
  readonly texts: CellTexts;
  readonly state: GridState;
  /** Rows in the order shown. */
  readonly rows: number;
  readonly row: (place: number) => Row | undefined;
  readonly placed: Placed;
  /** Digits of the row numbers. */
  readonly gutter: number;
  readonly height: number;
}

/** The header and the rows, `height` lines of them. */
export function tableLines(frame: TableFrame): string[] {
  const { state, height, rows } = frame;
  const head = headLines(frame);
  const lines = [...head];
  for (let place = state.top; lines.length < height && place < rows; place++) lines.push(rowLine(frame, place));
  while (lines.length < height) lines.push('');
  return lines;
}

/** How many lines the names take. */
export function headHeight({ types }: GridState): number {
  return types ? 2 : 1;
}

function headLines(frame: TableFrame): string[] {
  const { look, state, columns } = frame;
  const { theme } = look;
  const title = (slot: Slot): string => {
    const column = columns[slot.index]!;
    const text = fit(terminalSafe(column.name) + sortSign(frame, slot.index), slot.width, isNumeric(column), look);
    return slot.place === state.place ? theme.accent(theme.bold(text)) : theme.bold(text);
  };
  const type = (slot: Slot): string => {
    const column = columns[slot.index]!;
    return theme.dim(fit(terminalSafe(column.typeName), slot.width, isNumeric(column), look));
  };
  return [assemble(frame, '', title), ...(state.types ? [assemble(frame, '', type)] : [])];
}

function sortSign({ state, look }: TableFrame, index: number): string {
  const at = state.sort.findIndex(({ column }) => column === index);
  if (at === -1) return '';
  const sign = state.sort[at]!.descending ? look.symbols.down : look.symbols.up;
  return ` ${sign}${state.sort.length > 1 ? at + 1 : ''}`;
}

function rowLine(frame: TableFrame, place: number): string {
  const { look, state } = frame;
  const row = frame.row(place);
  const isCurrent = place === state.row;
  const number = padLeft(String(place + 1), frame.gutter);
  const marked = markedRows(state);
  const isMarked = marked !== null && place >= marked.from && place < marked.to;
  const shown = isMarked ? look.theme.selected(number) : isCurrent ? look.theme.bold(number) : look.theme.dim(number);
  return assemble(
    frame,
    shown,
    (slot) => cell(frame, row, slot, isCurrent && slot.place === state.place),
    isCurrent ? state.place : -1,
  );
}

function cell({ look, texts, state }: TableFrame, row: Row | undefined, slot: Slot, isSelected: boolean): string {
  const { ellipsis } = look.symbols;
  if (row === undefined) return look.theme.dim(padRight(ellipsis, slot.width));
  const drawn = texts.fitted(row, slot.index, slot.width, ellipsis, isSelected);
  return isFound(row[slot.index] ?? null, state.search) ? look.theme.token['bracket-match'](drawn) : drawn;
}

/** Capitals don't matter. */
export function isFound(value: string | null, search: string): boolean {
  return search !== '' && value !== null && value.toLowerCase().includes(search.toLowerCase());
}

function fit(text: string, width: number, right: boolean, { symbols }: Look): string {
  const cut = cutToWidth(text, width, symbols.ellipsis);
  return right ? padLeft(cut, width) : padRight(cut, width);
}

function assemble(frame: TableFrame, number: string, draw: (slot: Slot) => string, selected = -1): string {
  const { look, placed, gutter } = frame;
  const bar = look.theme.dim(look.symbols.gutter);
  const one = (slot: Slot): string => {
    const text = ` ${draw(slot)} `;
    return slot.place === selected ? look.theme.selected(text) : text;
  };
  const frozen = placed.frozen.length > 0 ? placed.frozen.map(one).join('') + bar : '';
  return (number === '' ? ' '.repeat(gutter) : number) + bar + frozen + placed.scrolling.map(one).join('');
}

import { stripVTControlCharacters } from 'node:util';
import { Box, Text, type DOMElement } from 'ink';
import { useRef, useState } from 'react';
import { displayWidth, padLeft } from '../../support/width.js';
import { useViewport } from '../../ui/app-render.js';
import { useBoxPlace } from '../../ui/box-place.js';
import { useCaret } from '../../ui/caret.js';
import { useCursorShape } from '../../ui/cursor-shape.js';
import { useLook } from '../../ui/look.js';
import { PaintedRows } from '../../ui/painted-rows.js';
import { matchingBrackets, type IsLiteral } from './brackets.js';
import { lineAt } from './buffer.js';
import { columnsBefore } from './layout.js';
import { paintRow, type Span } from './paint.js';
import type { EditorState } from './state.js';
import { TOP, windowAround, type WindowTop } from './window.js';

export interface EditorViewProps {
  readonly state: EditorState;
  /** What stands before the first line; may hold colours. */
  readonly prompt: string;
  /** What stands before a later line, right-aligned under the prompt: `-> `, `'> `. */
  readonly mark: (row: number) => string;
  /** The colours of a line; asked for the rows that are seen. */
  readonly spans?: ((row: number) => readonly Span[]) | undefined;
  readonly isLiteral?: IsLiteral | undefined;
  /** Most rows the text may take; the frame must stay under the height of the terminal. */
  readonly height: number;
  /** False: drawn without a cursor (a dialog has it). */
  readonly active?: boolean;
}

/** A line longer than this is drawn without colours: its tokens alone would take longer than a key may. */
const LONGEST_COLOURED = 100_000;
/** Narrower than this nobody can write; the prompt gets a row of its own instead. */
const NARROWEST_TEXT = 20;

/** Columns the text has beside its prompt; the last column stays free, so that no terminal wraps a full row. */
export function editorWidth(columns: number, prompt: string): number {
  return columns - promptWidth(columns, prompt) - 1;
}

/** The text being edited with prompt, continuation marks, colours and the real cursor. */
export function EditorView(props: EditorViewProps) {
  const { state, prompt, height, active = true } = props;
  const { theme } = useLook();
  const { columns } = useViewport();
  const [top, setTop] = useState<WindowTop>(TOP);
  const width = editorWidth(columns, prompt);
  const indent = promptWidth(columns, prompt);
  const ownRow = displayWidth(stripVTControlCharacters(prompt)) > indent;
  const { places, caretIndex } = windowAround(
    state.lines,
    state.caret,
    top,
    width,
    Math.max(1, ownRow ? height - 1 : height),
  );
  const first = places[0]!;
  if (first.row !== top.row || first.screenRow.start !== top.start) {
    setTop({ row: first.row, start: first.screenRow.start });
  }

  const box = useRef<DOMElement>(null);
  const place = useBoxPlace(box);
  const caretRow = places[caretIndex]!;
  const column = columnsBefore(lineAt(state.lines, caretRow.row), caretRow.screenRow, state.caret.column);
  useCaret(active && place !== undefined ? { x: place.x + indent + column, y: place.y + caretIndex } : undefined);
  useCursorShape(state.mode === 'emacs' ? undefined : state.mode === 'vi-normal' ? 'block' : 'bar');

  const brackets = active ? (matchingBrackets(state.lines, state.caret, props.isLiteral) ?? []) : [];
  const shown = places.map(({ row, screenRow }) => {
    const line = lineAt(state.lines, row);
    const lead = screenRow.start > 0 ? '' : row > 0 ? props.mark(row) : ownRow ? '' : prompt;
    const spans = line.length > LONGEST_COLOURED ? [] : (props.spans?.(row) ?? []);
    const marked = brackets.filter((bracket) => bracket.row === row).map((bracket) => bracket.column);
    return leadOf(lead, indent) + paintRow(line, screenRow, spans, marked, theme);
  });
  return (
    <Box flexDirection="column">
      {ownRow && <Text wrap="truncate">{prompt}</Text>}
      <Box flexDirection="column" ref={box}>
        <PaintedRows rows={shown} />
      </Box>
    </Box>
  );
}

function promptWidth(columns: number, prompt: string): number {
  const width = displayWidth(stripVTControlCharacters(prompt));
  return columns - width - 1 < NARROWEST_TEXT ? 2 : width;
}

function leadOf(lead: string, width: number): string {
  const visible = displayWidth(stripVTControlCharacters(lead));
  return visible > width ? padLeft('', width) : ' '.repeat(width - visible) + lead;
}

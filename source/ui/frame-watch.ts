import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../support/width.js';

/**
 * What a terminal does with rows that no longer fit when it gets narrower. Most wrap them anew. xterm.js (VS Code)
 * leaves the row with the cursor alone, xterm and GNU screen all of them.
 */
export type Rewrap = 'all' | 'but-cursor-row' | 'none';

export function rewrapOf(env: NodeJS.ProcessEnv): Rewrap {
  if (env['TMUX'] !== undefined) return 'all';
  if (env['TERM_PROGRAM'] === 'vscode') return 'but-cursor-row';
  return env['XTERM_VERSION'] !== undefined || env['STY'] !== undefined ? 'none' : 'all';
}

export interface FrameWatch {
  /** Told of everything that Ink writes. */
  readonly wrote: (text: string) => void;
  /**
   * Erases the frame as a terminal shows it that has become `columns` wide, and puts the cursor where Ink believes it to
   * be: Ink counts the rows that it drew, and would leave those that wrapping added.
   */
  readonly unwrap: (columns: number) => string;
  /**
   * Gives the frame back the rows below the cursor that a terminal of `rows` rows may have cut when it got smaller: Ink
   * goes down over them before it erases upwards, and would stop at the last row and erase what stands above the frame.
   * Behind `unwrap`. @param isRedrawn Ink draws the frame anew at once, because it became narrower
   */
  readonly makeRoom: (rows: number, isRedrawn: boolean) => string;
}

/** Where Ink leaves the cursor: rows up from behind the frame, column from 1. */
const CURSOR = /(?:\u001b\[(\d+)A)?\u001b\[(\d+)G\u001b\[\?25h$/;
const ERASED_ROW = '\u001b[2K';
const ERASED = '\u001b[G';
const SYNC = /^(?:\u001b\[\?2026[hl])?$/;

/** Follows Ink's frame through what it writes (Ink 7.1's log-update: erase, rows, cursor). */
export function watchFrame(rewrap: Rewrap): FrameWatch {
  // The last write that held rows. It is read only when the terminal changes: it may be a result of megabytes.
  let rows = '';
  let cursor: RegExpExecArray | null = null;
  return {
    wrote(text) {
      if (SYNC.test(text)) return;
      cursor = CURSOR.exec(text.slice(-32));
      if (text.includes('\n') || text.includes(ERASED_ROW)) rows = text;
    },
    unwrap(columns) {
      if (rewrap === 'none') return '';
      const place = placeOf(rows, cursor);
      const above = place.widths.slice(0, place.row).reduce((sum, width) => sum + rowsOf(width, columns), 0);
      // Behind a row that fills the columns to the last the cursor waits on it, and not on a row that isn't there yet.
      const isBehind = place.column > 0 && place.column >= place.widths[place.row]!;
      const cell = isBehind ? place.column - 1 : place.column;
      const up = above + (rewrap === 'all' ? Math.floor(cell / columns) : 0);
      if (up === place.row) return '';
      return `\u001b[${up}A\r\u001b[J${place.row > 0 ? `\u001b[${place.row}B` : ''}`;
    },
    makeRoom(height, isRedrawn) {
      const { frame, widths, row, column } = placeOf(rows, cursor);
      const below = widths.length - 1 - row;
      if (below === 0) return '';
      const top = `${row > 0 ? `\u001b[${row}A` : ''}\r\u001b[J`;
      // Of a frame that is too tall its owner makes another.
      const drawn = isRedrawn || widths.length > height ? '\n'.repeat(widths.length - 1) : frame.replace(CURSOR, '');
      return `${top}${drawn}\u001b[${below}A\u001b[${column + 1}G`;
    },
  };
}

function placeOf(
  text: string,
  cursor: RegExpExecArray | null,
): {
  readonly frame: string;
  readonly widths: readonly number[];
  readonly row: number;
  readonly column: number;
} {
  const erased = text.lastIndexOf(ERASED_ROW);
  const frame = erased < 0 ? text : text.slice(text.indexOf(ERASED, erased) + ERASED.length);
  const widths = stripVTControlCharacters(frame)
    .split('\n')
    .map((line) => displayWidth(line));
  const bottom = widths.length - 1;
  if (cursor === null) return { frame, widths, row: bottom, column: widths[bottom]! };
  return { frame, widths, row: Math.max(0, bottom - Number(cursor[1] ?? 0)), column: Number(cursor[2]) - 1 };
}

function rowsOf(width: number, columns: number): number {
  return Math.max(1, Math.ceil(width / columns));
}

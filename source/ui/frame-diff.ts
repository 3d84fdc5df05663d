/** Sends of each frame only the rows that changed: the waiting line ticks ten times a second above a still prompt. */
export interface FrameDiff {
  /** What is to be written in place of what Ink writes; the screen then looks the same. */
  readonly rewrite: (text: string) => string;
  /** The rows on the screen may be others than were drawn: the next frame is written whole. */
  readonly forget: () => void;
}

/** How Ink 7.1's log-update begins a frame over an old one: back to its bottom, then each row erased, upwards. */
const OVER = /^((?:\u001b\[\?25l(?:\u001b\[\d+B)?\u001b\[1G)?)((?:\u001b\[2K\u001b\[1A)*\u001b\[2K\u001b\[G)/;
const ERASED_ROW = '\u001b[2K';
/** How it ends: the cursor goes where the caret is. */
const CURSOR = /(?:\u001b\[\d+A)?\u001b\[\d+G\u001b\[\?25h$/;
const LONGEST_CURSOR = 32;
/** Clears the screen, and whatever was known of it. */
const CLEARS = '\u001b[2J';

export function createFrameDiff(): FrameDiff {
  // The last write that drew rows: a frame, since Ink draws one again behind everything else that it writes.
  let drawn: string | null = null;
  return {
    rewrite(text) {
      const over = OVER.exec(text);
      const { frame, cursor } = withoutCursor(over ? text.slice(over[0].length) : text);
      if (!over) {
        // Neither the marks of a synchronised update nor a move of the cursor change a row.
        if (text.includes('\n')) drawn = text.includes(CLEARS) ? null : frame;
        return text;
      }
      const before = drawn?.split('\n');
      drawn = frame === '' ? null : frame;
      const after = frame.split('\n');
      if (before?.length !== rowsErased(over[2]!) || before.length !== after.length) return text;
      return over[1]! + changedRows(before, after) + cursor;
    },
    forget() {
      drawn = null;
    },
  };
}

function withoutCursor(text: string): { readonly frame: string; readonly cursor: string } {
  const cursor = CURSOR.exec(text.slice(-LONGEST_CURSOR))?.[0] ?? '';
  return { frame: text.slice(0, text.length - cursor.length), cursor };
}

function rowsErased(erases: string): number {
  return erases.split(ERASED_ROW).length - 1;
}

/** From the row below the frame to each row that changed, and back. */
function changedRows(before: readonly string[], after: readonly string[]): string {
  const bottom = after.length - 1;
  let at = bottom;
  let text = '';
  const go = (row: number): void => {
    if (row !== at) text += row < at ? `\u001b[${at - row}A` : `\u001b[${row - at}B`;
    text += '\r';
    at = row;
  };
  after.forEach((line, row) => {
    if (line === before[row]) return;
    go(row);
    // Erased before it is written: behind a row that fills the terminal, the last character would go.
    text += ERASED_ROW + line;
  });
  go(bottom);
  return text;
}

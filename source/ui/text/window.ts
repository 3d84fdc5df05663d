import { displayWidth, graphemes } from '../../support/width.js';

export interface LineWindow {
  readonly text: string;
  /** The caret's column in `text`. */
  readonly column: number;
}

/**
 * The part of a line around the caret that fits in `width` columns, the caret's own cell included.
 *
 * @param text already safe for the terminal
 * @param caret UTF-16 offset into `text`
 * @param ellipsis one column wide: marks what is left out on either side
 */
export function lineWindow(text: string, caret: number, width: number, ellipsis: string): LineWindow {
  const before = text.slice(0, caret);
  const column = displayWidth(before);
  if (displayWidth(text) < width) return { text, column };
  const room = Math.max(1, width - 3);
  // The caret keeps a third of the field after it, so that what comes next is seen.
  const left = takeEnd(before, Math.max(1, room - Math.min(displayWidth(text.slice(caret)), Math.floor(room / 3))));
  const right = takeStart(text.slice(caret), room - displayWidth(left));
  const lead = left.length < before.length ? ellipsis : '';
  const trail = right.length < text.length - caret ? ellipsis : '';
  return { text: lead + left + right + trail, column: displayWidth(lead + left) };
}

function takeStart(text: string, width: number): string {
  let used = 0;
  let taken = '';
  for (const grapheme of graphemes(text.slice(0, width * 8))) {
    used += displayWidth(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}

function takeEnd(text: string, width: number): string {
  let used = 0;
  let taken = '';
  for (const grapheme of graphemes(text).toReversed()) {
    used += displayWidth(grapheme);
    if (used > width) break;
    taken = grapheme + taken;
  }
  return taken;
}

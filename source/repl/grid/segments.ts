import { cutToWidth, displayWidth } from '../../support/width.js';
import type { Paint } from '../../ui/theme.js';

/** A part of a line, safe for a terminal and without styling; `paint` colours it. */
export interface Segment {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

/** The line, cut to the width before it is coloured: escape codes have no width and must not be cut. */
export function drawSegments(segments: readonly Segment[], width: number, ellipsis: string): string {
  let room = width;
  let line = '';
  for (const { text, paint } of segments) {
    if (room <= 0) break;
    const cut = cutToWidth(text, room, ellipsis);
    line += paint ? paint(cut) : cut;
    room = cut === text ? room - displayWidth(cut) : 0;
  }
  return line;
}

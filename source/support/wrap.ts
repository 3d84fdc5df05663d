import { displayWidth } from './width.js';

/** Narrower than this beside its heading, a text reads better under it. */
const NARROWEST = 24;

/**
 * Lines wrapped between words. What goes on stands under the last column of its line (behind two blanks or more, as in
 * a list of commands), or under the line's first word. Words wider than the room are left whole.
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (displayWidth(line) <= width ? line : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const lead = /^ */.exec(line)![0].length;
  const column = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? lead;
  const indent = width - column >= NARROWEST ? column : lead;
  const rows: string[] = [];
  let row = line.slice(0, indent);
  let isEmpty = true;
  for (const word of line.slice(indent).split(' ')) {
    if (!isEmpty && displayWidth(row) + 1 + displayWidth(word) > width) {
      rows.push(row);
      row = ' '.repeat(indent);
      isEmpty = true;
    }
    row += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...rows, row].join('\n');
}

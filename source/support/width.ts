import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

// string-width takes 46 ms to measure 100,000 ASCII cells that `length` answers at once.
const ASCII = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const CACHE_LIMIT = 4096;
const widths = new Map<string, number>();

/** The parts of a text that a person takes for one character. */
export function graphemes(text: string): string[] {
  if (ASCII.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many terminal columns a text takes. Escape codes and controls take none: make foreign text safe first. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  if (text.includes('\x1b')) return displayWidth(stripVTControlCharacters(text).replaceAll('\x1b', ''));
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/**
 * The longest start of a text that fits, ended by `ellipsis` when something was left out. Never wider than `width`;
 * a wide character is never split.
 */
export function cutToWidth(text: string, width: number, ellipsis = '…'): string {
  if (text.length <= width && ASCII.test(text)) return text;
  // No cut text needs more than its first graphemes: a 10 MB cell isn't measured whole.
  const room = width - displayWidth(ellipsis);
  let used = 0;
  let kept = 0;
  let end = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    used += graphemeWidth(segment);
    if (used > width) return room < 0 ? '' : text.slice(0, kept) + ellipsis;
    end = index + segment.length;
    if (used <= room) kept = end;
  }
  return text;
}

/** The text with blanks after it up to `width` columns. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text with blanks before it up to `width` columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

function graphemeWidth(grapheme: string): number {
  const known = widths.get(grapheme);
  if (known !== undefined) return known;
  const width = measure(grapheme);
  if (widths.size >= CACHE_LIMIT) widths.clear();
  widths.set(grapheme, width);
  return width;
}

// One code point after another everywhere but in emoji and Korean letters: since Unicode 15.1 several Indic consonants
// are one grapheme, which string-width counts once; terminals (VTE, xterm, xterm.js) count each.
const DRAWN_AS_ONE =
  /\p{Extended_Pictographic}[\ufe0f\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]|^[0-9#*]\u20e3$|^[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

function measure(grapheme: string): number {
  if (DRAWN_AS_ONE.test(grapheme)) return stringWidth(grapheme);
  let width = 0;
  for (const character of grapheme) width += stringWidth(character);
  return width;
}

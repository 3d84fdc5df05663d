import { graphemes } from '../../support/width.js';

/** Far more than any real grapheme has; text is looked at in windows so that a 5 MB line costs no more than a short one. */
const WINDOW = 256;

/** The offset after the grapheme that starts at `at`; `at` itself at the end. Offsets are UTF-16 units. */
export function nextGrapheme(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (isSimple(text, at) && isSimple(text, at + 1)) return at + 1;
  return at + graphemes(text.slice(at, at + WINDOW))[0]!.length;
}

/** The offset where the grapheme before `at` starts; 0 at the start. */
export function previousGrapheme(text: string, at: number): number {
  if (at <= 0) return 0;
  if (isSimple(text, at - 1) && (at < 2 || isSimple(text, at - 2))) return at - 1;
  let start = Math.max(0, at - WINDOW);
  if (isLowSurrogate(text, start)) start -= 1;
  return at - graphemes(text.slice(start, at)).at(-1)!.length;
}

/** `at`, or the start of the grapheme that it stands inside. */
export function graphemeStart(text: string, at: number): number {
  const bounded = Math.min(Math.max(at, 0), text.length);
  const start = previousGrapheme(text, bounded);
  return nextGrapheme(text, start) > bounded ? start : bounded;
}

/** To the end of the next word. `_` and `$` belong to words, as in identifiers. */
export function wordRight(text: string, at: number): number {
  return skip(text, skip(text, at, 1, isSeparator), 1, isWord);
}

/** To the start of the word before. */
export function wordLeft(text: string, at: number): number {
  return skip(text, skip(text, at, -1, isSeparator), -1, isWord);
}

/** Back to the blank before the word, as Ctrl+W does in every shell. */
export function bigWordLeft(text: string, at: number): number {
  return skip(text, skip(text, at, -1, isBlank), -1, (char) => !isBlank(char));
}

export function isWord(char: string): boolean {
  return /[\p{L}\p{N}\p{M}_$]/u.test(char);
}

export function isBlank(char: string): boolean {
  return /\s/u.test(char);
}

function isSeparator(char: string): boolean {
  return !isWord(char);
}

function skip(text: string, from: number, step: 1 | -1, wanted: (char: string) => boolean): number {
  let at = from;
  for (;;) {
    const next = step > 0 ? nextGrapheme(text, at) : previousGrapheme(text, at);
    if (next === at || !wanted(text.slice(Math.min(at, next), Math.max(at, next)))) return at;
    at = next;
  }
}

/** ASCII (and not the CR of a CRLF) never joins with what follows or comes before it. */
function isSimple(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || (code < 0x80 && code !== 0x0d && code !== 0x0a) || code === 0x0a;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

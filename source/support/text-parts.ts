/**
 * A terminal takes what is written before anything else happens here (Node writes to it synchronously), so a long text
 * goes out in parts of this many characters: a slow one, at 80 kB/s, holds the program for a tenth of a second each.
 */
const PART = 8192;

/** The longest sequence of our own styles; a longer one (a link) may be cut. */
const ESCAPE = 64;

/** A text in parts, none of which ends inside a character or a style. */
function* partsOf(text: string): Iterable<string> {
  for (let from = 0; from < text.length;) {
    const end = endOf(text, from);
    yield text.slice(from, end);
    from = end;
  }
}

function endOf(text: string, from: number): number {
  const end = from + PART;
  if (end >= text.length) return text.length;
  const escape = text.lastIndexOf('\u001b', end - 1);
  if (escape > from && end - escape < ESCAPE) return escape;
  const isPair = (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return isPair ? end - 1 : end;
}

/** How far a text had come when it was stopped, in characters. */
export interface Stopped {
  readonly written: number;
  readonly of: number;
}

/** Writes a text in parts, and lets keys and signals in between them. @returns null: it is written whole */
export async function writeInParts(
  text: string,
  write: (part: string) => void | Promise<void>,
  isStopped: () => boolean,
): Promise<Stopped | null> {
  let written = 0;
  for (const part of partsOf(text)) {
    await write(part);
    written += part.length;
    await new Promise((resolve) => setImmediate(resolve));
    if (written === text.length || !isStopped()) continue;
    // Plain style, and a line of its own for what follows.
    await write(`\u001b[0m${part.endsWith('\n') ? '' : '\n'}`);
    return { written, of: text.length };
  }
  return null;
}

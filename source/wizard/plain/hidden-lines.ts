import { terminalSafe } from '../../support/terminal-safe.js';
import { readHiddenLines, type LineStreams } from './read-secret.js';

/** Asks for a text that may hold a secret and may have many lines, as a pasted block has. */
export function hiddenLines(streams: LineStreams, message: string, signal: AbortSignal): Promise<string | null> {
  streams.output.write(`${terminalSafe(message)} (not shown; an empty line ends a block): `);
  return readHiddenLines(streams, isOneLine, signal);
}

/** A line that begins no block: neither the head of a section nor a key and its value, nor one that is carried on. */
function isOneLine(text: string): boolean {
  return !text.includes('\n') && !/\\$|^\s*(?:\[|#|(?:export |set |\$env:)?\w[\w.]*\s*(?:=|:\s)[^;]*$)/.test(text);
}

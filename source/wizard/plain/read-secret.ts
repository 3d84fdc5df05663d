import { StringDecoder } from 'node:string_decoder';

/** Where a person types, and sees what is asked. */
export interface LineStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = /[\u0008\u007f]/;
const CONTROL = /[\u0000-\u001f]/;

/** Reads one line that the terminal doesn't show. null: Ctrl-C, the end of input, or the signal. */
export function readSecret(streams: LineStreams, signal: AbortSignal): Promise<string | null> {
  return readHidden(streams, signal, () => true);
}

/**
 * Reads a text that the terminal doesn't show, of one line or more: an empty line ends it, and the first one where it
 * is `isWhole`. null: as for `readSecret`.
 */
export function readHiddenLines(
  streams: LineStreams,
  isWhole: (text: string) => boolean,
  signal: AbortSignal,
): Promise<string | null> {
  return readHidden(streams, signal, (text) => text.endsWith('\n') || text === '' || isWhole(text));
}

function readHidden(
  { input, output }: LineStreams,
  signal: AbortSignal,
  /** Asked at the end of a line, of the text before it. */
  ends: (text: string) => boolean,
): Promise<string | null> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    let typed = '';
    const finish = (line: string | null): void => {
      input.off('data', onData);
      input.off('end', onEnd);
      signal.removeEventListener('abort', onEnd);
      if (input.isTTY) input.setRawMode(false);
      input.pause();
      output.write('\n');
      resolve(line);
    };
    const onEnd = (): void => finish(null);
    const onData = (chunk: Buffer | string): void => {
      const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
      for (const character of text.replaceAll('\r\n', '\n')) {
        if (character === '\r' || character === '\n') {
          if (ends(typed)) {
            finish(typed.replace(/\n$/, ''));
            return;
          }
          typed += '\n';
          continue;
        }
        if (character === CTRL_C || character === CTRL_D) {
          finish(null);
          return;
        }
        if (BACKSPACE.test(character)) typed = Array.from(typed).slice(0, -1).join('');
        else if (!CONTROL.test(character)) typed += character;
      }
    };
    if (signal.aborted) {
      resolve(null);
      return;
    }
    if (input.isTTY) input.setRawMode(true);
    input.on('data', onData);
    input.on('end', onEnd);
    signal.addEventListener('abort', onEnd, { once: true });
    input.resume();
  });
}

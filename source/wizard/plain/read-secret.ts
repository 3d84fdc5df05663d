import { StringDecoder } from 'node:string_decoder';
import type { LineStreams } from './line-asker.js';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = /[\u0008\u007f]/;
const CONTROL = /[\u0000-\u001f]/;

/** Reads one line that the terminal doesn't show. null: Ctrl-C, the end of input, or the signal. */
export function readSecret({ input, output }: LineStreams, signal: AbortSignal): Promise<string | null> {
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
      for (const character of typeof chunk === 'string' ? chunk : decoder.write(chunk)) {
        if (character === '\r' || character === '\n') {
          finish(typed);
          return;
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

import { createInterface } from 'node:readline';
import { terminalSafe, terminalSafeLines } from '../../support/terminal-safe.js';
import type { AskChoice, Asker, AskLines, AskText } from './asker.js';
import { hiddenLines } from './hidden-lines.js';
import { readSecret, type LineStreams } from './read-secret.js';

/** Questions and answers as whole lines: no escape sequence is written, for terminals that understand none. */
export function lineAsker({ input, output }: LineStreams = { input: process.stdin, output: process.stdout }): Asker {
  const say = (text: string): void => void output.write(`${terminalSafeLines(text)}\n`);
  const read = (prompt: string, signal: AbortSignal): Promise<string | null> => {
    output.write(prompt);
    return readLine({ input, output }, signal);
  };
  return {
    say,
    async text({ message, secret, initial, signal }: AskText) {
      if (secret) {
        output.write(`${terminalSafe(message)} (not shown): `);
        const typed = await readSecret({ input, output }, signal);
        return typed === '' ? initial : typed;
      }
      const kept = initial === '' ? '' : ` (Enter: ${terminalSafe(initial)}; - for none)`;
      const typed = await read(`${terminalSafe(message)}${kept}: `, signal);
      if (typed === null) return null;
      return typed === '' ? initial : typed === '-' && initial !== '' ? '' : typed;
    },
    lines: ({ message, signal }: AskLines) => hiddenLines({ input, output }, message, signal),
    async choice({ message, choices, initial, signal }: AskChoice) {
      const standard = choices.findIndex(({ value }) => value === initial);
      say(
        [message, ...choices.map(({ label, help }, at) => `  ${at + 1}) ${label}${help ? `: ${help}` : ''}`)].join(
          '\n',
        ),
      );
      for (;;) {
        const typed = await read(standard < 0 ? 'Number: ' : `Number (Enter: ${standard + 1}): `, signal);
        if (typed === null) return null;
        const chosen = choices[typed === '' ? standard : Number(typed) - 1];
        if (chosen) return chosen.value;
        say(`Type a number from 1 to ${choices.length}.`);
      }
    },
  };
}

function readLine({ input, output }: LineStreams, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    // The terminal's own line editing is all there is: readline's would draw with escape sequences.
    const lines = createInterface({ input, output, terminal: false });
    const finish = (line: string | null): void => {
      signal.removeEventListener('abort', onAbort);
      process.removeListener('SIGINT', onAbort);
      resolve(line);
      lines.close();
    };
    const onAbort = (): void => finish(null);
    lines.once('line', finish);
    lines.once('close', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    // Without raw mode Ctrl-C comes as a signal.
    process.once('SIGINT', onAbort);
    if (signal.aborted) onAbort();
  });
}

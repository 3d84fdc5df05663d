import { input, password, rawlist } from '@inquirer/prompts';
import { terminalSafe, terminalSafeLines } from '../../support/terminal-safe.js';
import type { Asker } from './asker.js';
import { hiddenLines } from './hidden-lines.js';

/** Prompts of @inquirer: choices by their number, which a screen reader can follow where a moving cursor can't. */
export function inquirerAsker(): Asker {
  return {
    text: ({ message, secret, initial, signal }) =>
      orNull(async () => {
        if (!secret) {
          return input({ message: terminalSafe(message), default: initial, prefill: 'editable' }, { signal });
        }
        return (await password({ message: terminalSafe(message), mask: '*' }, { signal })) || initial;
      }),
    lines: ({ message, signal }) => hiddenLines({ input: process.stdin, output: process.stdout }, message, signal),
    choice: ({ message, choices, initial, signal }) =>
      orNull(() => {
        const items = choices.map(({ value, label, help }) => ({
          value,
          name: terminalSafe(label),
          ...(help !== undefined && help !== '' && { description: terminalSafe(help) }),
        }));
        const known = choices.some(({ value }) => value === initial);
        return rawlist(
          { message: terminalSafe(message), choices: items, ...(known && { default: initial }) },
          { signal },
        );
      }),
    say: (text) => void process.stdout.write(`${terminalSafeLines(text)}\n`),
  };
}

async function orNull(ask: () => Promise<string>): Promise<string | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name))
      return null;
    throw error;
  }
}

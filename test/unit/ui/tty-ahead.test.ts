import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { chordOf, type KeyEvent } from '../../../source/ui/keys/event.js';
import { createTty, type Tty } from '../../../source/ui/tty.js';

class Input extends EventEmitter {
  readonly isTTY = true;
  readonly setRawMode = (): void => undefined;
  readonly resume = (): void => undefined;
  readonly pause = (): void => undefined;
}

class Output extends EventEmitter {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  readonly write = (): boolean => true;
}

function terminal(): { tty: Tty; input: Input; keys: string[] } {
  const input = new Input();
  const keys: string[] = [];
  const signals = {
    listen: () => () => undefined,
    takeInterrupts: () => () => undefined,
    exit: () => undefined,
    stopProcess: () => Promise.resolve(),
  };
  const env = { TERM: 'xterm-256color' };
  const tty = createTty({ stdin: input, stdout: new Output(), env, signals });
  tty.acquire();
  tty.onKeys((events) => keys.push(...events.map(inWords)));
  return { tty, input, keys };
}

function inWords(event: KeyEvent): string {
  if (event.type === 'key') return chordOf(event);
  return event.type === 'paste' ? `paste ${JSON.stringify(event.text)}` : event.type === 'text' ? event.text : '?';
}

test('an Enter that was typed while a child had the terminal is one, though the terminal made it a line feed', async () => {
  const { tty, input, keys } = terminal();
  await tty.handOver(() => undefined);
  input.emit('data', Buffer.from('quit\n'));
  expect(keys.join('')).toBe('quitenter');
});

test('several lines may be a paste: nothing of it runs', async () => {
  const { tty, input, keys } = terminal();
  await tty.handOver(() => undefined);
  input.emit('data', Buffer.from('drop table a;\ndrop table b;\n'));
  expect(keys).toEqual(['paste "drop table a;\\ndrop table b;\\n"']);
});

test('Ctrl+J breaks the line again once the terminal was looked at', async () => {
  const { tty, input, keys } = terminal();
  input.emit('data', Buffer.from('\n'));
  await tty.handOver(() => undefined);
  input.emit('data', Buffer.from('a\n'));
  input.emit('data', Buffer.from('\n'));
  expect(keys).toEqual(['ctrl+j', 'a', 'enter', 'ctrl+j']);
  await tty.handOver(() => undefined);
  const late = (): Promise<void> => new Promise((resolve) => setTimeout(() => setImmediate(resolve), 60));
  await late();
  input.emit('data', Buffer.from('\n'));
  expect(keys.at(-1)).toBe('ctrl+j');
});

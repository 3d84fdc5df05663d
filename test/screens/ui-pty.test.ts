import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';

const folder = mkdtempSync(join(tmpdir(), 'smallex-app-'));
const program = join(folder, 'app.mjs');
let session: PtySession;

beforeAll(async () => {
  const root = resolve(import.meta.dirname, '../..');
  await build({
    entryPoints: [join(root, 'test/support/fixtures/terminal-app.tsx')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    alias: { 'react-devtools-core': join(root, 'scripts/empty.js') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => session.close());

/** The app as a job of a shell, which says when it ended or stopped and how it left the terminal. */
function inShell(): PtySession {
  return startInPty([], {
    program: ['bash', '--norc', '--noprofile', '-i'],
    env: { PS1: '$ ', APP: `${process.execPath} ${program}`, BASH_SILENCE_DEPRECATION_WARNING: '1' },
  });
}

test('text and Enter in one read run, under CI=true too', async () => {
  session = startInPty([], { program: [process.execPath, program], env: { CI: 'true' } });
  await session.waitFor('>');
  session.type('one\rtwo\rthree');
  await session.waitFor((screen) => screen === 'ran one\nran two\n> three');
  session.key('ctrl+c');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.leftOn()).toEqual([]);
});

test('a child gets the terminal as the shell had it, and its keys', async () => {
  session = startInPty([], { program: [process.execPath, program] });
  await session.waitFor('>');
  session.type('sh stty -a | grep -o " icanon\\| echo "; read line; echo "got $line"; trap "" INT\r');
  await session.waitFor('icanon');
  expect(session.emulator.terminal.modes.bracketedPasteMode).toBe(false);
  session.type('hello\r');
  await session.waitFor(/got hello\n>/);
  session.type('after');
  await session.waitFor('> after');
});

test('Ctrl-C in a child ends the child alone', async () => {
  session = startInPty([], { program: [process.execPath, program] });
  await session.waitFor('>');
  // The trap is set before the text is there: a signal that meets a shell just starting its next program may be lost.
  session.type('sh trap "exit 3" INT; echo child runs; while :; do sleep 0.05; done\r');
  await session.waitFor(/^child runs$/m);
  session.key('ctrl+c');
  await session.waitFor(/\n>/);
  session.type('alive');
  await session.waitFor('> alive');
});

test('Ctrl-Z stops the job, fg brings the frame back', async () => {
  session = inShell();
  await session.waitFor('$');
  session.type('$APP\r');
  await session.waitFor('>');
  session.type('half');
  await session.waitFor('> half');
  session.key('ctrl+z');
  await session.waitFor('Stopped');
  session.type('stty -a | grep -o " icanon"\r');
  await session.waitFor(/ icanon/);
  session.type('fg\r');
  await session.waitFor(/> half$/);
  session.type(' more');
  await session.waitFor('> half more');
});

test.each([
  ['SIGTERM', { code: 143, signal: 0 }],
  ['SIGHUP', { code: 0, signal: 1 }],
] as const)('%s restores the terminal and ends with %j', async (signal, end) => {
  session = startInPty([], { program: [process.execPath, program] });
  await session.waitFor('>');
  session.signal(signal);
  expect(await session.exit()).toEqual(end);
  expect(session.screen()).toContain('terminating');
  expect(session.leftOn()).toEqual([]);
});

test('a crash restores the terminal before Node prints it', async () => {
  session = inShell();
  await session.waitFor('$');
  session.type('$APP\r');
  await session.waitFor('>');
  session.type('crash\r');
  await session.waitFor('Error: a bug');
  session.type('stty -a | grep -o " icanon"; stty -a | grep -o " echo "\r');
  await session.waitFor(/\n icanon\n echo/);
  // bash's own prompt switches it on, once it is there.
  await session.waitFor(() => session.leftOn().join() === 'bracketed paste');
});

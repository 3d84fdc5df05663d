import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PtySession } from '../support/pty.js';
import { atPrompt, DEMO_PROMPT, startDemo, START_MS } from '../support/repl-pty.js';

let session: PtySession;
afterEach(() => session.close());

const ROWS = 25_000;

/** A result of which only the start is read and only some rows are shown. */
async function runCut(): Promise<void> {
  session = await startDemo({ rows: 30 });
  session.type(`select range as id, 'name ' || range as name from range(${ROWS});\r`);
  await session.waitFor('F3 opens the grid', START_MS);
  await atPrompt(session);
}

/** What stands on the main screen above the prompt. */
function printed(): string {
  return session.screen();
}

describe('copying in the grid', () => {
  /** A clipboard program of the desktop that keeps what it was given. */
  function fakeProgram(name: string, script: string): { readonly folder: string; readonly copied: string } {
    const folder = mkdtempSync(join(tmpdir(), 'smallex-clipboard-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { folder, copied: join(folder, 'copied') };
  }

  async function copyCell(env: Readonly<Record<string, string>>, said: RegExp): Promise<void> {
    session = await startDemo({ env });
    session.type("select 'it''s «é»' as text;\r");
    await session.waitFor('1 row');
    await atPrompt(session);
    session.key('f3');
    await session.waitFor('row 1 of 1', START_MS);
    session.type('y');
    await session.waitFor('The cell as JSON');
    session.key('enter');
    await session.waitFor(said);
  }

  test('reaches the clipboard of the desktop, and the one of the terminal', async () => {
    const { folder, copied } = fakeProgram(
      'xclip',
      `echo "$@" > "$(dirname "$0")/args"; cat > "$(dirname "$0")/copied"`,
    );
    await copyCell({ PATH: `${folder}:${process.env['PATH']}`, DISPLAY: ':0' }, /Copied 11 bytes \(xclip\)\./);
    expect(readFileSync(copied, 'utf8')).toBe("it's «é»");
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('-selection clipboard\n');
    expect(session.emulator.log()).toContain(`]52;c;${Buffer.from("it's «é»").toString('base64')}`);
  });

  test('goes to the terminal alone where the program fails, and over SSH', async () => {
    const { folder, copied } = fakeProgram('wl-copy', `cat > "$(dirname "$0")/copied"; exit 1`);
    const PATH = `${folder}:${process.env['PATH']}`;
    await copyCell({ PATH, WAYLAND_DISPLAY: 'wayland-0' }, /Copied 11 bytes, if the terminal allows it \(OSC 52\)/);
    expect(existsSync(copied)).toBe(true);
    rmSync(copied);
    await session.close();
    await copyCell({ PATH, WAYLAND_DISPLAY: 'wayland-0', SSH_CONNECTION: 'x' }, /\(OSC 52\)/);
    expect(existsSync(copied)).toBe(false);
  });
});

describe('the grid of the built program', () => {
  test('opens with F3 on what was cut, reads on, and leaves the main screen as it was', async () => {
    await runCut();
    const before = printed();
    session.key('f3');
    await session.waitFor('row 1 of 10,000', START_MS);
    expect(session.screen()).toContain('more rows exist: m reads on');
    session.type('G');
    await session.waitFor(/10000│ +9999 +name 9999/);
    session.type('m');
    await session.waitFor('10,000 more rows were read.');
    session.type('G');
    await session.waitFor(/20000│ +19999 +name 19999/);
    session.type('m');
    await session.waitFor('5,000 more rows were read.');
    session.type('mq');
    await atPrompt(session);
    expect(session.scrollback()).toContain(before.trimEnd().split('\n').at(0));
    // What the grid's reading said was queued while it had the screen, and is printed once the prompt is back.
    await session.waitFor(() => session.scrollback().includes('25,000 rows'));
    expect(session.scrollback().split('\n')).not.toContainEqual(expect.stringContaining('19999'));
    session.type('select 42 as answer;\r');
    await session.waitFor(/^ +42$/m);
  });

  test('\\last shows earlier results whole; brackets go from one to the other', async () => {
    await runCut();
    session.type('select 1 as second;\r');
    await session.waitFor('second');
    await atPrompt(session);
    session.type('\\last 2\r');
    await session.waitFor('row 1 of 10,000', START_MS);
    expect(session.screen()).toContain('the result was cut here');
    session.type(']');
    await session.waitFor('column 1 of 1: second');
    session.type('[');
    await session.waitFor('row 1 of 10,000');
    session.key('ctrl+c');
    await atPrompt(session);
    session.type('\\last 7\r');
    await session.waitFor('Only 2 results are kept.');
  });

  test('says so when there is nothing to show', async () => {
    session = await startDemo();
    session.type('\\grid\r');
    await session.waitFor('There is no result to show yet.');
    expect(session.screen().endsWith(DEMO_PROMPT)).toBe(true);
  });

  test('follows a resize, and the prompt comes back in the new size', async () => {
    await runCut();
    session.key('f3');
    await session.waitFor('row 1 of 10,000', START_MS);
    session.resize(50, 12);
    await session.waitFor((screen) => screen.split('\n').length === 12 && screen.includes('row 1 of 10,000'));
    session.type('q');
    await atPrompt(session);
    session.type('select 43 as answer;\r');
    await session.waitFor(/^ +43$/m);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s gives the terminal back as it was', async (signal) => {
    await runCut();
    session.key('f3');
    await session.waitFor('row 1 of 10,000', START_MS);
    session.signal(signal);
    await session.exit();
    expect(session.leftOn()).toEqual([]);
    expect(session.screen()).toContain('F3 opens the grid');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';
import { accept, answer, choose } from '../support/wizard-pty.js';

const ENGINE = 'Which engine would you like to connect to?';
const AUTH = 'How do you log in to DuckDB?';
const NAME = 'What shall this connection be called?';
const ENVIRONMENT = 'What kind of data is behind it?';

let home: string;
let session: PtySession;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-setup-'));
});
afterEach(async () => {
  expect(session.emulator.log()).not.toContain('\u001b[3J');
  await session.close();
  rmSync(home, { recursive: true, force: true });
});

async function start(args: readonly string[], wanted: string): Promise<void> {
  session = startInPty(args, { home, rows: 30, env: { SMALLEX_KEYRING: 'off' } });
  await session.waitFor(wanted, START_MS);
}

async function setUpInMemory(name: string): Promise<void> {
  await choose(session, ENGINE, 'DuckDB');
  await accept(session, AUTH);
  await accept(session, 'Schema');
  await session.waitFor(NAME);
  session.key('ctrl+u');
  session.type(`${name}\r`);
  await accept(session, ENVIRONMENT);
}

describe('the first start', () => {
  test('setup, DuckDB, a result; the next start opens it, and one with two profiles asks', async () => {
    await start([], ENGINE);
    await setUpInMemory('tryout');
    await session.waitFor((screen) => screen.endsWith('tryout duckdb memory.main>'));
    expect(session.screen()).toContain('Saved as "tryout", which opens when no profile is named.');
    session.type('select 42;\r');
    await session.waitFor(/ 42\n─+\n 42\n1 row/);
    session.type('\\q\r');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
    expect(session.leftOn()).toEqual([]);

    await start([], 'tryout duckdb memory.main>');
    session.type('\\profiles\r');
    await session.waitFor(/tryout +│ duckdb/);
    session.key('ctrl+d');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  });

  test('without a default the picker asks; Esc leaves it', async () => {
    await start(['setup', '--environment', 'production'], ENGINE);
    await choose(session, ENGINE, 'DuckDB');
    await accept(session, AUTH);
    await accept(session, 'Schema');
    await answer(session, NAME, '-live');
    await session.waitFor((screen) => screen.endsWith('duckdb-live memory.main production>'));
    session.key('ctrl+d');
    await session.exit();

    await start([], 'Which connection?');
    expect(session.screen()).toMatch(/❯ duckdb-live +duckdb · production/);
    session.key('escape');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
    expect(session.leftOn()).toEqual([]);

    await start([], 'Which connection?');
    session.key('enter');
    await session.waitFor((screen) => screen.endsWith('production>'));
  });
});

test('Esc goes back through every step, and nothing is lost on the way forward', async () => {
  const file = path.join(home, 'kept.duckdb');
  await start([], ENGINE);
  await choose(session, ENGINE, 'DuckDB');
  await choose(session, AUTH, 'A database file');
  await answer(session, 'Database file', file);
  await accept(session, 'Open read-only');
  await choose(session, 'Schema', 'main');
  await session.waitFor(NAME);
  session.key('ctrl+u');
  await answer(session, NAME, 'still here');
  await session.waitFor(ENVIRONMENT);

  const questions = [NAME, 'Schema', 'Open read-only', 'Database file', AUTH, ENGINE];
  for (const question of questions) {
    session.key('escape');
    await session.waitFor((screen) => screen.split('\n').includes(question));
  }
  expect(session.screen()).toMatch(/❯ DuckDB/);
  session.key('enter');
  await session.waitFor(/How do you log in[^]*❯ A database file/);
  session.key('enter');
  await session.waitFor((screen) => screen.includes(`❯ ${file}`));
  session.key('enter');
  await accept(session, 'Open read-only');
  await session.waitFor(/\nSchema\n[^]*❯ main/);
  session.key('enter');
  await session.waitFor('❯ still here');
  session.key('enter');
  await choose(session, ENVIRONMENT, 'Staging');
  await session.waitFor((screen) => screen.endsWith('still here duckdb kept.main staging>'));
});

describe('Ctrl-C leaves at every stage', () => {
  async function leave(): Promise<void> {
    session.key('ctrl+c');
    expect(await session.exit()).toEqual({ code: 130, signal: 0 });
    expect(session.leftOn()).toEqual([]);
    expect(session.screen()).toContain('Nothing was saved.');
  }

  const DUCKDB_STAGES: readonly (readonly [string, () => Promise<void>])[] = [
    ['engine', () => session.waitFor(ENGINE)],
    ['login', () => choose(session, ENGINE, 'DuckDB').then(() => session.waitFor(AUTH))],
    ['path', () => choose(session, AUTH, 'A database file').then(() => session.waitFor('Enter next'))],
    ['schema', () => answer(session, 'Database file', 'x.duckdb').then(() => accept(session, 'Open read-only'))],
    ['name', () => accept(session, 'Schema').then(() => session.waitFor(NAME))],
    ['environment', () => answer(session, NAME).then(() => session.waitFor(ENVIRONMENT))],
  ];

  test.each(DUCKDB_STAGES.map(([stage], index) => [stage, index] as const))('DuckDB: %s', async (_stage, index) => {
    await start([], ENGINE);
    for (const [, go] of DUCKDB_STAGES.slice(0, index + 1)) await go();
    await leave();
  });
});

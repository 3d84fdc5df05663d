import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { atPrompt, countOf, DEMO_PROMPT, runLine, startDemo, START_MS } from '../support/repl-pty.js';

const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3;';

let home: string;
let session: PtySession;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-life-'));
});
afterEach(async () => {
  expect(session.emulator.log()).not.toContain('\u001b[3J');
  await session.close();
  rmSync(home, { recursive: true, force: true });
});

/** Starts again in the same home, with what the last start left there. */
async function startAgain(): Promise<void> {
  session = await startDemo({ home });
}

test('the first start shows two lines and the prompt, nothing else', async () => {
  await startAgain();
  expect(session.screen().split('\n')).toEqual([
    'DuckDB demo · memory.main · in memory',
    'Enter runs what ends in ; · \\? lists commands · Ctrl+C cancels · Ctrl+D quits',
    DEMO_PROMPT,
  ]);
});

test('what is typed before the prompt is there stands at it', async () => {
  session = startInPty(['demo'], { home, env: { SMALLEX_KEYRING: 'off' } });
  session.type("select 'ahead' as typed;");
  await session.waitFor((screen) => screen.endsWith(`${DEMO_PROMPT} select 'ahead' as typed;`), START_MS);
  session.key('enter');
  await session.waitFor(/typed\n─+\n ahead\n1 row/);
});

test('prompt and status are templates, kept for the next start when asked to', async () => {
  await startAgain();
  session.type('\\pset status {user} {place} took {duration}\r');
  await session.waitFor((screen) => /\ndemo duckdb memory\.main>\nmemory\.main took \d+ms$/.test(screen));
  session.type('.prompt {profil}\r');
  await session.waitFor('A prompt has no field {profil}. Did you mean {profile}?');
  session.type('\\pset --save prompt <{schema}> {warehouse}:{state}\r');
  await session.waitFor((screen) => /\n<main>>\nmemory\.main took \d+ms$/.test(screen));
  session.type('begin;\r');
  await session.waitFor((screen) => screen.includes('\n<main>*>\n'));
  session.type('\\pset status off\r');
  await session.waitFor(/\n<main>\*>$/);
  await session.close();
  session = startInPty(['demo'], { home, env: { SMALLEX_KEYRING: 'off' } });
  await session.waitFor(/\n<main>>$/, START_MS);
});

describe('resize', () => {
  test('a half-typed statement stays whole, and no stale rows are left', async () => {
    await startAgain();
    const sql = 'select order_id, customer_id, ordered_at, status, amount, note from orders where status';
    session.type(sql);
    const words = sql.replaceAll(' ', '');
    const isWhole = (screen: string): boolean => screen.replaceAll(/\s/g, '').endsWith(words);
    await session.waitFor(isWhole);
    for (const [columns, rows] of [
      [40, 12],
      [120, 30],
      [80, 24],
    ] as const) {
      session.resize(columns, rows);
      await session.waitFor((screen) => isWhole(screen) && countOf(screen, 'select order_id') === 1);
    }
    session.type(" = 'new' limit 1;\r");
    await session.waitFor(/\n1 row · /);
    expect(session.scrollback()).toContain('order_id');

    // The terminal cuts the rows below the cursor when it gets smaller, and nothing above the prompt may go for them.
    session.type("select 'row ' || i as r from range(30) t(i);\r");
    await session.waitFor((screen) => screen.includes('\n30 rows · ') && screen.endsWith(DEMO_PROMPT));
    session.type('select * from o');
    await session.waitFor(/from o$/);
    session.key('tab');
    await session.waitFor(/\n *orders +table[^]*chooses · \d+$/);
    for (const [columns, rows] of [
      [60, 14],
      [60, 12],
      [40, 11],
    ] as const) {
      // What stood before the program has heard of the new size looks whole, too.
      let isDrawn = false;
      const drawing = session.pty.onData(() => (isDrawn = true));
      session.resize(columns, rows);
      const isWhole = /\n30 rows · .*\n.*from o\n *orders +table[^]*chooses · \d+$/;
      await session.waitFor(() => isDrawn && isWhole.test(session.scrollback().trimEnd()));
      drawing.dispose();
    }
    for (const count of ['0', '28', '29']) expect(session.scrollback()).toMatch(new RegExp(`row ${count}\\b`));
    session.key('escape');
    await session.waitFor(() => /\n30 rows · .*\n.*from o$/.test(session.scrollback().trimEnd()));
  });
});

describe('the history', () => {
  test('has a statement once, also where its rows can’t be written', async () => {
    await startAgain();
    await runLine(session, '\\o |exit 3');
    session.type('select 3 as cherry;\r');
    await session.waitFor('|exit 3 ended with code 3.');
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    session.type('select 4 as date;\r');
    await session.waitFor(/date\n─+\n\s+4/);
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    // Sent whole, into what holds one result and has it.
    await runLine(session, `\\o ${home}/one.parquet`);
    await runLine(session, 'select 5 as elder;');
    session.type('select 6 as fig');
    await session.waitFor((screen) => screen.endsWith('fig'));
    session.key('ctrl+x', 'ctrl+r');
    await session.waitFor('one.parquet holds one result');
    await atPrompt(session);
    session.key('ctrl+d');
    await session.exit();
    const kept = readFileSync(path.join(home, '.local/share/smallex/history/demo.jsonl'), 'utf8');
    expect(countOf(kept, 'cherry')).toBe(1);
    expect(countOf(kept, 'date')).toBe(1);
    expect(countOf(kept, 'fig')).toBe(1);
  });

  test('goes from one start to the next: Up, Down, by prefix, Ctrl+R', async () => {
    await startAgain();
    session.type('select 1 as apple;\rselect 2 as banana;\rshow tables;\r');
    await session.waitFor(/banana[^]*awkward names/);
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    session.key('ctrl+d');
    await session.exit();

    await startAgain();
    session.key('up');
    await session.waitFor((screen) => screen.endsWith('> show tables;'));
    session.key('up');
    await session.waitFor((screen) => screen.endsWith('> select 2 as banana;'));
    session.key('down');
    await session.waitFor((screen) => screen.endsWith('> show tables;'));
    session.key('down');
    await atPrompt(session);
    session.type('select 1');
    session.key('up');
    await session.waitFor((screen) => screen.endsWith('> select 1 as apple;'));
    session.key('down');
    await session.waitFor((screen) => screen.endsWith('> select 1'));
    session.key('ctrl+c', 'ctrl+r');
    session.type('banan');
    await session.waitFor(/2 as banana/);
    session.key('enter');
    await session.waitFor((screen) => screen.endsWith('> select 2 as banana;'));
    session.key('enter');
    await session.waitFor(/banana\n─+\n\s+2\n1 row/);
  });
});

describe('kill -9', () => {
  test('what was typed is offered at the next start, once', async () => {
    await startAgain();
    session.type('select 77 as rescued\rfrom orders');
    await session.waitFor('-> from orders');
    await killOnceKept();
    await startWithDraft();
    await session.waitFor(/> select 77 as rescued\n +-> from orders\nThis was at the prompt/);
    session.type(' limit 1;\r');
    await session.waitFor(/rescued\n─+\n\s+77/);
    session.key('ctrl+d');
    await session.exit();
    await startAgain();
    expect(session.screen()).not.toContain('rescued');
  });

  test('while a statement runs nothing typed is lost: what ran, and what waits', async () => {
    await startAgain();
    session.type(`${ENDLESS}\r`);
    await session.waitFor(/running · /);
    session.type('select 5 as next');
    await session.waitFor('select 5 as next');
    await killOnceKept();
    await startWithDraft();
    await session.waitFor(/% 7 = 3;\s+=>\s+select 5 as next/);
  });

  /** The draft is written half a second after the last key. */
  async function killOnceKept(): Promise<void> {
    const drafts = path.join(home, '.local/share/smallex/drafts');
    await session.waitFor(() => existsSync(drafts) && readdirSync(drafts).some((name) => name.endsWith('.sql')));
    session.signal('SIGKILL');
    expect((await session.exit()).signal).toBe(9);
  }

  /** Where a draft is offered, the prompt is not empty. */
  async function startWithDraft(): Promise<void> {
    session = startInPty(['demo'], { home, env: { SMALLEX_KEYRING: 'off' } });
    await session.waitFor('Enter runs what ends in', START_MS);
  }
});

describe('signals', () => {
  test.each([
    ['SIGTERM', { code: 143, signal: 0 }],
    ['SIGHUP', { code: 0, signal: 1 }],
  ] as const)('%s restores the terminal and ends it, also while a statement runs', async (signal, end) => {
    await startAgain();
    session.type(`${ENDLESS}\r`);
    await session.waitFor(/running · /);
    session.signal(signal);
    expect(await session.exit()).toEqual(end);
    expect(session.leftOn()).toEqual([]);
  });

  test('Ctrl-Z stops it, fg brings the prompt back with what was typed', async () => {
    const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
    session = startInPty([], {
      program: ['bash', '--norc', '--noprofile', '-i'],
      home,
      env: { PS1: '$ ', RUN: `${process.execPath} ${cli} demo`, SMALLEX_KEYRING: 'off' },
    });
    await session.waitFor('$');
    session.type('$RUN\r');
    await session.waitFor(DEMO_PROMPT, START_MS);
    session.type('select 3');
    await session.waitFor('> select 3');
    session.key('ctrl+z');
    await session.waitFor('Stopped');
    session.type('stty -a | grep -o " icanon"\r');
    await session.waitFor(/\n icanon/);
    session.type('fg\r');
    await session.waitFor((screen) => screen.endsWith('> select 3'));
    session.type(' as back;\r');
    await session.waitFor(/back\n─+\n\s+3/);
    session.type(`${ENDLESS}\r`);
    await session.waitFor(/running · /);
    session.key('ctrl+z');
    await session.waitFor((screen) => countOf(screen, 'Stopped') === 2);
    session.type('fg\r');
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    session.key('ctrl+c');
    await session.waitFor('Cancelled');
    session.key('ctrl+d');
    await session.waitFor(/\n\$$/);
    session.type('echo code $?\r');
    await session.waitFor('code 0');
    // bash's own prompt switches it on, once it is there.
    await session.waitFor(() => session.leftOn().join() === 'bracketed paste');
  });
});

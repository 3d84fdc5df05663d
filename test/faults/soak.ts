import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseConfig } from '../../source/backends/base.js';
import { ProfileStore, type Profile } from '../../source/profiles/index.js';
import { PromptMemory } from '../../source/repl/memory.js';
import { Repl } from '../../source/repl/repl.js';
import type { ReplScreen } from '../../source/repl/repl-types.js';
import { openSession } from '../../source/session/index.js';
import { PLAIN_STYLE } from '../../source/support/style.js';

/** What the program held after so many statements. */
export interface SoakPoint {
  readonly statements: number;
  readonly heapMb: number;
  readonly rssMb: number;
  readonly handles: number;
}

/** What a day at the prompt is made of, on the engine in use: results of all sizes, errors, changes, lists. */
const DAY: Readonly<Record<string, readonly string[]>> = {
  duckdb: [
    'select 1;',
    "select range as n, 'row ' || range as t from range(100);",
    'select range as n, range * 1.5 as x from range(5000);',
    'select * from range(200000);',
    `select ${Array.from({ length: 200 }, (_, index) => `${index} as c${index}`).join(', ')};`,
    "select repeat('x', 100000) as long;",
    'create or replace table t as select range as id from range(1000);',
    'insert into t select range from range(10);',
    'begin; delete from t where id > 5; rollback;',
    'select nope from t;',
    'selec 1;',
    'set threads = 2;',
    '\\dt',
    '\\d t',
    '\\x',
    '\\g',
    '\\conninfo',
  ],
  other: ['select small', 'select slow', 'select big', 'insert into t values (1)', 'select broken', '\\conninfo'],
};

/** Runs the prompt's logic for so many statements and looks every so often at what it holds. */
export async function soak(count: number, points: number, serverFile: string): Promise<readonly SoakPoint[]> {
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-soak-'));
  process.env['SMALLEX_HOME'] = home;
  const server = fork(serverFile, { stdio: 'inherit' });
  try {
    const [configs] = (await once(server, 'message')) as [Readonly<Record<string, DatabaseConfig>>];
    return await run(count, points, configs, home);
  } finally {
    await end(server);
    rmSync(home, { recursive: true, force: true });
  }
}

async function run(
  count: number,
  points: number,
  configs: Readonly<Record<string, DatabaseConfig>>,
  home: string,
): Promise<readonly SoakPoint[]> {
  const profiles = new ProfileStore({ file: path.join(home, 'profiles.json') });
  for (const [name, { engine, connection }] of Object.entries(configs)) {
    const { password, access_token, ...rest } = connection as Record<string, string>;
    const secrets =
      password === undefined ? { access_token: `plain:${access_token}` } : { password: `plain:${password}` };
    await profiles.save({ name, engine, connection: rest, secrets, settings: {} } as Profile);
  }
  const memory = new PromptMemory('duckdb');
  const session = await openSession({ engine: 'duckdb', connection: { path: path.join(home, 'day.duckdb') } });
  const repl = new Repl(session, { profiles, screen: countingScreen(), onEnded: (ended) => memory.add(ended) });
  const seen: SoakPoint[] = [];
  for (let index = 0; index < count; index++) {
    // Every 500 statements a few on another profile, by \c and back.
    if (index % 500 === 490) await repl.submit(`\\c ${index % 1000 < 500 ? 'snow' : 'bricks'}`);
    if (index % 500 === 499) await repl.submit('\\c -');
    const day = repl.session.engine === 'duckdb' ? DAY['duckdb']! : DAY['other']!;
    const text = day[index % day.length]!;
    await repl.submit(text.startsWith('\\') || text.endsWith(';') ? text : `${text};`);
    if ((index + 1) % Math.ceil(count / points) === 0) seen.push(look(index + 1));
  }
  await repl.close();
  return seen;
}

function look(statements: number): SoakPoint {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const handles = readdirSync('/proc/self/fd').length;
  return { statements, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20, handles };
}

function countingScreen(): ReplScreen {
  return {
    print: () => undefined,
    printed: () => Promise.resolve(null),
    stopPrinting: () => false,
    columns: 120,
    rows: 40,
    style: PLAIN_STYLE,
    editText: () => Promise.resolve(null),
    editFile: () => Promise.resolve(true),
    setDraft: () => undefined,
    draft: () => '',
    hasDraft: false,
    editing: () => null,
    handOver: (run) => run(),
  };
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.disconnect();
  await ended;
}

/** A Markdown table of the points. */
export function soakTable(points: readonly SoakPoint[]): string {
  const lines = points.map(
    ({ statements, heapMb, rssMb, handles }) =>
      `| ${statements.toLocaleString('en-US')} | ${heapMb.toFixed(0)} | ${rssMb.toFixed(0)} | ${handles} |`,
  );
  return ['| statements | heap, MB | resident, MB | open handles |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

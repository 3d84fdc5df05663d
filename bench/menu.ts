import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startInPty, type PtySession } from '../test/support/pty.js';
import { fillMany, fillOne } from './menu/databases.js';
import { BETWEEN_KEYS_MS, pause, timesOf, timesUntil } from './menu/keys.js';
import { SCHEMAS } from './menu/names.js';
import { PROFILE, serve } from './menu/snowflake.js';
import type { Row } from './sql.js';

const CLI = resolve('dist/cli.js');
/** What a person types to find a table, letter by letter: some begin names, some stand inside, some are only letters of them. */
const WORDS = ['dim_marketing_o', 'stock', 'stok', 'custo', 'mrkt_ord', 'orders_4', 'zzz'];
const BUDGET_MS = 16;
const START_MS = 120_000;
const LINE = 'select * from ';
const CUT = /chooses · \d{3}\+$/m;
/** Of the many schemas, those whose tables are looked at. */
const LOOKED_AT = SCHEMAS.filter((_, index) => index % 5 === 0);

// The same file is run as a child, for the server.
const served = process.env['SMALLEX_BENCH_SERVE'];
if (served !== undefined) await serve(served);

/** From a key in a terminal to the painted menu, on the built program. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smallex-bench-menu-'));
  const server = fork(new URL(import.meta.url).pathname, { env: { ...process.env, SMALLEX_BENCH_SERVE: folder } });
  try {
    await once(server, 'message');
    const snowflake = { SMALLEX_HOME: folder, PW: 'snow' };
    await fillOne(join(folder, 'one.duckdb'));
    await fillMany(join(folder, 'many.duckdb'));
    return [
      ...(await started([join(folder, 'one.duckdb')], {}, async (session) => [
        ...(await arrival(session, 'DuckDB')),
        ...(await typing(session)),
      ])),
      ...(await started(['-P', PROFILE], snowflake, (session) => arrival(session, 'Snowflake'))),
      ...(await started([join(folder, 'many.duckdb')], {}, (session) => walk(session, 'DuckDB'))),
      ...(await started(['-P', PROFILE], snowflake, (session) => walk(session, 'Snowflake'))),
    ];
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function started(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  run: (session: PtySession) => Promise<Row[]>,
): Promise<Row[]> {
  const session = startInPty(args, {
    program: [process.execPath, CLI],
    columns: 120,
    rows: 40,
    env: { SMALLEX_KEYRING: 'off', ...env },
  });
  try {
    await session.waitFor((screen) => /\S>$/.test(screen), START_MS);
    const rows = await run(session);
    // What stands at the prompt would come back at the next start.
    await emptyPrompt(session);
    session.key('ctrl+d');
    await session.exit();
    return rows;
  } finally {
    await session.close();
  }
}

/** Keys while the list of 50,000 tables comes, and the first one after it, in a session that has not listed them yet. */
async function arrival(session: PtySession, engine: string): Promise<Row[]> {
  const floor = await plainKey(session);
  await freshLine(session);
  session.key('tab');
  const times = await timesUntil(session, { line: LINE, until: CUT });
  const [first = 0] = await timesOf(session, 's');
  const name = `menu over 50,000 tables of ${engine} in a terminal`;
  return [
    against(floor, `${name}, ${times.length} keys while the list arrives, median`, median(times)),
    against(floor, `${name}, ${times.length} keys while the list arrives, slowest`, Math.max(...times)),
    against(floor, `${name}, the first key after it has arrived`, first),
  ];
}

async function typing(session: PtySession): Promise<Row[]> {
  const floor = await plainKey(session);
  const times: number[] = [];
  for (const word of WORDS) {
    await freshLine(session);
    session.key('tab');
    await session.waitFor(CUT, START_MS);
    await pause(BETWEEN_KEYS_MS);
    times.push(...(await timesOf(session, word)));
  }
  return rowsOf(floor, 'menu over 50,000 tables in a terminal', times);
}

/** Looks into one schema after the other, of 200 with 500 tables each. */
async function walk(session: PtySession, engine: string): Promise<Row[]> {
  const floor = await plainKey(session);
  const before = await memoryOf(session);
  const times: number[] = [];
  for (const schema of LOOKED_AT) {
    await freshLine(session);
    session.type(`${schema}.`);
    session.key('tab');
    await session.waitFor(CUT, START_MS);
    await pause(BETWEEN_KEYS_MS);
    times.push(...(await timesOf(session, 'mrkt')));
  }
  const name = `menu over 200 schemas of 500 tables of ${engine}`;
  const memory = (await memoryOf(session)) - before;
  return [
    ...rowsOf(floor, name, times),
    {
      name: `${name}, memory for the tables of ${LOOKED_AT.length} schemas`,
      figure: memory,
      unit: 'MiB',
      against: `what the program holds at the prompt, ${before.toFixed(0)} MiB`,
      ratio: memory / before,
    },
  ];
}

/** Milliseconds of a key without a menu. */
async function plainKey(session: PtySession): Promise<number> {
  await emptyPrompt(session);
  return median(await timesOf(session, 'select_from_nothing'));
}

async function emptyPrompt(session: PtySession): Promise<void> {
  session.key('ctrl+c', 'ctrl+l');
  await session.waitFor((screen) => /^\S.*>$/.test(screen));
}

async function freshLine(session: PtySession): Promise<void> {
  await emptyPrompt(session);
  session.type(LINE);
  await session.waitFor(/select \* from$/);
}

function rowsOf(floor: number, name: string, times: readonly number[]): Row[] {
  const within = times.filter((ms) => ms <= BUDGET_MS).length;
  return [
    against(floor, `${name}, key to painted menu, median`, median(times)),
    against(floor, `${name}, key to painted menu, slowest`, Math.max(...times)),
    {
      name: `${name}, keys of ${times.length} within ${BUDGET_MS} ms`,
      figure: within,
      unit: 'keys',
      against: 'all',
      ratio: within / times.length,
    },
  ];
}

function against(floor: number, name: string, figure: number): Row {
  const other = `a key without a menu (${floor.toFixed(1)} ms); ${BUDGET_MS} ms are asked for`;
  return { name, figure, unit: 'ms', against: other, ratio: figure / floor };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

async function memoryOf({ pty }: PtySession): Promise<number> {
  const status = await readFile(`/proc/${pty.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

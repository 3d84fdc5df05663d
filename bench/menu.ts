import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { startInPty, type PtySession } from '../test/support/pty.js';
import { pollUntil } from '../test/support/wait.js';
import { TABLES } from './completion.js';
import type { Row } from './sql.js';

const CLI = resolve('dist/cli.js');
/** What a person types to find a table, letter by letter: some begin names, some stand inside, some are only letters of them. */
const WORDS = ['dim_marketing_o', 'stock', 'stok', 'custo', 'mrkt_ord', 'orders_4', 'zzz'];
/** The end of a frame: the terminal shows it all at once. */
const PAINTED = '\x1b[?2026l';
const BUDGET_MS = 16;
const START_MS = 120_000;
/** A fast typist's keys don't come closer than this. */
const BETWEEN_KEYS_MS = 100;

/** From a key in a terminal to the painted menu, on the built program and a database of 50,000 tables. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smallex-bench-menu-'));
  try {
    const path = join(folder, 'many.duckdb');
    await fill(path);
    const session = startInPty([path], {
      program: [process.execPath, CLI],
      columns: 120,
      rows: 40,
      env: { SMALLEX_KEYRING: 'off' },
    });
    try {
      return await measure(session);
    } finally {
      await session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const tables = TABLES.map(({ name }) => `CREATE TABLE ${name} (id INTEGER, amount DECIMAL(18, 2));`);
  await connection.run('BEGIN');
  for (let from = 0; from < tables.length; from += 1_000)
    await connection.run(tables.slice(from, from + 1_000).join(''));
  await connection.run('COMMIT');
  connection.closeSync();
  instance.closeSync();
}

async function measure(session: PtySession): Promise<Row[]> {
  await session.waitFor((screen) => /\S>$/.test(screen), START_MS);
  const plain = (await timesOf(session, 'select_from_nothing')).toSorted((a, b) => a - b);
  const floor = plain[Math.floor(plain.length / 2)]!;
  const times: number[] = [];
  for (const word of WORDS) {
    session.key('ctrl+c', 'ctrl+l');
    await session.waitFor((screen) => /^\S.*>$/.test(screen));
    session.type('select * from ');
    await session.waitFor(/select \* from$/);
    session.key('tab');
    await session.waitFor(/chooses · \d{3}\+$/m, START_MS);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_KEYS_MS));
    times.push(...(await timesOf(session, word)));
  }
  times.sort((a, b) => a - b);
  const row = (name: string, figure: number): Row => ({
    name: `menu over 50,000 tables in a terminal, ${name}`,
    figure,
    unit: 'ms',
    against: `the same without a menu (${floor.toFixed(1)} ms); 16 ms are asked for`,
    ratio: figure / floor,
  });
  const within = times.filter((ms) => ms <= BUDGET_MS).length;
  return [
    row('key to painted menu, median', times[Math.floor(times.length / 2)]!),
    row('key to painted menu, slowest', times.at(-1)!),
    {
      ...row(`keys of ${times.length} within ${BUDGET_MS} ms`, within),
      unit: 'keys',
      against: 'all',
      ratio: within / times.length,
    },
  ];
}

/**
 * Milliseconds from each letter of a word to the end of the frame that shows it: of the last one before the next letter,
 * so that a menu which came in a second frame would count.
 */
async function timesOf(session: PtySession, word: string): Promise<number[]> {
  const { pty } = session;
  const times: number[] = [];
  for (const [index, letter] of Array.from(word).entries()) {
    let painted = 0;
    const listener = pty.onData((data) => {
      if (data.includes(PAINTED)) painted = performance.now();
    });
    const start = performance.now();
    pty.write(letter);
    await pollUntil(
      'a frame',
      () => painted > 0,
      () => `after "${letter}" of "${word}"`,
    );
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_KEYS_MS));
    listener.dispose();
    times.push(painted - start);
    await session.waitFor((screen) => screen.includes(word.slice(0, index + 1)));
  }
  return times;
}

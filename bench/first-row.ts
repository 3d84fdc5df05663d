import { DuckDBInstance } from '@duckdb/node-api';
import { openSession } from '../source/index.js';
import type { Row } from './sql.js';

const ROUNDS = 7;
const SQL = "SELECT range AS id, 'name ' || range AS name, range * 1.25 AS price FROM range(10000000)";

/** From sending a statement of ten million rows to its first rows, and reading all of them. */
export async function bench(): Promise<Row[]> {
  const floor = await driverAlone();
  const session = await openSession({ engine: 'duckdb', connection: {} });
  try {
    const first = await best(() => firstRows(session));
    const before = process.memoryUsage.rss();
    let [rows, peak] = [0, 0];
    const start = performance.now();
    for await (const event of session.run(SQL)) {
      if (event.type !== 'rows') continue;
      rows += event.rows.length;
      peak = Math.max(peak, process.memoryUsage.rss() - before);
    }
    const ms = performance.now() - start;
    return [
      { name: 'time to first row', figure: first, unit: 'ms', against: 'the driver alone', ratio: first / floor },
      {
        name: `peak memory of reading ${rows.toLocaleString('en-US')} x 3, over that of the start`,
        figure: peak / 2 ** 20,
        unit: 'MiB',
        against: 'the cells as text',
        ratio: peak / (rows * 30),
      },
      {
        name: 'reading them',
        figure: rows / (ms / 1000),
        unit: 'rows/s',
        against: 'a screen of 57 rows in each of 60 frames',
        ratio: rows / (ms / 1000) / (57 * 60),
      },
    ];
  } finally {
    await session.close();
  }
}

async function firstRows(session: Awaited<ReturnType<typeof openSession>>): Promise<void> {
  for await (const event of session.run(SQL)) if (event.type === 'rows') return;
}

async function driverAlone(): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const ms = await best(async () => {
    const result = await connection.stream(SQL);
    (await result.fetchChunk())?.getRows();
  });
  connection.closeSync();
  instance.closeSync();
  return ms;
}

async function best(run: () => Promise<void>): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

// The program of child-process.ts: one job on one connection, its findings sent to the parent.
import { getBackend } from '../../source/backends/index.js';
import { SILENT_IO, type Connection, type ConnectionOptions } from '../../source/backends/base.js';

export type Job = { readonly engine: string; readonly options: ConnectionOptions } & (
  | { readonly job: 'stream'; readonly sql: string }
  | {
      readonly job: 'session';
      readonly one: string;
      readonly wrong: string;
      readonly endless: string;
      readonly pages: string;
    }
);

const MIB = 1 << 20;
const SAMPLE_EVERY_ROWS = 30_000;

/** Live bytes, of the heap and outside of it; buffers that were just freed count until the second collection. */
function liveBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function stream(connection: Connection, sql: string): Promise<object> {
  const statement = await connection.execute(sql);
  let rows = 0;
  let sampledAt = 0;
  let live: number | undefined;
  let rss = 0;
  const most = { live: 0, rss: 0 };
  for await (const batch of statement.batches()) {
    rows += batch.length;
    most.rss = Math.max(most.rss, process.memoryUsage().rss);
    if (live !== undefined && rows - sampledAt < SAMPLE_EVERY_ROWS) continue;
    sampledAt = rows;
    const now = liveBytes();
    if (live === undefined) rss = process.memoryUsage().rss;
    live ??= now;
    most.live = Math.max(most.live, now);
  }
  return { rows, liveGrowthMiB: (most.live - live!) / MIB, rssGrowthMiB: (most.rss - rss) / MIB };
}

async function session(connection: Connection, job: Job & { job: 'session' }): Promise<object> {
  const nameOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'went well',
      (error: unknown) => (error as Error).name,
    );
  let one: unknown;
  for await (const batch of (await connection.execute(job.one)).batches()) one = batch[0]?.[0];
  const wrong = await nameOf(connection.execute(job.wrong));
  const abort = new AbortController();
  const running = nameOf(connection.execute(job.endless, { signal: abort.signal }));
  abort.abort();
  const cancelled = await running;
  const pages = await connection.execute(job.pages);
  await pages.batches()[Symbol.asyncIterator]().next();
  await connection.catalog.catalogs();
  await connection.ping();
  return { one, wrong, cancelled };
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const backend = getBackend(job.engine);
const login = await backend.login(job.options, SILENT_IO);
const connection = await login.open(job.options, SILENT_IO);
const result = job.job === 'stream' ? await stream(connection, job.sql) : await session(connection, job);
await connection.close();
await login.close();
process.send?.(result);

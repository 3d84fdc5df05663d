import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What an export of long texts holds, in a process of its own. DuckDB's chunk of 2,048 rows is out of our hands: what it
// holds to make and stream one is the floor.

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
/** 2,500 rows of 60 kB; a VARIANT, so that DuckDB doesn't write them itself. */
const LONG = "select i::variant as i, repeat('abcdefghij', 6000) || i as t from range(2500) t(i)";
const FLOOR = `
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const result = await connection.stream(process.argv[1]);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk());
`;

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'smallex-memory-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The most MiB that the process held at once. */
async function peakOf(args: readonly string[]): Promise<number> {
  const env = { ...process.env, SMALLEX_HOME: folder, SMALLEX_KEYRING: 'off' };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  let most = 0;
  const poll = setInterval(() => {
    try {
      const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'))?.[1];
      most = Math.max(most, Number(kib ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 10);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(poll);
  expect(code).toBe(0);
  return most;
}

// By /proc, which Linux has.
test.skipIf(process.platform !== 'linux')('150 MB of long texts hold little more than DuckDB’s own chunk', async () => {
  const file = path.join(folder, 'long.csv');
  const floor = await peakOf(['--input-type=module', '-e', FLOOR, LONG]);
  const peak = await peakOf([CLI, '--quiet', '-c', LONG, '-o', file]);
  expect(statSync(file).size).toBeGreaterThan(150_000_000);
  expect(peak).toBeLessThan(floor + 200);
});

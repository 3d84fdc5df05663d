import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { batchesOf } from '../../../../source/backends/duckdb/chunk-rows.js';
import { cellWriter } from '../../../../source/backends/duckdb/cell-text.js';

async function batches(sql: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.stream(sql);
  const writers = result.columnTypes().map((type) => cellWriter(type, 'UTC'));
  const chunk = await result.fetchChunk();
  const made = [...batchesOf(chunk!, writers)];
  connection.closeSync();
  instance.closeSync();
  return made;
}

test('rows of everyday size are one batch, with NULLs where they were', async () => {
  const made = await batches('select i, case when i % 3 = 0 then null else i::varchar end from range(1000) t(i)');
  expect(made.map((batch) => batch.length)).toEqual([1000]);
  expect(made[0]!.slice(64, 68)).toEqual([['64', '64'], ['65', '65'], ['66', null], ['67', '67']]); // prettier-ignore
});

test('long texts, binary and nested values are handed on in parts of about a million characters', async () => {
  const long = "repeat('x', 10000) || i";
  for (const value of [long, `(${long})::blob`, `[${long}]`]) {
    const made = await batches(`select i, ${value} from range(400) t(i)`);
    expect(made.length).toBeGreaterThan(2);
    expect(made.flat().map(([index]) => index)).toEqual(Array.from({ length: 400 }, (_, index) => String(index)));
    expect(made.flat()[399]![1]).toContain('x399');
    expect(Math.max(...made.map((batch) => batch.length))).toBeLessThanOrEqual(128);
  }
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../backends/base.js';
import { sqlText } from '../../results/embedded.js';
import { column, type Cell } from '../../results/column.js';
import { formatByName } from '../../results/formats/index.js';
import { openSink } from '../../results/sink.js';
import { ValueError } from '../../support/errors.js';
import type { Hint, TextColumn } from './infer.js';
import { jsonMembers } from './json-members.js';

export interface CsvCopy {
  readonly path: string;
  readonly columns: readonly TextColumn[];
  remove(): Promise<void>;
}

/**
 * Copies the objects of a JSON file (an array, or one a line) into a csv file, member by member as they stand: DuckDB's
 * own reading of JSON makes doubles of numbers. Objects lack a member where others have it: NULL.
 * @throws ValueError for anything but objects; CancelledError
 */
export async function jsonToCsv(connection: Connection, path: string, signal?: AbortSignal): Promise<CsvCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'smallex-import-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const columns = await membersOf(connection, path, signal);
    const copy = join(folder, 'rows.csv');
    const names = [...columns.keys()];
    const sink = await openSink({ kind: 'file', path: copy }, formatByName('csv'));
    await sink.start(names.map((name) => column({ name, kind: 'text', typeName: 'JSON' })));
    for await (const objects of objectsOf(connection, path, signal)) {
      await sink.write(objects.map((object) => names.map((name): Cell => object.get(name)?.cell ?? null)));
    }
    await sink.end();
    await sink.finish();
    return { path: copy, columns: names.map((name) => ({ name, hint: columns.get(name)! })), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Every name that an object has, in the order in which they come, and what its values are. */
async function membersOf(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Hint>> {
  const found = new Map<string, Hint>();
  for await (const objects of objectsOf(connection, path, signal)) {
    for (const object of objects) {
      for (const [name, { hint }] of object) {
        const before = found.get(name);
        if (before === undefined || before === 'any') found.set(name, hint);
        else if (before !== hint && hint !== 'any') found.set(name, mixed(before, hint));
      }
    }
  }
  if (found.size === 0) throw new ValueError('There are no objects with members in it.');
  return found;
}

// A float column has its infinities as strings; what else is mixed stays as it is written.
function mixed(one: Hint, other: Hint): Hint {
  if (one === 'json' || other === 'json') return 'text';
  const both = new Set([one, other]);
  return both.has('number') && both.has('string') ? 'number' : 'text';
}

async function* objectsOf(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): AsyncIterable<ReturnType<typeof jsonMembers>[]> {
  const statement = await connection.execute(
    `SELECT json::VARCHAR FROM read_json_objects(${sqlText(path)}, format = 'auto', maximum_object_size = 16777216)`,
    signal ? { signal } : {},
  );
  for await (const batch of statement.batches()) yield batch.map(([text]) => jsonMembers(text ?? ''));
}

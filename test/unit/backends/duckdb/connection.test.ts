import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { SILENT_IO, type Connection } from '../../../../source/backends/base.js';
import { DuckDBBackend } from '../../../../source/backends/duckdb/backend.js';
import { CancelledError, ConnectionError, QueryError, ValueError } from '../../../../source/support/errors.js';

const folder = mkdtempSync(path.join(tmpdir(), 'smallex-duckdb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const backend = new DuckDBBackend();

async function withConnection<T>(work: (connection: Connection) => Promise<T>, options = {}): Promise<T> {
  const login = await backend.login(options, SILENT_IO);
  const connection = await login.open(options, SILENT_IO);
  try {
    return await work(connection);
  } finally {
    await connection.close();
    await login.close();
  }
}

async function rowsOf(connection: Connection, sql: string): Promise<unknown[]> {
  const statement = await connection.execute(sql);
  const rows: unknown[] = [];
  for await (const batch of statement.batches()) rows.push(...batch);
  return rows;
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('should have been refused'),
    (error: unknown) => error,
  );
}

describe('a failing statement', () => {
  test.each([
    ['selec 1', 0],
    ['select 1,\n  é, foo from t', 24],
    ["select '🦆', nope", 13],
    ["select cast('a' as int)", 7],
  ])('%j has its place in the person’s own text', async (sql, position) => {
    const error = await withConnection((connection) => refusal(rowsOf(connection, sql)));
    expect(error).toBeInstanceOf(QueryError);
    expect((error as QueryError).position).toBe(position);
    expect((error as QueryError).message).not.toContain('exception_type');
  });

  test('that holds {{ says that it is dbt source', async () => {
    const error = await withConnection((c) => refusal(rowsOf(c, "select * from {{ ref('x') }}")));
    expect((error as QueryError).hint).toContain('Compile it first');
  });

  test('fails while rows are read, with the rows before it delivered', async () => {
    await withConnection(async (connection) => {
      const statement = await connection.execute(
        "select case when i = 150000 then error('boo') else i end from range(200000) t(i)",
      );
      let rows = 0;
      const reading = (async () => {
        for await (const batch of statement.batches()) rows += batch.length;
      })();
      expect(((await refusal(reading)) as QueryError).message).toContain('boo');
      expect(rows).toBeGreaterThan(0);
    });
  });
});

describe('cancel', () => {
  test('before the start, during the run and between pages; the next statement works', async () => {
    await withConnection(async (connection) => {
      const early = new AbortController();
      early.abort();
      expect(await refusal(connection.execute('select 1', { signal: early.signal }))).toBeInstanceOf(CancelledError);

      const during = new AbortController();
      const long = connection.execute('select count(*) from range(1e12::bigint) a(x) where x % 7 = 3', {
        signal: during.signal,
        onEvent: (event) => {
          if (event.type === 'waiting') during.abort();
        },
      });
      setTimeout(() => during.abort(), 300);
      expect(await refusal(long)).toMatchObject({ name: 'CancelledError', confirmed: true });

      const between = new AbortController();
      const paged = await connection.execute('select * from range(1e9::bigint)', { signal: between.signal });
      const reading = (async () => {
        for await (const _batch of paged.batches()) between.abort();
      })();
      expect(await refusal(reading)).toBeInstanceOf(CancelledError);
      expect(await rowsOf(connection, 'select 42')).toEqual([['42']]);
    });
  });
});

test('one statement at a time: a new one marks the half-read one incomplete, never done', async () => {
  await withConnection(async (connection) => {
    const first = await connection.execute('select * from range(100000)');
    const iterator = first.batches()[Symbol.asyncIterator]();
    await iterator.next();
    await connection.catalog.catalogs();
    await connection.execute('select 1');
    expect(first.incomplete).toBe(true);
    expect((await iterator.next()).done).toBe(true);
  });
});

test('counts, context and transactions are known from the engine', async () => {
  await withConnection(async (connection) => {
    await connection.execute('create table t(a int); ');
    expect((await connection.execute('insert into t values (1),(2),(3)')).rowsAffected).toBe(3);
    expect((await connection.execute('update t set a = a + 1 where a > 1')).rowsAffected).toBe(2);
    expect((await connection.execute('create schema s')).rowsAffected).toBeNull();
    await connection.execute('use s');
    expect(connection.context()).toMatchObject({ catalog: 'memory', schema: 's', inTransaction: false });
    await connection.execute('begin');
    expect(connection.context().inTransaction).toBe(true);
    await connection.execute('rollback');
    expect(connection.context().inTransaction).toBe(false);
  });
});

test('a PIVOT, which DuckDB makes two statements of, gives its rows', async () => {
  await withConnection(async (connection) => {
    expect(await rowsOf(connection, "pivot (select 1 a, 'x' b) on b using sum(a)")).toEqual([['1']]);
  });
});

test('parameters are bound by name, typed by the engine, and every wrong name is said', async () => {
  await withConnection(async (connection) => {
    const parameters = { n: { value: '12345678901234567890', type: 'HUGEINT' }, s: { value: "it's" } };
    const statement = await connection.execute('select $n + 1, $s', { parameters });
    const rows: unknown[] = [];
    for await (const batch of statement.batches()) rows.push(...batch);
    expect(rows).toEqual([['12345678901234567891', "it's"]]);
    const missing = await refusal(connection.execute('select $a', { parameters: {} }));
    expect(missing).toMatchObject({ message: expect.stringContaining('$a') as string });
    expect(missing).toBeInstanceOf(ValueError);
    const surplus = await refusal(connection.execute('select 1', { parameters: { b: { value: '1' } } }));
    expect(surplus).toMatchObject({ message: expect.stringContaining('$b') as string });
  });
});

describe('opening', () => {
  test('says what is wrong with a path, at its stage, naming the field', async () => {
    const text = path.join(folder, 'notes.txt');
    writeFileSync(text, 'not a database '.repeat(100));
    const cases = [
      [folder, 'folder'],
      [path.join(folder, 'no', 'such.duckdb'), 'does not exist'],
      [text, 'not a DuckDB database'],
    ] as const;
    for (const [file, words] of cases) {
      const error = await refusal(backend.connect({ path: file }));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({
        stage: 'resolve',
        field: 'path',
        message: expect.stringContaining(words) as string,
      });
    }
    const absent = await refusal(backend.connect({ path: path.join(folder, 'absent.duckdb'), read_only: true }));
    expect(absent).toMatchObject({ message: expect.stringContaining('does not exist') as string });
  });

  test('a file that another program holds names the program and its process', async () => {
    const file = path.join(folder, 'held.duckdb');
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `require('@duckdb/node-api').DuckDBInstance.create(${JSON.stringify(file)})
           .then((i) => i.connect()).then((c) => c.run('create table t(a int)'))
           .then(() => { console.log('held'); setInterval(() => {}, 1000); })`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(holder.stdout, 'data');
      const error = (await refusal(backend.connect({ path: file }))) as ConnectionError;
      expect(error.message).toContain(`process ${holder.pid!}`);
      expect(error.hint).toContain('read-only');
    } finally {
      holder.kill();
    }
  });

  test('a schema that is not there fails at the stage schema and lists those that are', async () => {
    const error = await refusal(backend.connect({ schema: 'sales' }));
    expect(error).toMatchObject({ stage: 'schema', field: 'schema', hint: expect.stringContaining('main') as string });
  });
});

test('a listing of more than one chunk is whole and in order, and lets others take their turns', async () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
  await withConnection(async (connection) => {
    await rowsOf(connection, `create table wide (${names.map((name) => `${name} int`).join(', ')})`);
    let turns = 0;
    const others = setInterval(() => turns++);
    const columns = await connection.catalog.columns(['wide']);
    clearInterval(others);
    expect(columns.map(({ name }) => name)).toEqual(names);
    expect(turns).toBeGreaterThan(0);
  });
});

test('a NUL character is refused, at which DuckDB would end the statement', async () => {
  await withConnection(async (connection) => {
    await rowsOf(connection, 'create table t as select 1 as i');
    const error = await refusal(connection.execute('delete from t\0 where i = 2'));
    expect(error).toMatchObject({ message: expect.stringContaining('NUL'), position: 13 });
    expect(await rowsOf(connection, 'select count(*) from t')).toEqual([['1']]);
  });
});

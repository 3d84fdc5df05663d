import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BackendEvent, Connection } from '../../../../source/backends/base.js';
import { formatByName, type TextFormat } from '../../../../source/results/formats/index.js';
import { headAndTail } from '../../../../source/results/head-tail.js';
import { layoutTable } from '../../../../source/results/table.js';
import type { Trouble } from '../../../doubles/http.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import { connectTo, rejection, rowsOf } from './connect.js';

let double: SnowflakeDouble;
let connection: Connection;

beforeAll(async () => {
  double = await startSnowflakeDouble({ syncMs: 100 });
});
afterAll(() => double.stop());
beforeEach(async () => {
  connection = await connectTo(double, { warehouse: 'w1', database: 'demo' });
});
afterEach(() => connection.close());

const TYPES: readonly (readonly [type: string, raw: unknown, cell: string | null, scale?: number])[] = [
  ['fixed', '12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['fixed', '1.10', '1.10', 2],
  ['real', 'inf', 'inf'],
  ['text', 'NULL', 'NULL'],
  ['text', '', ''],
  ['text', null, null],
  ['boolean', true, 'true'],
  ['date', '2024-02-29', '2024-02-29'],
  ['time', '12:34:56.000000001', '12:34:56.000000001'],
  ['timestamp_ntz', '1969-12-31 23:59:59.5', '1969-12-31 23:59:59.5'],
  ['timestamp_tz', '2024-02-29 12:00:00 +05:30', '2024-02-29 12:00:00+05:30'],
  ['binary', 'DEADBEEF', 'DEADBEEF'],
  ['variant', '{\n  "n": 12345678901234567890\n}', '{"n":12345678901234567890}'],
  ['object', '{\n  "f": NaN\n}', '{"f":"NaN"}'],
  ['array', '[\n  undefined\n]', '[null]'],
];

describe('results', () => {
  it('give every type exactly, NULL and the empty text apart, repeated and empty names kept', async () => {
    double.answer('types', {
      columns: TYPES.map(([type, , , scale], index) => ({ name: index < 2 ? 'X' : '', type, ...(scale && { scale }) })),
      rows: [TYPES.map(([, raw]) => raw)],
    });
    const statement = await connection.execute('types');
    expect(statement.columns.map((column) => column.name)).toEqual(TYPES.map((_, index) => (index < 2 ? 'X' : '')));
    expect(await rowsOf(statement)).toEqual([TYPES.map(([, , cell]) => cell)]);
    expect(statement).toMatchObject({ rowsAffected: null, message: null, totalRows: 1, incomplete: false });
    expect(statement.queryId).toMatch(/^[\da-f-]{36}$/);
  });

  it('know the output format of their own session for screens; cells stay ISO', async () => {
    const columns = [
      { name: 'D', type: 'date' },
      { name: 'N', type: 'timestamp_ntz' },
      { name: 'Z', type: 'timestamp_tz' },
      { name: 'T', type: 'time' },
      { name: 'B', type: 'binary' },
    ];
    const iso = ['2024-02-29', '2024-02-29 15:04:05.25', '2024-02-29 15:04:05.25+05:30', '15:04:05.25', 'FF00'];
    double.answer('formats', { columns, rows: [['2024-02-29', '2024-02-29 15:04:05.25', '2024-02-29 15:04:05.25 +05:30', '15:04:05.25', 'FF00']] }); // prettier-ignore
    const usual = await connection.execute('formats');
    expect(usual.columns.map(({ onScreen }) => onScreen)).toEqual(columns.map(() => undefined));
    await usual.close();
    Object.assign(double.sessions[0]!.parameters, {
      DATE_OUTPUT_FORMAT: 'DD/MM/YY',
      TIMESTAMP_NTZ_OUTPUT_FORMAT: 'DY, DD MON YYYY HH24"h"MI',
      TIMESTAMP_TZ_OUTPUT_FORMAT: 'MMMM DD YYYY HH12:MI:SS.FF2 PM TZH:TZM',
      TIME_OUTPUT_FORMAT: 'HH12:MI AM FF6',
      BINARY_OUTPUT_FORMAT: 'BASE64',
    });
    const changed = await connection.execute('formats');
    const neighbour = await connectTo(double);
    const other = await neighbour.execute('formats');
    const rows = await rowsOf(changed);
    expect(rows).toEqual([iso]);
    expect(changed.columns.map((column, at) => column.onScreen!(rows[0]![at]!))).toEqual([
      '29/02/24',
      'Thu, 29 Feb 2024 15h04',
      'February 29 2024 03:04:05.25 PM +05:30',
      '03:04 PM 250000',
      '/wA=',
    ]);
    expect(other.columns[0]!.onScreen).toBeUndefined();
    await neighbour.close();
    const view = layoutTable(changed.columns, headAndTail(changed.columns, rows, 40), { width: 150 });
    expect(view.lines.at(-1)).toContain('29/02/24 │ Thu, 29 Feb 2024 15h04 │ February 29');
    const csv = (formatByName('csv') as TextFormat).writer({});
    expect(csv.start(changed.columns) + csv.rows(rows)).toBe(`D,N,Z,T,B\n${iso.join(',')}\n`);
  });

  it('write TIMESTAMP_LTZ in the zone of their own session, also with two in one process', async () => {
    const ltz = { columns: [{ name: 'T', type: 'timestamp_ltz' }], rows: [['1700000000.000000000']] };
    double.answer('ltz', ltz);
    const other = await connectTo(double);
    double.sessions[0]!.parameters['TIMEZONE'] = 'America/New_York';
    const here = await connection.execute('ltz');
    const there = await other.execute('ltz');
    expect([await rowsOf(here), await rowsOf(there)]).toEqual([
      [['2023-11-14 17:13:20-05:00']],
      [['2023-11-14 22:13:20+00:00']],
    ]);
    expect(here.columns[0]?.zone).toBe('America/New_York');
    expect([connection.context().timeZone, other.context().timeZone]).toEqual(['America/New_York', 'Etc/UTC']);
    await other.close();
  });

  it('come in batches, chunk by chunk, the last chunks not before they are wanted', async () => {
    double.answer('many', {
      columns: [{ name: 'N', type: 'fixed' }],
      rows: { count: 20_000, make: (index) => [index] },
      chunks: 9,
    });
    const statement = await connection.execute('many');
    const chunksBefore = double.count('chunk');
    const sizes: number[] = [];
    let seen = 0;
    for await (const batch of statement.batches()) {
      if (sizes.length === 0) expect(double.count('chunk') - chunksBefore).toBeLessThanOrEqual(2);
      expect(batch[0]).toEqual([String(seen)]);
      sizes.push(batch.length);
      seen += batch.length;
    }
    expect(seen).toBe(20_000);
    expect(statement.totalRows).toBe(20_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
  });

  it('of DML are a count, of DDL and USE one line', async () => {
    double.answer('insert', { affected: 3 });
    double.answer('create', { status: 'Table T successfully created.' });
    const insert = await connection.execute('insert');
    expect(insert).toMatchObject({ columns: [], rowsAffected: 3, message: null });
    expect(await rowsOf(insert)).toEqual([]);
    const create = await connection.execute('create');
    expect(create).toMatchObject({ columns: [], rowsAffected: null, message: 'Table T successfully created.' });
  });

  it('of a SELECT with a column named status are rows', async () => {
    double.answer(/^select/i, { columns: [{ name: 'status', type: 'text' }], rows: [['open']] });
    const statement = await connection.execute('select "status" from orders');
    expect(await rowsOf(statement)).toEqual([['open']]);
  });

  it('of no rows keep their columns', async () => {
    double.answer('none', { columns: [{ name: 'A', type: 'fixed' }], rows: [] });
    const statement = await connection.execute('none');
    expect(statement.columns.map(({ name }) => name)).toEqual(['A']);
    expect(await rowsOf(statement)).toEqual([]);
  });
});

describe('one statement at a time', () => {
  const many = {
    columns: [{ name: 'N', type: 'fixed' }],
    rows: { count: 5000, make: (index: number) => [index] },
    chunks: 4,
  };

  it('cuts the open result off when another statement begins', async () => {
    double.answer('many', many);
    const first = await connection.execute('many');
    const reading = first.batches()[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    const second = await connection.execute('many');
    expect(first.incomplete).toBe(true);
    expect((await reading.next()).done).toBe(true);
    expect(await rowsOf(second)).toHaveLength(5000);
    expect(second.incomplete).toBe(false);
  });

  it('leaves a half-read result whole when a listing comes in between', async () => {
    double.answer('many', many);
    const statement = await connection.execute('many');
    const reading = statement.batches()[Symbol.asyncIterator]();
    const first = await reading.next();
    expect((await connection.catalog.catalogs()).map(({ name }) => name)).toEqual(['DEMO', 'OTHER']);
    await connection.ping();
    let rows = (first.value as readonly unknown[]).length;
    for (let next = await reading.next(); !next.done; next = await reading.next()) rows += next.value.length;
    expect(rows).toBe(5000);
  });

  it('is not marked incomplete once all rows were read', async () => {
    double.answer('many', many);
    const statement = await connection.execute('many');
    await rowsOf(statement);
    await connection.execute('many');
    expect(statement.incomplete).toBe(false);
  });
});

describe('parameters', () => {
  it('go over the wire, never into the text', async () => {
    double.answer(/^select/, ({ bindings }) => ({
      columns: [{ name: 'B', type: 'text' }],
      rows: [[JSON.stringify(bindings)]],
    }));
    const parameters = { name: { value: "x' or 1=1" }, n: { value: '5', type: 'int' }, none: { value: null } };
    const statement = await connection.execute('select :name, :none limit :n', { parameters });
    expect(double.statements.at(-1)).toBe('select ?, ? limit ?');
    const [[bindings]] = (await rowsOf(statement)) as [[string]];
    expect(JSON.parse(bindings)).toEqual({
      1: { type: 'TEXT', value: "x' or 1=1" },
      2: { type: 'TEXT', value: null },
      3: { type: 'FIXED', value: '5' },
    });
  });

  it('bring an error back to its place in the text as written', async () => {
    const sql = 'select :long_name, nope';
    double.answer('select ?, nope', {
      error: { code: '000904', sqlState: '42000', message: "invalid identifier 'NOPE'", line: 1, pos: 10 },
    });
    await expect(connection.execute(sql, { parameters: { long_name: { value: '1' } } })).rejects.toMatchObject({
      position: sql.indexOf('nope'),
    });
  });
});

// Rows of different lengths: half a chunk is no JSON.
const BROKEN = {
  columns: [{ name: 'N', type: 'fixed' }],
  rows: { count: 4000, make: (index: number) => [index * 37] },
  chunks: 3,
};

describe('an error', () => {
  it('has place, SQLSTATE, code and query id', async () => {
    const message = "SQL compilation error: error line 2 at position 2\ninvalid identifier 'NOPE'";
    double.answer(/nope/, { error: { code: '000904', sqlState: '42000', message, line: 2, pos: 2 } });
    await expect(connection.execute('select id,\n  nope\nfrom t')).rejects.toMatchObject({
      name: 'QueryError',
      message,
      position: 13,
      sqlState: '42000',
      engineCode: '000904',
      queryId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
  });

  it.each<[string, string, string, RegExp]>([
    [
      'select * from missing',
      '002003',
      "Object 'MISSING' does not exist or not authorized.",
      /looked for in DEMO\.PUBLIC, with the role SYSADMIN/,
    ],
    ['select 1 from t', '000606', 'No active warehouse selected in the current session.', /needs a warehouse/],
    ['select * from {{ ref("x") }}', '001003', 'syntax error', /dbt compile/],
    ['drop table t', '003001', "Insufficient privileges to operate on table 'T'", /role in use is SYSADMIN/],
    [
      'select 2 from t',
      '090073',
      "Warehouse 'W1' cannot be resumed because resource monitor 'M' has exceeded its quota.",
      /resume it, or use another/,
    ],
    [
      'select 3',
      '000630',
      'Statement reached its statement or warehouse timeout of 1 second(s) and was canceled.',
      /STATEMENT_TIMEOUT/,
    ],
    ['select 4', '000604', 'SQL execution canceled', /Somebody else ended/],
  ])('of %j (%s) has a hint', async (sql, code, message, hint) => {
    double.answer(sql, { error: { code, sqlState: '42000', message } }, 1);
    await expect(connection.execute(sql)).rejects.toMatchObject({
      name: 'QueryError',
      engineCode: code,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it('of a session that is gone says that the connection is lost', async () => {
    double.answer('one', { columns: [{ name: 'A', type: 'fixed' }], rows: [[1]] });
    double.endSessions();
    await expect(connection.execute('one')).rejects.toMatchObject({ name: 'ConnectionError', engineCode: 'LOST' });
    await expect(connection.ping()).rejects.toMatchObject({ engineCode: 'LOST' });
  });

  it('is none when only the token has expired: the driver renews it', async () => {
    double.answer('one', { columns: [{ name: 'A', type: 'fixed' }], rows: [[1]] });
    double.expireSessions();
    expect(await rowsOf(await connection.execute('one'))).toEqual([['1']]);
    expect(double.count('renew')).toBeGreaterThan(0);
  });

  it.each<[Trouble, RegExp]>([
    [{ do: 'status', status: 400 }, /could not be fetched from Snowflake's storage \(HTTP 400\)/],
    [{ do: 'malformed' }, /Rows arrived damaged/],
  ])('%j in the middle of the rows reaches the reader', async (trouble, message) => {
    double.answer('broken', BROKEN);
    double.misbehave('chunk', trouble);
    await expect(connection.execute('broken').then(rowsOf)).rejects.toMatchObject({
      name: 'QueryError',
      message: expect.stringMatching(message) as string,
      queryId: expect.any(String) as string,
    });
  });

  it.each<Trouble>([{ do: 'reset' }, { do: 'truncate' }])(
    '%j in the middle of the rows is got over',
    async (trouble) => {
      double.answer('broken', BROKEN);
      double.misbehave('chunk', trouble);
      expect(await rowsOf(await connection.execute('broken'))).toHaveLength(4000);
    },
  );

  it.each<Trouble>([{ do: 'malformed' }, { do: 'html' }, { do: 'truncate' }])(
    'says that the answer was damaged (%j)',
    async (trouble) => {
      double.misbehave('query', trouble);
      await expect(connection.execute('one')).rejects.toMatchObject({
        name: 'ConnectionError',
        message: expect.stringContaining('arrived damaged') as string,
      });
    },
  );
});

describe('cancelling', () => {
  const endless = { delayMs: Infinity, columns: [{ name: 'A', type: 'fixed' }], rows: [] };

  it('before anything is sent sends nothing', async () => {
    const sent = double.statements.length;
    await expect(connection.execute('x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ confirmed: true });
    expect(double.statements).toHaveLength(sent);
  });

  it('right after the start, before the query id is known, stops it on the server', async () => {
    double.answer('endless', endless);
    const abort = new AbortController();
    const running = connection.execute('endless', { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'CancelledError', confirmed: true });
    expect(double.statements.at(-1)).toBe('endless');
  });

  it('while it runs stops it on the server, and the connection goes on', async () => {
    double.answer('endless', endless);
    double.answer('one', { columns: [{ name: 'A', type: 'fixed' }], rows: [[1]] });
    const abort = new AbortController();
    const events: BackendEvent[] = [];
    const running = connection.execute('endless', { signal: abort.signal, onEvent: (event) => events.push(event) });
    await expect.poll(() => events.find((event) => event.type === 'query-id')).toBeDefined();
    abort.abort();
    const error = await rejection(running);
    expect(error).toMatchObject({ name: 'CancelledError', confirmed: true, queryId: expect.any(String) as string });
    expect(await rowsOf(await connection.execute('one'))).toEqual([['1']]);
  });

  it('is sent once more when nothing comes of the first', async () => {
    double.answer('endless', endless);
    double.refuse('abort', { code: '000605', message: 'Identified SQL statement is not currently executing.' });
    const aborts = double.count('abort');
    const abort = new AbortController();
    const running = connection.execute('endless', { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(running).rejects.toMatchObject({ confirmed: true });
    expect(double.count('abort') - aborts).toBe(2);
  });

  it('too late changes nothing', async () => {
    double.answer('one', { columns: [{ name: 'A', type: 'fixed' }], rows: [[1]] });
    const abort = new AbortController();
    const statement = await connection.execute('one', { signal: abort.signal });
    expect(await rowsOf(statement)).toEqual([['1']]);
    abort.abort();
    expect(await statement.cancel()).toBe('finished');
  });

  it('while rows are fetched ends the fetching', async () => {
    double.answer('many', {
      columns: [{ name: 'N', type: 'fixed' }],
      rows: { count: 9000, make: (index) => [index] },
      chunks: 8,
    });
    const abort = new AbortController();
    const statement = await connection.execute('many', { signal: abort.signal });
    const reading = statement.batches()[Symbol.asyncIterator]();
    await reading.next();
    abort.abort();
    await expect(reading.next()).rejects.toMatchObject({ name: 'CancelledError', confirmed: true });
    const other = await connection.execute('many');
    expect(await other.cancel()).toBe('cancelled');
    await expect(rowsOf(other)).rejects.toMatchObject({ name: 'CancelledError' });
  });
});

describe('a slow statement', () => {
  it('tells its id and what it waits for, as soon as the server says so', async () => {
    double.answer('slow', {
      delayMs: 900,
      phases: ['RESUMING_WAREHOUSE'],
      columns: [{ name: 'A', type: 'fixed' }],
      rows: [[1]],
    });
    const events: BackendEvent[] = [];
    const statement = await connection.execute('slow', { onEvent: (event) => void events.push(event) });
    expect(await rowsOf(statement)).toEqual([['1']]);
    expect(events).toEqual([
      { type: 'waiting', for: 'running' },
      { type: 'query-id', queryId: statement.queryId },
      { type: 'waiting', for: 'warehouse', detail: 'The warehouse is starting.' },
    ]);
  });
});

describe('closing', () => {
  it('ends the session, and stops what still runs', async () => {
    double.answer('endless', { delayMs: Infinity });
    const other = await connectTo(double);
    const sessions = double.sessions.length;
    const running = rejection(other.execute('endless'));
    await expect.poll(() => double.statements.at(-1)).toBe('endless');
    await other.close();
    expect(await running).toMatchObject({ engineCode: '000604' });
    expect(double.sessions).toHaveLength(sessions - 1);
    await expect(other.execute('x')).rejects.toMatchObject({ engineCode: 'LOST' });
  });

  it('gives up after three seconds', async () => {
    const other = await connectTo(double);
    double.misbehave('logout', { do: 'hang' });
    const started = performance.now();
    await other.close();
    expect(performance.now() - started).toBeLessThan(4500);
  });
});

import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSession, type Session } from '../../../source/session/index.js';
import { DiskCache } from '../../../source/session/catalog/disk-cache.js';
import { SessionCatalog, type ListingRequest } from '../../../source/session/catalog/index.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../doubles/snowflake.js';

const TABLES: ListingRequest = { kind: 'tables' };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function duckdb(...statements: readonly string[]): Promise<Session> {
  const session = await openSession({ engine: 'duckdb', connection: { path: ':memory:' } });
  closers.push(() => session.close());
  for (const sql of statements) await (await session.connection.execute(sql)).close();
  return session;
}

async function snowflake(): Promise<{ double: SnowflakeDouble; session: Session }> {
  const double = await startSnowflakeDouble({ syncMs: 100, known: { databases: { DEMO: ['PUBLIC'] } } });
  closers.push(() => double.stop());
  const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' }));
  double.answer(/^show objects/i, { columns: text('name', 'kind'), rows: [['ORDERS', 'TABLE']] });
  double.answer(/^show parameters/i, { columns: text('key'), rows: [['TIMEZONE']] });
  double.answer(/^select \* from table\(result_scan/i, { columns: text('key'), rows: [['TIMEZONE']] });
  double.answer('select 5', { columns: [{ name: '5', type: 'fixed' }], rows: [[5]] });
  const { account, host, port } = double;
  const options = { account, host, port, protocol: 'http', user: 'fake', password: 'snow', database: 'DEMO' };
  const session = await openSession({ engine: 'snowflake', connection: { ...options, schema: 'PUBLIC' } });
  closers.push(() => session.close());
  return { double, session };
}

/** Runs as the prompt does: the catalog is told of everything. */
async function run(session: Session, catalog: SessionCatalog, sql: string, limit?: number): Promise<unknown[]> {
  await catalog.begin();
  const rows: unknown[] = [];
  for await (const event of session.run(sql, { limit })) {
    catalog.take(event);
    if (event.type === 'rows') rows.push(...event.rows);
    if (event.type === 'failed') throw event.error;
    if (event.type === 'paused') break;
  }
  catalog.end();
  return rows;
}

const names = (catalog: SessionCatalog, request: ListingRequest = TABLES): string[] =>
  catalog.peek(request).entries.map(({ name }) => name);
const ready = (catalog: SessionCatalog, request: ListingRequest = TABLES) =>
  vi.waitFor(() => expect(catalog.peek(request).state).toBe('ready'));

describe('on DuckDB', () => {
  test('lists what is wanted, level by level, with types', async () => {
    const session = await duckdb('create table t (a int, b varchar not null)', 'create view v as select 1 as x');
    const catalog = new SessionCatalog(session);
    expect(catalog.peek(TABLES)).toEqual({ state: 'unknown', entries: [], age: null });
    catalog.want([TABLES, { kind: 'columns', path: ['t'] }, { kind: 'schemas' }, { kind: 'functions' }]);
    expect(catalog.peek(TABLES).state).toBe('loading');
    await ready(catalog, { kind: 'functions' });
    expect(catalog.peek(TABLES).entries).toMatchObject([
      { name: 't', type: 'table' },
      { name: 'v', type: 'view' },
    ]);
    expect(catalog.peek({ kind: 'columns', path: ['memory', 'main', 't'] }).entries).toEqual([
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'VARCHAR', detail: 'not null' },
    ]);
    expect(names(catalog, { kind: 'schemas' })).toContain('main');
    const abs = catalog.peek({ kind: 'functions' }).entries.find(({ name }) => name === 'date_trunc');
    expect(abs?.detail).toContain('date_trunc(part, timestamp)');
  });

  test('a long list comes whole and in order, comments and odd names and all', async () => {
    const many = Array.from({ length: 1_203 }, (_, index) => `create table t${index} (a int)`);
    const session = await duckdb(
      many.join(';'),
      'create view "ü ""q"", \\" as select 1 as x',
      "comment on table t7 is 'it''s {1}'",
    );
    const catalog = new SessionCatalog(session);
    catalog.want([TABLES]);
    await ready(catalog);
    const { entries } = catalog.peek(TABLES);
    const sorted = Array.from({ length: 1_203 }, (_, index) => `t${index}`).toSorted();
    expect(entries.map(({ name }) => name)).toEqual([...sorted, 'ü "q", \\']);
    expect(entries.at(-1)).toEqual({ name: 'ü "q", \\', type: 'view' });
    expect(entries.find(({ name }) => name === 't7')).toEqual({
      name: 't7',
      type: 'table',
      detail: "0 rows · it's {1}",
    });
  });

  test('lists what a schema holds beside tables, by its kind', async () => {
    const session = await duckdb(
      'create schema "it\'s"',
      'create sequence "it\'s".numbers',
      'create sequence own',
      "create type mood as enum ('good', 'bad')",
      'create macro twice(a) as 2 * a',
      'create table t (a int)',
      'create index by_a on t (a)',
    );
    const catalog = new SessionCatalog(session);
    const kinds = ['sequences', 'types', 'user functions', 'indexes', 'tasks'] as const;
    const requests: ListingRequest[] = kinds.map((of) => ({ kind: 'objects', of }));
    const there: ListingRequest = { kind: 'objects', of: 'sequences', schema: "it's" };
    catalog.want([...requests, there]);
    await ready(catalog, there);
    const found = [...requests, there].map((request) => catalog.peek(request).entries);
    expect(found).toEqual([
      [{ name: 'own', type: 'sequence' }],
      [{ name: 'mood', type: 'enum' }],
      [{ name: 'twice', type: 'macro', detail: 'twice(a)' }],
      [{ name: 'by_a', type: 'index', detail: 'of t' }],
      [],
      [{ name: 'numbers', type: 'sequence' }],
    ]);
    const pragmas: ListingRequest = { kind: 'objects', of: 'pragmas' };
    const extensions: ListingRequest = { kind: 'objects', of: 'extensions' };
    catalog.want([pragmas, extensions]);
    await ready(catalog, extensions);
    expect(names(catalog, pragmas)).toContain('table_info');
    expect(catalog.peek(extensions).entries.find(({ name }) => name === 'json')?.type).toBe('loaded');
  });

  test('own DDL makes a list old, and the next wish lists anew', async () => {
    const session = await duckdb('create table t (a int)');
    const catalog = new SessionCatalog(session);
    catalog.want([TABLES]);
    await ready(catalog);
    await run(session, catalog, 'create table u (a int)');
    expect(catalog.peek(TABLES)).toMatchObject({ state: 'stale', entries: [{ name: 't' }] });
    catalog.want([TABLES]);
    await ready(catalog);
    expect(names(catalog)).toEqual(['t', 'u']);
  });

  test('what somebody else made is found when it is looked for anew', async () => {
    let now = Date.now();
    const session = await duckdb('create table t (a int)');
    const catalog = new SessionCatalog(session, { now: () => now });
    catalog.want([TABLES]);
    await ready(catalog);
    await (await session.connection.execute('create table u (a int)')).close();
    catalog.want([TABLES], { anew: true });
    expect(catalog.peek(TABLES).state).toBe('ready');
    now += 4_000;
    catalog.want([TABLES]);
    expect(catalog.peek(TABLES).state).toBe('ready');
    catalog.want([TABLES], { anew: true });
    expect(catalog.peek(TABLES).state).toBe('loading');
    await ready(catalog);
    expect(names(catalog)).toEqual(['t', 'u']);
  });

  test('what is listed anew and is the same stays the same list', async () => {
    const session = await duckdb('create table t (a int)');
    const catalog = new SessionCatalog(session);
    catalog.want([TABLES]);
    await ready(catalog);
    const before = catalog.peek(TABLES).entries;
    await run(session, catalog, 'create schema other');
    expect(catalog.peek(TABLES).state).toBe('stale');
    catalog.want([TABLES]);
    await ready(catalog);
    expect(catalog.peek(TABLES).entries).toBe(before);
  });

  test('a table that is not there is a reason, not an error', async () => {
    const catalog = new SessionCatalog(await duckdb());
    const columns: ListingRequest = { kind: 'columns', path: ['nothing'] };
    catalog.want([columns]);
    await vi.waitFor(() => expect(catalog.peek(columns).state).toBe('failed'));
    expect(catalog.peek(columns).reason).toContain('There is no table or view "memory.main.nothing" here.');
  });

  test('sends nothing while a result is paused: its rows all arrive', async () => {
    const session = await duckdb('create table t as select i from range(20000) r(i)');
    const catalog = new SessionCatalog(session);
    const running = session.run('from t', { limit: 10 });
    let rows = 0;
    for await (const event of running) {
      catalog.take(event);
      if (event.type === 'rows') rows += event.rows.length;
      if (event.type === 'paused') {
        catalog.want([TABLES]);
        expect(catalog.peek(TABLES)).toMatchObject({ state: 'held', entries: [] });
        expect(catalog.peek(TABLES).reason).toContain('A result is still open');
        running.more(1e6);
      }
    }
    expect(rows).toBe(20_000);
    catalog.want([TABLES]);
    await ready(catalog);
    expect(names(catalog)).toEqual(['t']);
  });

  test('what was wanted while a statement ran is listed when it has ended', async () => {
    const catalog = new SessionCatalog(await duckdb('create table t (a int)'));
    await catalog.begin();
    catalog.want([TABLES]);
    expect(catalog.peek(TABLES)).toMatchObject({
      state: 'held',
      reason: 'Names are listed when the statement has ended.',
    });
    catalog.end();
    await ready(catalog);
  });
});

describe('on Snowflake', () => {
  test('between SHOW and RESULT_SCAN(LAST_QUERY_ID()) nothing of ours is sent', async () => {
    const { double, session } = await snowflake();
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    await run(session, catalog, 'show parameters');
    const sent = double.statements.length;
    catalog.want([TABLES], { retry: true });
    expect(catalog.peek(TABLES).state).toBe('held');
    expect(catalog.peek(TABLES).reason).toContain('(\\refresh does), so that RESULT_SCAN still finds your last result');
    const scan = 'select * from table(result_scan(last_query_id()))';
    expect(await run(session, catalog, scan)).toEqual([['TIMEZONE']]);
    expect(double.statements.slice(sent)).toEqual([scan]);
    // The person asked for it: now the list is made.
    await catalog.refresh([TABLES]);
    expect(names(catalog)).toEqual(['ORDERS']);
    expect(double.statements.at(-1)).toContain('/* smallex */');
  });

  test('after an ordinary statement the list is made; in a transaction it is not', async () => {
    const { double, session } = await snowflake();
    double.answer(/^(begin|commit)/i, { status: 'Statement executed successfully.' });
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    await run(session, catalog, 'begin transaction');
    catalog.want([TABLES]);
    expect(catalog.peek(TABLES).reason).toContain('inside a transaction');
    await run(session, catalog, 'commit');
    await ready(catalog);
    await run(session, catalog, 'select 5');
    expect(names(catalog)).toEqual(['ORDERS']);
  });

  test('a list that takes long keeps no other one waiting, and arrives', async () => {
    const { double, session } = await snowflake();
    const text = [{ name: 'name', type: 'text' }];
    double.answer(/^show objects/i, { delayMs: 4_000, columns: text, rows: [['LATE']] });
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    catalog.want([TABLES]);
    catalog.want([{ kind: 'schemas' }]);
    expect(catalog.peek(TABLES).state).toBe('loading');
    await vi.waitFor(() => expect(names(catalog, { kind: 'schemas' })).toEqual(['PUBLIC']), { timeout: 3_900 });
    expect(catalog.peek(TABLES).state).toBe('loading');
    await vi.waitFor(() => expect(names(catalog)).toEqual(['LATE']), { timeout: 8_000 });
  });

  test('what is refused says why, and is asked again only when wanted anew', async () => {
    const { double, session } = await snowflake();
    double.answer(/^show objects/i, {
      error: { code: '003001', sqlState: '42501', message: 'Insufficient privileges.' },
    });
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    catalog.want([TABLES]);
    await vi.waitFor(() => expect(catalog.peek(TABLES).state).toBe('failed'));
    expect(catalog.peek(TABLES).reason).toContain('Insufficient privileges');
    const sent = double.statements.length;
    catalog.want([TABLES]);
    expect(double.statements.length).toBe(sent);
    catalog.want([TABLES], { retry: true });
    await vi.waitFor(() => expect(double.statements.length).toBe(sent + 1));
  });

  test('is stopped on the server, with what was to be listed after it, until it is wanted anew', async () => {
    const { double, session } = await snowflake();
    double.answer(/^show objects/i, { delayMs: Infinity, columns: [{ name: 'name', type: 'text' }], rows: [['T']] }, 1);
    const catalog = new SessionCatalog(session, { cacheFolder: null });
    expect(catalog.isListing).toBe(false);
    catalog.want([TABLES, { kind: 'schemas' }]);
    await vi.waitFor(() => expect(double.statements.some((sql) => /^SHOW OBJECTS/.test(sql))).toBe(true));
    expect(catalog.isListing).toBe(true);
    catalog.stop();
    await vi.waitFor(() => expect(catalog.peek(TABLES).state).toBe('stopped'));
    await vi.waitFor(() => expect(double.count('abort')).toBe(1));
    expect(catalog.peek({ kind: 'schemas' }).state).toBe('stopped');
    catalog.want([TABLES, { kind: 'schemas' }]);
    expect(catalog.isListing).toBe(false);
    catalog.want([TABLES], { retry: true });
    await ready(catalog);
    expect(names(catalog)).toEqual(['ORDERS']);
    expect(double.statements.filter((sql) => /^SHOW SCHEMAS/.test(sql))).toEqual([]);
  });

  test('is kept on disk for this person and role alone, with its age', async () => {
    const { session } = await snowflake();
    const folder = mkdtempSync(path.join(tmpdir(), 'smallex-cache-'));
    const first = new SessionCatalog(session, { cacheFolder: folder });
    first.want([TABLES]);
    await ready(first);
    const files = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.json'));
    await vi.waitFor(() => expect(files()).toHaveLength(1), { timeout: 3_000 });
    expect(statSync(path.join(folder, String(files()[0]))).mode & 0o777).toBe(0o600);

    const later = Date.now() + 3_600_000;
    const second = new SessionCatalog(session, { cacheFolder: folder, now: () => later });
    second.peek(TABLES);
    await vi.waitFor(() => expect(names(second)).toEqual(['ORDERS']));
    expect(second.peek(TABLES).state).toBe('stale');
    expect(second.peek(TABLES).age).toBeGreaterThan(3_590_000);
  });

  test('a long list is kept on disk whole', async () => {
    const { double, session } = await snowflake();
    const all = Array.from({ length: 2_500 }, (_, index) => `T${index}`);
    const columns = [{ name: 'name', type: 'text' }];
    double.answer(/^show objects/i, { columns, rows: all.map((name) => [name]) });
    double.answer(/^show stages/i, { columns, rows: [] });
    const folder = mkdtempSync(path.join(tmpdir(), 'smallex-cache-'));
    const first = new SessionCatalog(session, { cacheFolder: folder });
    first.want([TABLES, { kind: 'stages' }]);
    await ready(first, { kind: 'stages' });
    const stale = { state: 'stale', entries: all.map((name) => ({ name, type: 'table' })) };
    await vi.waitFor(
      async () => {
        const second = new SessionCatalog(session, { cacheFolder: folder });
        second.peek(TABLES);
        await vi.waitFor(() => expect(second.peek({ kind: 'stages' }).state).toBe('stale'), { timeout: 200 });
        expect(second.peek(TABLES)).toMatchObject(stale);
        expect(second.peek({ kind: 'stages' }).entries).toEqual([]);
      },
      { timeout: 5_000 },
    );
  });

  test('what a role saw is kept for that role, also when another one follows at once', async () => {
    const { double, session } = await snowflake();
    const folder = mkdtempSync(path.join(tmpdir(), 'smallex-cache-'));
    const kept = () => {
      const files = readdirSync(folder, { recursive: true }).map(String);
      const texts = files.filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name));
      return texts.map((name) => readFileSync(name, 'utf8')).toSorted();
    };
    const catalog = new SessionCatalog(session, { cacheFolder: folder });
    catalog.want([TABLES]);
    await ready(catalog);
    const before = session.context.role;
    await run(session, catalog, 'use role ANALYST');
    expect(session.context.role).not.toBe(before);
    double.answer(/^show objects/i, { columns: [{ name: 'name', type: 'text' }], rows: [['PAYROLL']] });
    catalog.want([TABLES]);
    await vi.waitFor(() => expect(names(catalog)).toEqual(['PAYROLL']));
    await vi.waitFor(() => expect(kept()).toHaveLength(2), { timeout: 3_000 });
    const seen = kept().map((text) => [text.includes('ANALYST'), text.includes('ORDERS'), text.includes('PAYROLL')]);
    expect(seen).toContainEqual([true, false, true]);
    expect(seen).toContainEqual([false, true, false]);
  });

  test('two sessions that write the same lists at once leave a whole file', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'smallex-cache-'));
    const listing = (name: string, count: number) => {
      const entries = Array.from({ length: count }, (_, index) => ({ name: `${name}${index}`, type: 'table' }));
      return new Map([['["tables"]', { entries, at: 1 }]]);
    };
    const [one, two] = [listing('A', 20_000), listing('LONGER_', 30_000)];
    await Promise.all([new DiskCache(folder, 'me').write(one), new DiskCache(folder, 'me').write(two)]);
    const [found] = [...(await new DiskCache(folder, 'me').read()).values()];
    expect([20_000, 30_000]).toContain(found?.entries.length);
    expect(new Set(found?.entries.map(({ name }) => name.replace(/\d+$/, ''))).size).toBe(1);
    expect(readdirSync(path.join(folder, 'catalog'))).toHaveLength(1);
  });
});

import { describe, expect } from 'vitest';
import type { Connection, ListKind } from '../../../source/backends/base.js';
import { QueryError, SmallexError } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, query, Recorder, rejection, runAll, withConnection } from '../support.js';

/** Sessions have their own context and zone; the catalog tells what is there. */
export function sessions(engine: ContractEngine): void {
  const { sql } = engine;
  const withTwo = (work: (one: Connection, other: Connection) => Promise<void>): Promise<void> =>
    withConnection(engine, (one) => withConnection(engine, (other) => work(one, other)));

  describe('sessions', () => {
    check(engine, 'context after USE', 'is where statements run now', () =>
      withConnection(engine, async (connection) => {
        await runAll(connection, sql.prepare);
        await query(connection, sql.use.sql);
        expect(connection.context()).toMatchObject(sql.use.context);
      }),
    );

    check(engine, 'two sessions', 'run side by side, each in its own context', () =>
      withTwo(async (one, other) => {
        await runAll(one, sql.prepare);
        await query(one, sql.use.sql);
        expect(one.context()).toMatchObject(sql.use.context);
        expect(other.context()).toMatchObject(engine.context);
        const both = await Promise.all([query(one, sql.one), query(other, sql.one)]);
        expect(both).toEqual([[['1']], [['1']]]);
        expect(other.context()).toMatchObject(engine.context);
      }),
    );

    const { cells, set, sql: instant } = sql.zones;
    check(engine, 'two zones', 'in one process do not mix', () =>
      withTwo(async (one, other) => {
        await query(one, set('America/New_York'));
        await query(other, set('Asia/Kolkata'));
        for (let round = 0; round < 2; round++) {
          expect(await query(one, instant)).toEqual([[cells['America/New_York']]]);
          expect(await query(other, instant)).toEqual([[cells['Asia/Kolkata']]]);
        }
        expect(one.context().timeZone).toBe('America/New_York');
        expect(other.context().timeZone).toBe('Asia/Kolkata');
      }),
    );

    check(engine, 'a change of zone', 'holds from the next statement on', () =>
      withConnection(engine, async (connection) => {
        for (const zone of ['America/New_York', 'Asia/Kolkata', 'America/New_York'] as const) {
          await query(connection, set(zone));
          expect(await query(connection, instant)).toEqual([[cells[zone]]]);
        }
      }),
    );
  });

  describe('what is there', () => {
    check(engine, 'catalog', 'lists catalogs, schemas, tables and columns', () =>
      withConnection(engine, async (connection) => {
        await runAll(connection, sql.prepare);
        await isListed(engine, connection);
      }),
    );

    for (const [kind, name] of Object.entries(engine.lists)) {
      check(engine, 'lists for pickers', kind, async () => {
        const login = await engine.backend.login(engine.options, new Recorder());
        const parent = kind === 'schema' ? engine.catalog.catalog : undefined;
        const listed = await login.list(kind as ListKind, parent);
        expect(listed.map((entry) => entry.name)).toContain(name);
        await login.close();
      });
    }
  });
}

async function isListed({ catalog: wanted, sql }: ContractEngine, connection: Connection): Promise<void> {
  const { catalog } = connection;
  const names = (entries: readonly { readonly name: string }[]): string[] => entries.map(({ name }) => name);
  expect(names(await catalog.catalogs())).toContain(wanted.catalog);
  expect(names(await catalog.schemas(wanted.catalog))).toContain(wanted.schema);
  const tables = await catalog.tables(wanted.schema, wanted.catalog);
  expect(tables).toContainEqual(expect.objectContaining({ name: wanted.table, type: 'table' }));
  if (wanted.view !== undefined) {
    expect(tables).toContainEqual(expect.objectContaining({ name: wanted.view, type: 'view' }));
  }
  const columns = await catalog.columns([wanted.catalog, wanted.schema, wanted.table]);
  expect(columns.map(({ name, typeName }) => ({ name, typeName }))).toEqual(wanted.columns);
  const absent = await rejection(catalog.columns([wanted.catalog, wanted.schema, 'no_such_table']));
  expect(absent).toBeInstanceOf(SmallexError);
  expect(absent).toBeInstanceOf(QueryError);
  expect(await query(connection, sql.one)).toEqual([['1']]);
}

import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Connection, Statement } from '../../../source/backends/base.js';
import type { Row } from '../../../source/results/column.js';
import type { ContractEngine } from '../engine.js';
import { check, countRows, query, Recorder } from '../support.js';

interface HalfRead {
  readonly statement: Statement;
  readonly rows: number;
  /** Reads what is left. */
  readonly rest: () => Promise<number>;
}

/** One statement at a time: a result that was cut off says so, whatever came between. */
export function turns(engine: ContractEngine): void {
  const { sql } = engine;

  describe('one statement at a time', () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await engine.backend.connect(engine.options, new Recorder());
    });
    afterAll(() => connection.close());

    const begin = async (): Promise<HalfRead> => {
      const statement = await connection.execute(sql.pages.sql);
      const pages: AsyncIterator<readonly Row[]> = statement.batches()[Symbol.asyncIterator]();
      const first = await pages.next();
      expect(first.done).toBe(false);
      const { length } = first.value as readonly Row[];
      expect(length).toBeLessThan(sql.pages.rows);
      return { statement, rows: length, rest: () => countRows(pages) };
    };
    // A cut result must never look like a whole one.
    const isWholeOrMarked = async ({ statement, rows, rest }: HalfRead): Promise<void> => {
      const all = rows + (await rest());
      if (statement.incomplete) expect(all).toBeLessThan(sql.pages.rows);
      else expect(all).toBe(sql.pages.rows);
    };

    check(engine, 'a listing between pages', 'leaves the result whole or marks it incomplete', async () => {
      const half = await begin();
      const listed = await connection.catalog.catalogs();
      expect(listed.map(({ name }) => name)).toContain(engine.catalog.catalog);
      await isWholeOrMarked(half);
      expect(await query(connection, sql.one)).toEqual([['1']]);
    });

    check(engine, 'a ping between pages', 'leaves the result whole or marks it incomplete', async () => {
      const half = await begin();
      await connection.ping();
      await isWholeOrMarked(half);
    });

    check(engine, 'a statement between pages', 'marks the result incomplete, never done', async () => {
      const half = await begin();
      const second = await connection.execute(sql.one);
      expect(half.statement.incomplete).toBe(true);
      expect(half.rows + (await half.rest())).toBeLessThan(sql.pages.rows);
      expect(half.statement.incomplete).toBe(true);
      const pages = second.batches()[Symbol.asyncIterator]();
      expect(await countRows(pages)).toBe(1);
      await connection.execute(sql.one);
      expect(second.incomplete).toBe(false);
    });
  });
}

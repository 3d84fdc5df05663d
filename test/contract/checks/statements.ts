import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Connection } from '../../../source/backends/base.js';
import { EXIT, QueryError, ValueError } from '../../../source/support/errors.js';
import type { ContractEngine } from '../engine.js';
import { check, query, Recorder, rejection, rowsOf, runAll } from '../support.js';

/** What statements answer besides rows: counts, errors with their place, parameters. */
export function statements(engine: ContractEngine): void {
  const { sql } = engine;

  describe('statements', () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await engine.backend.connect(engine.options, new Recorder());
      await runAll(connection, sql.prepare);
    });
    afterAll(() => connection.close());

    check(engine, 'statements without rows', 'have no columns and no rows', async () => {
      for (const text of sql.prepare) {
        const statement = await connection.execute(text);
        expect([text, statement.columns, statement.incomplete]).toEqual([text, [], false]);
        expect(await rowsOf(statement)).toEqual([]);
      }
    });

    check(engine, 'affected rows', 'are counted by the engine', async () => {
      const counts: (readonly [string, number | null])[] = [];
      for (const [text] of sql.changes) counts.push([text, (await connection.execute(text)).rowsAffected]);
      expect(counts).toEqual(sql.changes);
    });

    for (const wanted of sql.errors) {
      check(engine, 'errors', wanted.what, async () => {
        const error = await rejection(query(connection, wanted.sql));
        expect(error).toBeInstanceOf(QueryError);
        const { what: _what, sql: _sql, ...facts } = wanted;
        expect(error).toMatchObject({ ...facts, exitCode: EXIT.failed });
        expect((error as QueryError).message).not.toMatch(/^\s*at |\n\s+at [\w.$]+\(|exception_type/);
        expect(await query(connection, sql.one)).toEqual([['1']]);
      });
    }

    check(engine, 'parameters', 'are bound with their types, never pasted', async () => {
      const { sql: text, parameters, row } = sql.bound;
      expect(await query(connection, text, { parameters })).toEqual([row]);
    });

    check(engine, 'parameter names', 'that miss or are too many are refused before anything is sent', async () => {
      const before = await engine.sent?.();
      const missing = await rejection(connection.execute(sql.needsA, { parameters: { b: { value: '1' } } }));
      expect(missing).toBeInstanceOf(ValueError);
      expect((missing as Error).message).toMatch(/\ba\b/);
      const both = { a: { value: '1' }, surplus: { value: '1' } };
      const surplus = await rejection(connection.execute(sql.needsA, { parameters: both }));
      expect(surplus).toBeInstanceOf(ValueError);
      expect((surplus as Error).message).toContain('surplus');
      if (before !== undefined) expect(await engine.sent?.()).toBe(before);
      expect(await query(connection, sql.one)).toEqual([['1']]);
    });
  });
}

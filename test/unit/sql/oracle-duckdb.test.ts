import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitStatements } from '../../../source/sql/index.js';
import { DUCKDB_HIDDEN } from './manual.js';
import { sqlLike } from './texts.js';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create();
  connection = await instance.connect();
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** How many statements DuckDB itself sees; undefined for text that is no SQL to it (or none at all). */
async function countByDuckdb(text: string): Promise<number | undefined> {
  try {
    return (await connection.extractStatements(text)).count;
  } catch {
    return undefined;
  }
}

/** DuckDB turns these into several statements of its own while it parses. */
const EXPANDED = /^(PIVOT|COPY FROM DATABASE)/;
const SINGLE = DUCKDB_HIDDEN.filter((statement) => !EXPANDED.test(statement));

/** One parse takes either named or numbered parameters. */
const SCRIPTED = SINGLE.filter((statement) => !/\$\w+,|\?/.test(statement));

it.each(SINGLE)('DuckDB sees one statement too: %s', async (statement) => {
  expect(await countByDuckdb(statement)).toBe(1);
});

it('agrees on scripts of those statements, whatever stands between them', async () => {
  const between = fc.constantFrom(';', ';;', ' ; -- c;\n', '\n;/* ; /* ; */ */', ';\r\n\t');
  const script = fc.array(fc.tuple(fc.constantFrom(...SCRIPTED, 'BEGIN', 'END', 'COMMIT'), between), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(script, async (parts) => {
      const text = parts.flat().join('');
      expect(splitStatements(text, { dialect: 'duckdb' })).toHaveLength((await countByDuckdb(text)) ?? -1);
    }),
    { numRuns: 300 },
  );
});

it('agrees on any text that DuckDB accepts', async () => {
  let accepted = 0;
  const clause = fc.constantFrom(
    'SELECT 1',
    "SELECT 'a'",
    'SELECT $$x;$$',
    'SELECT "a"',
    '-- c;\n',
    '/* ; */',
    ';',
    ' ',
    'BEGIN',
    'END',
  );
  const text = fc.oneof(
    sqlLike,
    fc.array(clause, { maxLength: 12 }).map((clauses) => clauses.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (sql) => {
      // DuckDB drops a statement that is one word of letters outside ASCII, instead of refusing it.
      const count = /[^\x00-\x7f]/.test(sql) ? undefined : await countByDuckdb(sql);
      if (count === undefined) return;
      accepted++;
      expect(splitStatements(sql, { dialect: 'duckdb' })).toHaveLength(count);
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

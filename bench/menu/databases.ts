import { DuckDBInstance } from '@duckdb/node-api';
import { SCHEMAS, TABLES, tablesOf } from './names.js';

/** A file with 50,000 tables in its one schema. */
export function fillOne(path: string): Promise<void> {
  return fill(path, [], TABLES);
}

/** A file with 200 schemas of 500 tables each. */
export function fillMany(path: string): Promise<void> {
  return fill(
    path,
    SCHEMAS,
    SCHEMAS.flatMap((schema) => tablesOf(schema).map((table) => `${schema}.${table}`)),
  );
}

async function fill(path: string, schemas: readonly string[], tables: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const statements = [
    ...schemas.map((name) => `CREATE SCHEMA ${name};`),
    ...tables.map((name) => `CREATE TABLE ${name} (id INTEGER, amount DECIMAL(18, 2));`),
  ];
  await connection.run('BEGIN');
  for (let from = 0; from < statements.length; from += 1_000)
    await connection.run(statements.slice(from, from + 1_000).join(''));
  await connection.run('COMMIT');
  connection.closeSync();
  instance.closeSync();
}

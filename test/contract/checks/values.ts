import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Connection } from '../../../source/backends/base.js';
import type { Column, Row } from '../../../source/results/column.js';
import { formatByName, type TextFormat } from '../../../source/results/formats/index.js';
import { compactJson } from '../../../source/results/json-text.js';
import { typeStatement, type ContractEngine, type TypeCase } from '../engine.js';
import { check, query, Recorder, rowsOf } from '../support.js';

/** Every type to the last digit, three kinds of nothing, and the names of columns. */
export function values(engine: ContractEngine): void {
  const { sql } = engine;

  describe('values', () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await engine.backend.connect(engine.options, new Recorder());
    });
    afterAll(() => connection.close());

    for (const type of engine.types) {
      const { cannot = engine.cannot.types } = type;
      const here = { ...engine, cannot: { ...engine.cannot, ...(cannot !== undefined && { types: cannot }) } };
      check(here, 'types', `${type.type} ${shortened(type.cell)}`, () => holds(connection, type));
    }

    check(engine, 'texts', "NULL, '' and 'NULL' are three things", async () => {
      expect(await query(connection, sql.texts)).toEqual([[null, '', 'NULL']]);
    });

    check(engine, 'names', 'repeated and empty ones stay, each with its own cell', async () => {
      const statement = await connection.execute(sql.names.sql);
      expect(statement.columns.map(({ name }) => name)).toEqual(sql.names.names);
      expect(await rowsOf(statement)).toEqual([sql.names.row]);
    });

    check(engine, 'no rows', 'keep their columns', async () => {
      const statement = await connection.execute(sql.none.sql);
      expect(statement.columns.map(({ name }) => name)).toEqual(sql.none.names);
      expect(await rowsOf(statement)).toEqual([]);
      expect(statement.incomplete).toBe(false);
    });
  });
}

async function holds(connection: Connection, type: TypeCase): Promise<void> {
  const statement = await connection.execute(typeStatement(type));
  const rows = await rowsOf(statement);
  expect(rows).toEqual([[type.cell, null]]);
  const [column] = statement.columns;
  expect(column?.kind).toBe(type.kind);
  const json = column?.toJson(type.cell);
  expect(json).toBe(type.json);
  expect(() => JSON.parse(type.json) as unknown).not.toThrow();
  // The same in files: exact text in csv, the value as JSON has it, NULL in the words of each format.
  expect(written('csv', statement.columns, rows)).toBe(`V,N\n${csvField(type.cell)},\n`);
  const file = written('json', statement.columns, rows);
  expect(file).toBe(`[\n{"V":${compactJson(type.json)},"N":null}\n]\n`);
  expect(() => JSON.parse(file) as unknown).not.toThrow();
}

function written(format: 'csv' | 'json', columns: readonly Column[], rows: readonly Row[]): string {
  const writer = (formatByName(format) as TextFormat).writer({});
  const named = columns.map((column, at) => ({ ...column, name: 'VN'[at]! }));
  return writer.start(named) + writer.rows(rows) + writer.end();
}

function csvField(cell: string): string {
  return cell === '' || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function shortened(text: string): string {
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

import type { DuckDBType } from '@duckdb/node-api';
import type { Column } from '../../results/column.js';
import { sqlText } from '../../results/embedded.js';
import type { EngineFormat } from '../../results/engine-file.js';
import { uniqueNames } from '../../results/formats/unique-names.js';
import { parquetFields } from '../../results/parquet-copy.js';
import { jsonSql } from './json-sql.js';
import { textSql, varcharSql } from './text-sql.js';

/**
 * What is to be selected of a query's columns, named c0, c1, …, so that DuckDB writes them as the format does. true: the
 * query's own rows. null: there is no such selection.
 */
export function selectionOf(
  types: readonly DuckDBType[],
  columns: readonly Column[],
  format: EngineFormat,
  zone: string,
): string | true | null {
  if (format === 'csv') return csvSelection(types, zone);
  if (format === 'tsv') return tsvLine(types, columns, zone);
  if (format === 'parquet') return parquetSelection(types, columns, zone);
  const line = jsonLine(types, columns, zone);
  return line !== null && format === 'json' ? `${line} || ','` : line;
}

function csvSelection(types: readonly DuckDBType[], zone: string): string | true | null {
  const texts = types.map((type, index) => textSql(type, `c${index}`, zone));
  if (texts.includes(null)) return null;
  const own = texts.map((text, index) => (typeof text === 'string' ? text : `c${index}`));
  return texts.every((text) => text === true) ? true : own.join(', ');
}

/** Kinds whose text may hold what is escaped. */
const ESCAPED: ReadonlySet<string> = new Set(['text', 'json', 'binary', 'other']);
const ESCAPES = [
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\v', '\\v'],
] as const;

function tsvLine(types: readonly DuckDBType[], columns: readonly Column[], zone: string): string | null {
  const cells = types.map((type, index) => {
    const text = varcharSql(type, `c${index}`, zone);
    if (text === null) return null;
    return `coalesce(${ESCAPED.has(columns[index]!.kind) ? escaped(text) : text}, '\\N')`;
  });
  return cells.includes(null) ? null : cells.join(` || '\t' || `);
}

function escaped(text: string): string {
  const all = ESCAPES.reduce((inner, [from, to]) => `replace(${inner}, ${sqlText(from)}, ${sqlText(to)})`, text);
  return `CASE WHEN regexp_matches(${text}, '[\\\\\\x08-\\x0d]') THEN ${all} ELSE ${text} END`;
}

function jsonLine(types: readonly DuckDBType[], columns: readonly Column[], zone: string): string | null {
  const keys = uniqueNames(columns.map(({ name }) => name));
  const fields = types.map((type, index) => {
    const json = jsonSql(type, `c${index}`, zone);
    return json === null ? null : `${sqlText(`${JSON.stringify(keys[index])}:`)} || ${json}`;
  });
  return fields.includes(null) ? null : `'{' || ${fields.join(` || ',' || `)} || '}'`;
}

function parquetSelection(types: readonly DuckDBType[], columns: readonly Column[], zone: string): string | null {
  return parquetFields(columns, (index) => varcharSql(types[index]!, `c${index}`, zone));
}

import type { DuckDBType } from '@duckdb/node-api';
import type { Column } from '../../results/column.js';
import { sqlText } from '../../results/embedded.js';
import type { EngineFormat, LineFormat } from '../../results/engine-file.js';
import { uniqueNames } from '../../results/formats/unique-names.js';
import { parquetFields } from '../../results/parquet-copy.js';
import { jsonSql, objectSql, textSql, varcharSql } from './text-sql.js';

/** A query around a person's own. */
export interface Selection {
  readonly before: string;
  readonly after: string;
}

/**
 * What is to be selected of a query so that DuckDB's COPY writes its rows as the format does: in formats of lines each
 * line as one text. null: there is no such selection.
 */
export function selectionOf(
  types: readonly DuckDBType[],
  columns: readonly Column[],
  format: EngineFormat,
  zone: string,
): Selection | null {
  if (format === 'parquet') {
    const fields = parquetFields(columns, (index) => varcharSql(types[index]!, `c${index}`, zone));
    return around(fields, columns.length);
  }
  if (format === 'csv') return csvFields(types, zone);
  return lineSelection(types, columns, format, zone, format === 'json' ? ` || ','` : '');
}

/** As `selectionOf`, each row as one text, without what stands between two of them. */
export function lineSelection(
  types: readonly DuckDBType[],
  columns: readonly Column[],
  format: LineFormat,
  zone: string,
  end = '',
): Selection | null {
  if (format === 'json' || format === 'jsonl') {
    const keys = uniqueNames(columns.map(({ name }) => name));
    const line = objectSql(
      keys,
      types.map((type, index) => jsonSql(type, `c${index}`, zone)),
    );
    return around(line === null ? null : line + end, columns.length);
  }
  // The texts first, since each is looked at more than once.
  const texts = types.map((type, index) => varcharSql(type, `c${index}`, zone));
  const inner = texts.includes(null) ? null : around(texts.join(', '), columns.length);
  const cell = format === 'csv' ? csvCell : tsvCell;
  const line = columns.map(({ kind }, index) => cell(`t${index}`, SPECIAL.has(kind)));
  const names = columns.map((_, index) => `t${index}`).join(', ');
  return (
    inner && {
      before: `SELECT ${line.join(` || ${format === 'csv' ? `','` : `'\t'`} || `)} FROM (${inner.before}`,
      after: `${inner.after}) AS texts(${names})`,
    }
  );
}

function around(fields: string | null, columns: number): Selection | null {
  if (fields === null) return null;
  const names = Array.from({ length: columns }, (_, index) => `c${index}`).join(', ');
  return { before: `SELECT ${fields} FROM (\n`, after: `\n) AS query(${names})` };
}

function csvFields(types: readonly DuckDBType[], zone: string): Selection | null {
  const texts = types.map((type, index) => textSql(type, `c${index}`, zone));
  if (texts.includes(null)) return null;
  if (texts.every((text) => text === true)) return { before: '\n', after: '\n' };
  const fields = texts.map((text, index) => (typeof text === 'string' ? text : `c${index}`));
  return around(fields.join(', '), types.length);
}

/** Kinds whose text may hold what is quoted or escaped. */
const SPECIAL: ReadonlySet<string> = new Set(['text', 'json', 'binary', 'other']);

const holds = (text: string, signs: readonly string[]): string =>
  signs.map((sign) => `contains(${text}, ${sqlText(sign)})`).join(' OR ');

function csvCell(text: string, isSpecial: boolean): string {
  if (!isSpecial) return `coalesce(${text}, '')`;
  return (
    `CASE WHEN ${text} IS NULL THEN '' WHEN ${text} = '' THEN '""' ` +
    `WHEN ${holds(text, [',', '"', '\n', '\r', '#'])} THEN '"' || replace(${text}, '"', '""') || '"' ELSE ${text} END`
  );
}

const ESCAPES = [
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\v', '\\v'],
] as const;

function tsvCell(text: string, isSpecial: boolean): string {
  if (!isSpecial) return `coalesce(${text}, '\\N')`;
  const escaped = ESCAPES.reduce((inner, [from, to]) => `replace(${inner}, ${sqlText(from)}, ${sqlText(to)})`, text);
  const signs = ESCAPES.map(([sign]) => sign);
  return `CASE WHEN ${text} IS NULL THEN '\\N' WHEN ${holds(text, signs)} THEN ${escaped} ELSE ${text} END`;
}

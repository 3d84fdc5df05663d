import type { Cell, Column, Kind, Row, SqlDialect } from '../column.js';
import type { FormatOptions, TextFormat, Writer } from './format.js';
import { uniqueNames } from './unique-names.js';

/** INSERT statements, up to 500 rows each. */
export const sqlInsert: TextFormat = {
  name: 'sql-insert',
  extensions: ['sql'],
  many: true,
  binary: false,
  forEyes: false,
  help: 'INSERT statements, to run elsewhere',
  writer,
};

const ROWS_A_STATEMENT = 500;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

function writer({ tableName = 'result', dialect: otherwise = 'duckdb' }: FormatOptions): Writer {
  let dialect = otherwise;
  let known: readonly Column[] = [];
  let opening = '';
  const tuple = (row: Row) => `(${row.map((cell, index) => literal(known[index]!, cell, dialect)).join(', ')})`;
  return {
    start(columns) {
      known = columns;
      dialect = columns[0]?.dialect ?? otherwise;
      const given = columns.map(({ name }, index) => name || `column_${index + 1}`);
      const names = uniqueNames(given, dialect !== 'snowflake').map((name) => identifier(name, dialect));
      opening = `INSERT INTO ${tableName} (${names.join(', ')}) VALUES\n`;
      return '';
    },
    rows(batch) {
      let text = '';
      for (let from = 0; from < batch.length; from += ROWS_A_STATEMENT) {
        text += `${opening}  ${batch.slice(from, from + ROWS_A_STATEMENT).map(tuple).join(',\n  ')};\n`; // prettier-ignore
      }
      return text;
    },
    end: () => '',
  };
}

/** A cell as a literal of the dialect. */
export function literal(column: Column, cell: Cell, dialect: SqlDialect): string {
  if (cell === null) return 'NULL';
  if (NUMBERS.has(column.kind) && NUMBER.test(cell)) return cell;
  if (column.kind === 'boolean' && (cell === 'true' || cell === 'false')) return cell;
  if (dialect !== 'duckdb' && column.kind === 'binary' && HEX.test(cell)) return `X'${cell}'`;
  const text = quoted(cell, dialect);
  return dialect === 'databricks' ? typed(column.kind, text) : text;
}

const HEX = /^(?:[0-9A-F]{2})*$/i;
/** Databricks takes no text for a column of these (ANSI store assignment); the others cast it. */
const TYPED: Readonly<Partial<Record<Kind, string>>> = {
  date: 'DATE',
  timestamp: 'TIMESTAMP_NTZ',
  timestamptz: 'TIMESTAMP',
};

function typed(kind: Kind, text: string): string {
  // Of a float only what is no number comes here.
  if (kind === 'float') return `CAST(${text} AS DOUBLE)`;
  const type = TYPED[kind];
  return type === undefined ? text : `${type} ${text}`;
}

// Snowflake and Databricks read backslashes as escapes; Databricks takes '' for two texts side by side.
function quoted(text: string, dialect: SqlDialect): string {
  if (dialect === 'duckdb') return `'${text.replaceAll("'", "''")}'`;
  const escaped = text.replaceAll('\\', '\\\\');
  return dialect === 'databricks' ? `'${escaped.replaceAll("'", "\\'")}'` : `'${escaped.replaceAll("'", "''")}'`;
}

function identifier(name: string, dialect: SqlDialect): string {
  return dialect === 'databricks' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}

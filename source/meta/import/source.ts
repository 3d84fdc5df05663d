import { access, constants, stat } from 'node:fs/promises';
import type { Connection } from '../../backends/base.js';
import { getBackend } from '../../backends/index.js';
import { sqlName, sqlText } from '../../results/embedded.js';
import type { Row } from '../../results/column.js';
import { CancelledError, ConfigError, messageOf, ValueError } from '../../support/errors.js';
import { columnNames, mustHaveNames } from './column-names.js';
import { csvHead, LONG_LINES } from './csv-head.js';
import { inferTypes, type TextColumn } from './infer.js';
import { jsonToCsv } from './json-file.js';
import { mixedTable, tsvSource } from './tsv.js';
import { mustBeWhole } from './whole-file.js';
import { TEXT, typeOfColumn, type ImportType } from './types.js';

/** A column of a file, and its value as SQL of the embedded DuckDB: text, or typed where `isTyped`. */
export interface FileColumn {
  readonly name: string;
  readonly type: ImportType;
}

/** A file that DuckDB reads: what is in it, and where it is read from. */
export interface ImportSource {
  readonly columns: readonly FileColumn[];
  readonly rows: number;
  /** `read_csv(…)`, `read_parquet(…)`: all columns text, but for parquet. */
  readonly from: string;
  readonly isTyped: boolean;
  /** An embedded DuckDB of our own. */
  readonly connection: Connection;
  close(): Promise<void>;
}

export interface SourceOptions {
  /** Whether the first line of a csv file has the names. */
  readonly header: boolean;
  /** Ends the looking. */
  readonly signal?: AbortSignal | undefined;
}

/** The ending of a file that can be imported. */
export const FILE_KINDS = /\.(csv|txt|tsv|tab|json|jsonl|ndjson|parquet|pq)(\.(?:gz|zst))?$/i;

const LEAST_MEMORY_MB = 256;
/** DuckDB reads 2,048 texts of each column at a time, several times over: 1,000 columns took more than 244 MB. */
const COLUMN_MEMORY_MB = 1;

/**
 * Looks through a file: its columns, their types, the number of its rows.
 * @throws ConfigError when it can't be read, ValueError when its ending is none of these, CancelledError
 */
export async function openSource(path: string, options: SourceOptions): Promise<ImportSource> {
  const kind = FILE_KINDS.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined) {
    throw new ValueError(`The name "${path}" doesn't tell what is in the file.`, {
      hint: 'It ends in .csv, .tsv, .txt, .json, .jsonl or .parquet; .gz and .zst may follow.',
    });
  }
  await mustBeReadable(path);
  await mustBeWhole(path, options.signal);
  const connection = await getBackend('duckdb').connect({ path: ':memory:' });
  const { header, signal } = options;
  const file: OpenFile = { connection, path, ask: (sql) => rowsOf(connection, sql, signal) };
  try {
    await file.ask(`SET memory_limit = '${LEAST_MEMORY_MB}MB'`);
    if (kind === 'parquet' || kind === 'pq') return await parquetSource(file);
    if (kind.includes('json')) {
      const copy = await jsonToCsv(connection, path, signal);
      const names = copy.columns.map(({ name }) => name);
      const from = csvReader(copy.path, columnNames(names), ',', true);
      return await textSource(file, { from, hints: copy.columns }, () => copy.remove());
    }
    const tsv = kind === 'tsv' || kind === 'tab' ? await tsvSource(file.ask, path, header) : null;
    if (!tsv) return await textSource(file, await csvSource(file, header));
    const source = await textSource(file, { from: tsv.blankless });
    return { ...source, from: mixedTable(tsv, (index) => source.columns[index]!.type.kind === 'text') };
  } catch (error) {
    await connection.close();
    if (error instanceof CancelledError) throw new CancelledError('Nothing was imported.', { confirmed: true });
    throw new ConfigError(`${path} can't be imported: ${briefly(messageOf(error))}`, { cause: error });
  }
}

interface OpenFile {
  readonly connection: Connection;
  readonly path: string;
  readonly ask: (sql: string) => Promise<Row[]>;
}

interface TextSource {
  readonly from: string;
  readonly hints?: readonly TextColumn[];
}

async function textSource(
  { connection, ask }: OpenFile,
  { from, hints }: TextSource,
  cleanUp: () => Promise<void> = () => Promise.resolve(),
): Promise<ImportSource> {
  try {
    const described = await ask(`DESCRIBE SELECT * FROM ${from}`);
    const columns = described.map(([name], index): TextColumn => ({
      name: name!,
      hint: hints?.[index]?.hint ?? 'any',
    }));
    await ask(`SET memory_limit = '${LEAST_MEMORY_MB + columns.length * COLUMN_MEMORY_MB}MB'`);
    const { types, rows } = await inferTypes(ask, from, columns);
    return {
      columns: columns.map(({ name }, index) => ({ name, type: types[index]! })),
      rows,
      from,
      isTyped: false,
      connection,
      close: () => connection.close().then(cleanUp),
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function parquetSource({ connection, path, ask }: OpenFile): Promise<ImportSource> {
  const from = `read_parquet(${sqlText(path)})`;
  const [wide] = await ask(`SELECT name, precision FROM parquet_schema(${sqlText(path)}) WHERE precision > 38 LIMIT 1`);
  if (wide) throw new ValueError(`Its column ${wide[0]} has ${wide[1]} digits, and DuckDB reads 38 without rounding.`);
  const empty = await connection.execute(`SELECT * FROM ${from} LIMIT 0`);
  await empty.close();
  const found = empty.columns.map((column) => ({ name: column.name, type: typeOfColumn(column) }));
  const [[rows = null, ...odd] = []] = await ask(
    `SELECT ${['count(*)', ...found.map(oddDates)].join(', ')} FROM ${from}`,
  );
  // Types of the table that a cloud engine gets; DuckDB keeps those of the file.
  const columns = found.map(({ name, type }, index) => ({ name, type: odd[index] === '0' ? type : TEXT }));
  return { columns, rows: Number(rows), from, isTyped: true, connection, close: () => connection.close() };
}

/** How many values of a column are dates that only DuckDB has: infinite ones, and years that are not of four digits. */
function oddDates({ name, type }: FileColumn): string {
  if (!/^(?:date|timestamp)/.test(type.kind)) return '0';
  const value = sqlName(name);
  const time = `TRY_CAST(${value} AS TIMESTAMP)`;
  const isOdd = `${time} IS NULL OR NOT isfinite(${time}) OR year(${time}) NOT BETWEEN 1 AND 9999`;
  return `count(*) FILTER (${value} IS NOT NULL AND (${isOdd}))`;
}

async function csvSource({ path, ask }: OpenFile, header: boolean): Promise<TextSource> {
  // The first line as it stands, out of what is packed, too: nothing in it is a separator or a quote.
  const [row] = await ask(
    `SELECT line FROM read_csv(${sqlText(path)}, auto_detect = false, delim = '\u0001', quote = '', escape = '', ` +
      `header = false, ${LONG_LINES}, columns = {'line': 'VARCHAR'}) LIMIT 1`,
  );
  const [first = null] = row ?? [];
  mustHaveNames(row === undefined ? undefined : (first ?? ''), header);
  const { separator, fields } = csvHead(first ?? '');
  const names = columnNames(header ? fields : fields.map(() => ''));
  return { from: csvReader(path, names, separator, header) };
}

/** Nothing is guessed: what DuckDB takes for comments, other quotes or types would change what is in the file. */
function csvReader(path: string, names: readonly string[], separator: string, header: boolean): string {
  const columns = names.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  // NULL is nothing, "" is the empty text: as our own csv has it.
  return (
    `read_csv(${sqlText(path)}, auto_detect = false, delim = ${sqlText(separator)}, quote = '"', escape = '"', ` +
    `header = ${header}, nullstr = '', allow_quoted_nulls = false, ${LONG_LINES}, columns = {${columns}})`
  );
}

async function mustBeReadable(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) throw new ConfigError(`${path} is a folder.`, { hint: 'Name a file in it.' });
    await access(path, constants.R_OK);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigError(isMissing ? `There is no file "${path}".` : `You may not read ${path}.`, {
      hint: `The current folder is ${process.cwd()}.`,
      cause: error,
    });
  }
}

/** The rows of a small answer. @throws CancelledError */
export async function rowsOf(connection: Connection, sql: string, signal?: AbortSignal): Promise<Row[]> {
  const statement = await connection.execute(sql, signal ? { signal } : {});
  const rows: Row[] = [];
  for await (const batch of statement.batches()) rows.push(...batch);
  return rows;
}

/** The columns of a source as text, in SQL of the embedded DuckDB; binary as hexadecimal digits. */
export function asText(columns: readonly FileColumn[]): string {
  return columns.map(({ name, type }) => (type.kind === 'binary' ? `hex(${sqlName(name)})` : sqlName(name))).join(', ');
}

const MOST_QUOTED = 200;

// DuckDB ends its sentences on csv with a page of what else might be tried, and quotes the whole of a line.
function briefly(message: string): string {
  if (message.includes('CSV Parser state machine')) {
    return 'Its lines end in different ways (\\r\\n here, \\n there), or its quotes are not those of csv.';
  }
  const short = message.replace(new RegExp(`^(.{${MOST_QUOTED}}).+$`, 'gm'), '$1…');
  return short.split(/\n\s*(?:Possible|Search|The search|\n)/)[0]!.trim();
}

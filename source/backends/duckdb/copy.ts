import { open, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as DuckDB from '@duckdb/node-api';
import type { Batch, Column } from '../../results/column.js';
import { packed } from '../../results/compressor.js';
import { sqlText } from '../../results/embedded.js';
import type { EngineFile, LineFormat } from '../../results/engine-file.js';
import { parquetOptions } from '../../results/parquet-copy.js';
import { engineWriteError } from '../../results/write-errors.js';
import { messageOf, type ExportError } from '../../support/errors.js';
import type { CancelOutcome, Statement } from '../base.js';
import { lineSelection, selectionOf } from './copy-selection.js';
import { columnOf } from './values.js';

/** How DuckDB is told to write a query's rows to a file as smallex would. */
export interface Copy {
  readonly sql: string;
  /** Where the query's own text begins in `sql`. */
  readonly queryAt: number;
  readonly columns: readonly Column[];
  /** Makes the file whole, once `rows` are in it. @throws the system's error */
  finish(rows: number): Promise<void>;
}

/** Null where a column's bytes would not be smallex's: then its rows are read and written one by one. */
export function copyOf(
  prepared: DuckDB.DuckDBPreparedStatement,
  query: string,
  file: EngineFile,
  zone: string,
): Copy | null {
  const { types, columns } = shapeOf(prepared, zone);
  // The end of a compressed array can't be mended.
  if (columns.length === 0 || (file.format === 'json' && file.compression !== null)) return null;
  const selection = selectionOf(types, columns, file.format, zone);
  if (selection === null) return null;
  const before = `COPY (${selection.before}`;
  const header = file.header(columns);
  const options = optionsOf(file, header, columns.length);
  const sql = `${before}${query}${selection.after}) TO ${sqlText(file.path)} (${options})`;
  return { sql, queryAt: before.length, columns, finish: (rows) => finish(file, header, rows) };
}

/** A query whose rows are the lines of a format, each one text. */
export interface Lines {
  readonly sql: string;
  /** Where the query's own text begins in `sql`. */
  readonly queryAt: number;
  /** Of the query itself. */
  readonly columns: readonly Column[];
}

/** Null where a column's bytes would not be smallex's. */
export function linesOf(
  prepared: DuckDB.DuckDBPreparedStatement,
  query: string,
  format: LineFormat,
  zone: string,
): Lines | null {
  const { types, columns } = shapeOf(prepared, zone);
  const selection = columns.length === 0 ? null : lineSelection(types, columns, format, zone);
  if (selection === null) return null;
  const { before, after } = selection;
  return { sql: before + query + after, queryAt: before.length, columns };
}

function shapeOf(prepared: DuckDB.DuckDBPreparedStatement, zone: string) {
  const indices = Array.from({ length: prepared.columnCount }, (_, index) => index);
  const types = indices.map((index) => prepared.columnType(index));
  return { types, columns: indices.map((index) => columnOf(prepared.columnName(index), types[index]!, zone)) };
}

function optionsOf({ format, compression }: EngineFile, header: string, columns: number): string {
  if (format === 'parquet') return parquetOptions(columns);
  const packed = compression === 'gz' ? 'gzip' : compression === 'zst' ? 'zstd' : 'none';
  // Lines that are made as a whole are not quoted once more.
  const lines = format === 'csv' ? '' : "QUOTE '', ESCAPE '', DELIMITER '', ";
  // A prefix needs a suffix, which stands in the place of the last line end.
  const prefix = format === 'json' ? '[\n' : header;
  const ends = prefix === '' ? '' : `PREFIX ${sqlText(prefix)}, SUFFIX '\n', `;
  return `FORMAT csv, HEADER false, ${lines}${ends}COMPRESSION ${packed}, USE_TMP_FILE false`;
}

const JSON_END = '\n]\n';

async function finish({ path, format, compression }: EngineFile, header: string, rows: number): Promise<void> {
  if (format === 'parquet' || (format !== 'json' && rows > 0)) {
    await stat(path);
    return;
  }
  if (compression !== null) {
    await writeFile(path, await packed(header, compression));
    return;
  }
  const file = await open(path, 'r+');
  try {
    // Without a row the suffix has ended a line that isn't there; objects end with a comma, the last one, too.
    const end = rows === 0 ? (format === 'json' ? '[]\n' : header) : JSON_END;
    const { size } = await file.stat();
    const from = rows === 0 ? 0 : size - ',\n'.length;
    await file.truncate(from);
    await file.write(end, from);
  } finally {
    await file.close();
  }
}

/** Why the file could not be written; null where something else failed, such as a file that the query reads. */
export async function copyWriteError(thrown: unknown, { path, name }: EngineFile): Promise<ExportError | null> {
  const message = messageOf(thrown);
  const file = basename(path);
  // DuckDB's errors are JSON here.
  if (!message.includes(file) && !message.includes(JSON.stringify(file).slice(1, -1))) return null;
  const written = await stat(path).catch(() => null);
  return engineWriteError(name, thrown, written?.size);
}

/** A result that stands in its file already. */
export class WrittenStatement implements Statement {
  readonly queryId = null;
  readonly rowsAffected = null;
  readonly message = null;
  readonly incomplete = false;
  readonly columns: readonly Column[];
  readonly written: number;

  constructor(columns: readonly Column[], rows: number) {
    this.columns = columns;
    this.written = rows;
  }

  /** None: all rows are in the file. */
  async *batches(): AsyncGenerator<Batch> {
    await Promise.resolve();
  }

  cancel(): Promise<CancelOutcome> {
    return Promise.resolve('finished');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

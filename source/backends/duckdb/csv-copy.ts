import { stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as DuckDB from '@duckdb/node-api';
import type { Batch, Column } from '../../results/column.js';
import { sqlText } from '../../results/embedded.js';
import { engineWriteError } from '../../results/write-errors.js';
import { messageOf, type ExportError } from '../../support/errors.js';
import type { CancelOutcome, CsvFile, Statement } from '../base.js';
import { TYPE } from './types.js';
import { columnOf } from './values.js';

/**
 * Types whose values DuckDB's own csv writer writes byte for byte as smallex does: a test holds each of them. Not among
 * them: FLOAT (DuckDB writes more digits than it needs) and nested types (not JSON).
 */
const SAME_BYTES = new Set<number>([
  TYPE.BOOLEAN,
  TYPE.TINYINT,
  TYPE.SMALLINT,
  TYPE.INTEGER,
  TYPE.BIGINT,
  TYPE.UTINYINT,
  TYPE.USMALLINT,
  TYPE.UINTEGER,
  TYPE.UBIGINT,
  TYPE.HUGEINT,
  TYPE.UHUGEINT,
  TYPE.DOUBLE,
  TYPE.DECIMAL,
  TYPE.DATE,
  TYPE.TIME,
  TYPE.TIMESTAMP,
  TYPE.TIMESTAMP_S,
  TYPE.TIMESTAMP_MS,
  TYPE.TIMESTAMP_NS,
  TYPE.VARCHAR,
  TYPE.ENUM,
  TYPE.UUID,
]);

/** The columns of a statement that DuckDB may write itself; null: the general path writes its rows. */
export function columnsToCopy(prepared: DuckDB.DuckDBPreparedStatement, zone: string): readonly Column[] | null {
  const indices = Array.from({ length: prepared.columnCount }, (_, index) => index);
  const isSame = (index: number): boolean => {
    const type = prepared.columnType(index);
    // Without a digit before the point DuckDB leaves the zero out: -.5
    const isFraction = 'width' in type && 'scale' in type && type.width === type.scale;
    return SAME_BYTES.has(type.typeId) && type.alias !== 'JSON' && !isFraction;
  };
  if (indices.length === 0 || !indices.every(isSame)) return null;
  return indices.map((index) => columnOf(prepared.columnName(index), prepared.columnType(index), zone));
}

/** What stands before the statement's own text in `copyText`. */
export const COPY_PREFIX = 'COPY (\n';

/**
 * DuckDB writes the rows of a query to a named file. The header is ours; the file is its own temporary one already, and
 * its name tells no compression.
 */
export function copyText(sql: string, { path, header }: CsvFile, columns: readonly Column[]): string {
  // A suffix stands in the place of the last line end.
  return (
    `${COPY_PREFIX}${sql}\n) TO ${sqlText(path)} (FORMAT csv, HEADER false, PREFIX ${sqlText(header(columns))}, ` +
    `SUFFIX '\n', COMPRESSION none, USE_TMP_FILE false)`
  );
}

/** Without a row the suffix has ended a line that isn't there. */
export async function endCopy({ path, header }: CsvFile, columns: readonly Column[], rows: number): Promise<void> {
  if (rows === 0) await writeFile(path, header(columns));
  else await stat(path);
}

/** Why the file could not be written; null where something else failed, such as a file that the query reads. */
export async function copyWriteError(thrown: unknown, { path, name }: CsvFile): Promise<ExportError | null> {
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

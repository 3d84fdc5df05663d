import type * as DuckDB from '@duckdb/node-api';
import type { Batch } from '../../results/column.js';
import { TYPE } from './types.js';

type Writer = (value: DuckDB.DuckDBValue) => string;

// A chunk has 2,048 rows, of whatever size: as text, 2,048 values of 100 kB are 200 MB, and were three times that by the
// time they stood in a file.
const BLOCK_ROWS = 64;
const BATCH_CHARACTERS = 1_000_000;

/** Types whose texts may be long, and are read in parts: the driver keeps every text of a vector that was read once. */
const LONG = new Set<number>([TYPE.VARCHAR, TYPE.BLOB]);
/** As long, but read whole. */
const NESTED = new Set<number>([TYPE.LIST, TYPE.STRUCT, TYPE.MAP, TYPE.ARRAY, TYPE.UNION, TYPE.VARIANT, TYPE.BIT, TYPE.BIGNUM]); // prettier-ignore

interface ColumnReader {
  readonly vector: DuckDB.DuckDBVector;
  readonly write: Writer;
  readonly isLong: boolean;
  readonly isMeasured: boolean;
}

/** The rows of a chunk in one batch, or in more where their texts are long. */
export function* batchesOf(chunk: DuckDB.DuckDBDataChunk, writers: readonly Writer[]): Generator<Batch> {
  const columns = writers.map((write, index): ColumnReader => {
    const vector = chunk.getColumnVector(index);
    const { typeId } = vector.type;
    const isLong = LONG.has(typeId);
    return { vector, write, isLong, isMeasured: isLong || NESTED.has(typeId) };
  });
  let batch: (string | null)[][] = [];
  let characters = 0;
  const { rowCount } = chunk;
  for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, rowCount - from);
    characters += readBlock(columns, from, rows, batch);
    if (characters < BATCH_CHARACTERS) continue;
    yield batch;
    [batch, characters] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** Adds rows to the batch, column by column: a cell is then read by code that knows its type. Returns their characters. */
function readBlock(columns: readonly ColumnReader[], from: number, rows: number, batch: (string | null)[][]): number {
  const first = batch.length;
  for (let row = 0; row < rows; row++) batch.push(new Array<string | null>(columns.length));
  let characters = 0;
  columns.forEach(({ vector, write, isLong, isMeasured }, column) => {
    const part = isLong ? vector.slice(from, rows) : vector;
    const start = isLong ? 0 : from;
    for (let row = 0; row < rows; row++) {
      const value = part.getItem(start + row);
      const cell = value === null ? null : write(value);
      batch[first + row]![column] = cell;
      if (isMeasured && cell !== null) characters += cell.length;
    }
  });
  return characters;
}

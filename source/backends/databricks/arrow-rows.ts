import { createRequire } from 'node:module';
import type { Batch, Row } from '../../results/column.js';
import { cellReader } from './arrow-values.js';
import type { ArrowBatch, ArrowField, ArrowModule } from './arrow-types.js';
import type { DriverOperation } from './driver.js';

/*
 * The seam below the driver's ArrowResultConverter, which makes objects of rows: it merges columns of one name, rounds
 * timestamps to Dates and nested numbers to doubles. Its source gives Arrow's own bytes, decompressed, from direct
 * results and from cloud fetch alike. Inner parts of @databricks/sql 2.1.0: used only when exactly that is installed.
 */
interface BatchSource {
  hasMore(): Promise<boolean>;
  fetchNext(options: {
    limit: number;
  }): Promise<{ readonly batches: readonly Uint8Array[]; readonly rowCount: number }>;
}

interface InnerOperation {
  getMetadata(): Promise<{ readonly arrowSchema?: Uint8Array | null }>;
  getResultHandler(): Promise<{
    readonly source?: { readonly source?: BatchSource; readonly convertArrowTypes?: unknown };
  }>;
}

export interface ArrowSource {
  readonly batches: BatchSource;
  /** Undefined on servers that send no Arrow schema; the driver then makes one of Thrift's. */
  readonly fields: readonly ArrowField[] | undefined;
}

// Rows asked for in one FetchResults: as many as are about 32 MB by what came before, but no more than 20,000. Servers
// have limits of their own, Spark's none: 20,000 rows of 100 kB would be 2 GB.
const FIRST_ROWS = 1_000;
const FETCH_ROWS = 20_000;
const FETCH_BYTES = 32_000_000;
// Rows turned into text before the event loop gets its turn.
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 1_000_000;

let loaded: ArrowModule | undefined;

/** apache-arrow as the driver itself has it. */
function arrowModule(): ArrowModule {
  const require = createRequire(import.meta.url);
  loaded ??= createRequire(require.resolve('@databricks/sql'))('apache-arrow') as ArrowModule;
  return loaded;
}

/** Where the Arrow bytes of an operation come from; undefined when its result has another format. */
export async function arrowSourceOf(operation: DriverOperation): Promise<ArrowSource | undefined> {
  const inner = operation as unknown as InnerOperation;
  const converter = (await inner.getResultHandler()).source;
  if (typeof converter?.convertArrowTypes !== 'function' || !converter.source) return undefined;
  const { arrowSchema } = await inner.getMetadata();
  const fields = arrowSchema ? arrowModule().RecordBatchReader.from([arrowSchema]).open().schema.fields : undefined;
  return { batches: converter.source, fields };
}

/** The rows of a source, cell by cell in the order of the columns. */
export async function* readArrowRows({ batches: source }: ArrowSource): AsyncGenerator<Batch> {
  let limit = FIRST_ROWS;
  while (await source.hasMore()) {
    const { batches, rowCount } = await source.fetchNext({ limit });
    if (batches.length === 0 || rowCount === 0) continue;
    const bytes = batches.reduce((total, { byteLength }) => total + byteLength, 0);
    limit = Math.max(1, Math.min(FETCH_ROWS, Math.floor((FETCH_BYTES * rowCount) / Math.max(1, bytes))));
    // The last file of a cloud fetch may hold more rows than belong to the result.
    let left = rowCount;
    for (const batch of arrowModule().RecordBatchReader.from(batches)) {
      const rows = Math.min(batch.numRows, left);
      yield* rowsOf(batch, rows);
      left -= rows;
    }
  }
}

function* rowsOf(batch: ArrowBatch, rows: number): Generator<Batch> {
  // Not by `batch.schema`: apache-arrow gives all its columns of one name the type of the last.
  const readers = batch.data.children.map((data) => cellReader(data.type));
  let part: Row[] = [];
  let characters = 0;
  for (let index = 0; index < rows; index++) {
    const row = readers.map((read, column) => read(batch.data.children[column]!, index));
    part.push(row);
    for (const cell of row) characters += cell?.length ?? 0;
    if (part.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield part;
    [part, characters] = [[], 0];
  }
  if (part.length > 0) yield part;
}

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

// Rows asked for in one FetchResults, and turned into text before the event loop gets its turn.
const FETCH_ROWS = 20_000;
const BATCH_ROWS = 1_000;

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
  while (await source.hasMore()) {
    const { batches, rowCount } = await source.fetchNext({ limit: FETCH_ROWS });
    if (batches.length === 0 || rowCount === 0) continue;
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
  for (let start = 0; start < rows; start += BATCH_ROWS) {
    const part: Row[] = [];
    for (let index = start; index < Math.min(start + BATCH_ROWS, rows); index++) {
      part.push(readers.map((read, column) => read(batch.data.children[column]!, index)));
    }
    yield part;
  }
}

import { randomUUID } from 'node:crypto';
import { arrow, batchBytes, schemaBytes } from './arrow.js';
import type { ArrowSchema } from './arrow.js';
import { columnData, fieldOf } from './databricks-arrow.js';
import type { NativeTypes } from './databricks-arrow.js';
import { columnDesc, parseType } from './databricks-types.js';
import type { SqlType } from './databricks-types.js';
import { rowCount, sliceRows } from './script.js';
import type { Rows } from './script.js';
import { fill, int64, types } from './thrift.js';
import type { GeneratedTypes } from './thrift.js';

interface DatabricksColumn {
  readonly name: string;
  /** As SQL writes it: `bigint`, `decimal(10,2)`, `timestamp_ntz`, `array<int>`, `struct<a: int, b: string>`, `variant`, `void`. */
  readonly type: string;
}

/** As Databricks words it: `[ERROR_CLASS] text SQLSTATE: 42601 (line 1, pos 0)`; `line` counts from 1, `pos` from 0. */
export interface DatabricksError {
  /** The error class in the brackets. */
  readonly code: string;
  readonly message: string;
  readonly sqlState?: string;
  readonly line?: number;
  readonly pos?: number;
}

/** What a statement ends in. Give `columns` and `rows`, or `affected`, or `error`, or nothing for DDL. */
export interface DatabricksReply {
  readonly columns?: readonly DatabricksColumn[];
  readonly rows?: Rows;
  readonly affected?: number;
  readonly verb?: 'inserted' | 'updated' | 'deleted';
  readonly error?: DatabricksError;
  /** How long it runs; Infinity: until it is cancelled. */
  readonly delayMs?: number;
  /** The session's zone, which TIMESTAMP columns name; values stay in UTC. */
  readonly zone?: string;
  /** In how many fetches the rows are sent; as few as the driver allows unless told. */
  readonly chunks?: number;
  /** What is told while it runs, one after the other. */
  readonly states?: readonly ('PENDING' | 'RUNNING')[];
  /** The one row tells the driver which file to move where: `operation`, `presignedUrl`, `headers`, `localFile`. */
  readonly staging?: boolean;
}

const { TOperationState, TStatusCode } = types;
export const OK = fill(types.TStatus, { statusCode: TStatusCode.SUCCESS_STATUS });

/** One statement that the double was asked to run. */
export class Operation {
  readonly sql: string;
  readonly handle: GeneratedTypes.TOperationHandle;
  readonly ended: Promise<void>;
  readonly #reply: DatabricksReply;
  readonly #native: NativeTypes;
  readonly #columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly #rows: Rows;
  readonly #schema: ArrowSchema;
  readonly #states: string[];
  #sent = 0;
  #state: GeneratedTypes.TOperationState = TOperationState.RUNNING_STATE;
  #end: () => void = () => undefined;

  constructor(sql: string, reply: DatabricksReply, native: NativeTypes) {
    this.sql = sql;
    this.#reply = reply;
    this.#native = { ...native, ...(reply.zone !== undefined && { zone: reply.zone }) };
    const { columns, rows } = shapeOf(reply);
    this.#columns = columns.map(({ name, type }) => ({ name, type: parseType(type) }));
    this.#rows = rows;
    this.#schema = new arrow.Schema(this.#columns.map(({ name, type }) => fieldOf(name, type, this.#native)));
    this.#states = [...(reply.states ?? ['RUNNING'])];
    this.handle = fill(types.TOperationHandle, {
      operationId: newHandle(),
      operationType: types.TOperationType.EXECUTE_STATEMENT,
      hasResultSet: true, // Databricks sets it for DDL too
    });
    this.ended = this.#run(reply.delayMs ?? 0);
  }

  async #run(delayMs: number): Promise<void> {
    if (delayMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(delayMs) ? setTimeout(resolve, delayMs) : undefined;
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (!this.isRunning) return;
    this.#state = this.#reply.error ? TOperationState.ERROR_STATE : TOperationState.FINISHED_STATE;
  }

  get isRunning(): boolean {
    return this.#state === TOperationState.RUNNING_STATE;
  }

  get isCanceled(): boolean {
    return this.#state === TOperationState.CANCELED_STATE;
  }

  cancel(): void {
    if (this.isRunning) this.#state = TOperationState.CANCELED_STATE;
    this.#end();
  }

  status(): GeneratedTypes.TGetOperationStatusResp {
    const state = this.isRunning ? this.#nextState() : this.#state;
    const response = fill(types.TGetOperationStatusResp, { status: OK, operationState: state });
    const { error } = this.#reply;
    if (state !== TOperationState.ERROR_STATE || !error) return response;
    const displayMessage = errorText(error);
    const errorMessage = `org.apache.hive.service.cli.HiveSQLException: Error running query: ${displayMessage}\n\tat Double.run(Double.java:1)`;
    return Object.assign(response, { sqlState: error.sqlState ?? '42000', errorCode: 0, errorMessage, displayMessage });
  }

  metadata(): GeneratedTypes.TGetResultSetMetadataResp {
    const columns = this.#columns.map(({ name, type }, index) => columnDesc(name, type, index + 1));
    return fill(types.TGetResultSetMetadataResp, {
      status: OK,
      schema: fill(types.TTableSchema, { columns }),
      resultFormat: types.TSparkRowSetType.ARROW_BASED_SET,
      arrowSchema: schemaBytes(this.#schema),
      lz4Compressed: false,
      isStagingOperation: this.#reply.staging === true,
    });
  }

  fetch(maxRows: number): GeneratedTypes.TFetchResultsResp {
    const total = rowCount(this.#rows);
    const { chunks } = this.#reply;
    const wanted = chunks === undefined ? maxRows : Math.ceil(total / chunks);
    const rows = sliceRows(this.#rows, this.#sent, Math.min(wanted, maxRows));
    const startRowOffset = int64(this.#sent);
    this.#sent += rows.length;
    const arrowBatches = rows.length === 0 ? [] : [this.#batch(rows)];
    const results = fill(types.TRowSet, { startRowOffset, rows: [], arrowBatches });
    return fill(types.TFetchResultsResp, { status: OK, hasMoreRows: this.#sent < total, results });
  }

  #batch(rows: readonly (readonly unknown[])[]): GeneratedTypes.TSparkArrowBatch {
    const data = this.#columns.map(({ type }, index) =>
      columnData(
        type,
        rows.map((row) => row[index]),
        this.#native,
      ),
    );
    return fill(types.TSparkArrowBatch, {
      batch: batchBytes(this.#schema, data, rows.length),
      rowCount: int64(rows.length),
    });
  }

  #nextState(): GeneratedTypes.TOperationState {
    const state = this.#states.length > 1 ? this.#states.shift() : this.#states[0];
    return state === 'PENDING' ? TOperationState.PENDING_STATE : TOperationState.RUNNING_STATE;
  }
}

/** The driver refuses what is no valid UUID. */
function uuidBytes(): Buffer {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
}

export function newHandle(): GeneratedTypes.THandleIdentifier {
  return fill(types.THandleIdentifier, { guid: uuidBytes(), secret: uuidBytes() });
}

export function errorText({ code, message, sqlState, line, pos }: DatabricksError): string {
  const state = sqlState === undefined ? '' : ` SQLSTATE: ${sqlState}`;
  const place = line === undefined ? '' : ` (line ${line}, pos ${pos ?? 0})`;
  return `[${code}] ${message}${state}${place}`;
}

function shapeOf(reply: DatabricksReply): { columns: readonly DatabricksColumn[]; rows: Rows } {
  const { affected, verb = 'inserted' } = reply;
  if (affected === undefined) return { columns: reply.columns ?? [], rows: reply.rows ?? [] };
  const names = verb === 'inserted' ? ['num_affected_rows', 'num_inserted_rows'] : ['num_affected_rows'];
  return { columns: names.map((name) => ({ name, type: 'bigint' })), rows: [names.map(() => affected)] };
}

import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from './http.js';
import type { Rows } from './script.js';
import { rowCount, sliceRows } from './script.js';
import type { SnowflakeSession } from './snowflake-session.js';
import { wireColumn, wireValue } from './snowflake-values.js';
import type { SnowflakeColumn } from './snowflake-values.js';
import { CANCELED, failure, inProgress, named, success } from './snowflake-wire.js';
import type { SnowflakeError } from './snowflake-wire.js';

/** What a statement ends in. Give `columns` and `rows`, or `affected`, or `status`, or `error`. */
export interface SnowflakeReply {
  readonly columns?: readonly SnowflakeColumn[];
  readonly rows?: Rows;
  /** Rows changed by an INSERT, or by what `verb` says. */
  readonly affected?: number;
  readonly verb?: 'inserted' | 'updated' | 'deleted';
  /** The one line that DDL, USE and SET answer: `Table T successfully created.` */
  readonly status?: string;
  readonly error?: SnowflakeError;
  /** How long it runs; Infinity: until it is cancelled. */
  readonly delayMs?: number;
  /** Into how many chunks the rows are cut, besides those in the first answer. */
  readonly chunks?: number;
  /** What /monitoring says while it runs, one after the other: RESUMING_WAREHOUSE, QUEUED, RUNNING. */
  readonly phases?: readonly string[];
  readonly statementTypeId?: number;
  /** What PUT and GET are answered with: `command`, `src_locations`, `stageInfo`, … */
  readonly transfer?: object;
}

export const TYPE_IDS = {
  select: 0x1000,
  inserted: 0x3100,
  updated: 0x3200,
  deleted: 0x3300,
  session: 0x4000,
  definition: 0x6000,
} as const;

/** One statement that the double was asked to run. */
export class RunningStatement {
  readonly id = randomUUID();
  readonly sql: string;
  readonly session: SnowflakeSession;
  readonly requestId: string | null;
  readonly ended: Promise<void>;
  #reply: SnowflakeReply;
  #done = false;
  #phases: string[];
  #end: () => void = () => undefined;

  constructor(sql: string, session: SnowflakeSession, requestId: string | null, reply: SnowflakeReply) {
    this.sql = sql;
    this.session = session;
    this.requestId = requestId;
    this.#reply = reply;
    this.#phases = [...(reply.phases ?? [])];
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
    this.#done = true;
  }

  get isRunning(): boolean {
    return !this.#done;
  }

  get status(): string {
    if (this.isRunning) return (this.#phases.length > 1 ? this.#phases.shift() : this.#phases[0]) ?? 'RUNNING';
    if (!this.#reply.error) return 'SUCCESS';
    return this.#reply.error === CANCELED ? 'ABORTED' : 'FAILED_WITH_ERROR';
  }

  get error(): SnowflakeError | undefined {
    return this.#reply.error;
  }

  cancel(): void {
    this.#reply = { error: CANCELED };
    this.#end();
  }

  /** Ends a statement that nobody waits for any more, so that the double can stop. */
  abandon(): void {
    this.#end();
  }

  /** The result, or after `syncMs` that it is still in progress, like Snowflake after 45 s. */
  async answer(syncMs: number, url: string): Promise<HttpAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, syncMs, 'late')));
    const first = await Promise.race([this.ended, late]);
    clearTimeout(timer);
    if (first === 'late') return inProgress(this.id, '333333');
    return this.#reply.error ? failure(this.#reply.error, this.id) : success(this.#result(url));
  }

  describe(): HttpAnswer {
    const { columns } = shapeOf(this.#reply);
    return this.#reply.error
      ? failure(this.#reply.error, this.id)
      : success({ ...this.#common(0), rowtype: columns.map(wireColumn), rowset: [] });
  }

  /** Rows without the outer brackets, as they lie in cloud storage. */
  chunk(index: number): Buffer {
    const { columns, rows } = shapeOf(this.#reply);
    const { inline, size } = this.#cuts(rows);
    const text = JSON.stringify(wireRows(columns, sliceRows(rows, inline + index * size, size)));
    return Buffer.from(text.slice(1, -1));
  }

  #cuts(rows: Rows): { inline: number; size: number; chunks: number } {
    const total = rowCount(rows);
    const wanted = this.#reply.chunks ?? 0;
    if (wanted === 0) return { inline: total, size: 0, chunks: 0 };
    const size = Math.ceil(total / (wanted + 1));
    return { inline: size, size, chunks: Math.ceil((total - size) / size) };
  }

  #result(url: string): object {
    if (this.#reply.transfer) return { ...this.#common(0), ...this.#reply.transfer };
    const { columns, rows } = shapeOf(this.#reply);
    const { inline, size, chunks } = this.#cuts(rows);
    const total = rowCount(rows);
    const rowset = wireRows(columns, sliceRows(rows, 0, inline));
    const result = { ...this.#common(total), rowtype: columns.map(wireColumn), rowset };
    if (chunks === 0) return result;
    const infos = Array.from({ length: chunks }, (_, index) => {
      const count = Math.min(size, total - inline - index * size);
      return {
        url: `${url}/chunks/${this.id}/${index}`,
        rowCount: count,
        uncompressedSize: count * 50,
        compressedSize: count * 10,
      };
    });
    return { ...result, qrmk: CHUNK_KEY, chunks: infos };
  }

  #common(total: number): object {
    const { context, parameters } = this.session;
    return {
      parameters: named(parameters),
      total,
      returned: total,
      queryId: this.id,
      databaseProvider: null,
      numberOfBinds: 0,
      arrayBindSupported: false,
      finalDatabaseName: context.database,
      finalSchemaName: context.schema,
      finalWarehouseName: context.warehouse,
      finalRoleName: context.role,
      statementTypeId: shapeOf(this.#reply).typeId,
      version: 1,
      sqlState: null,
      queryResultFormat: 'json',
    };
  }
}

/** What the driver must show to be given a chunk. */
export const CHUNK_KEY = 'chunk-key-1';

function shapeOf(reply: SnowflakeReply): { columns: readonly SnowflakeColumn[]; rows: Rows; typeId: number } {
  const { affected, verb = 'inserted', status } = reply;
  if (affected !== undefined) {
    const columns = [{ name: `number of rows ${verb}`, type: 'fixed' }];
    return { columns, rows: [[affected]], typeId: reply.statementTypeId ?? TYPE_IDS[verb] };
  }
  if (status !== undefined) {
    const columns = [{ name: 'status', type: 'text' }];
    return { columns, rows: [[status]], typeId: reply.statementTypeId ?? TYPE_IDS.definition };
  }
  return { columns: reply.columns ?? [], rows: reply.rows ?? [], typeId: reply.statementTypeId ?? TYPE_IDS.select };
}

function wireRows(columns: readonly SnowflakeColumn[], rows: readonly (readonly unknown[])[]): (string | null)[][] {
  return rows.map((row) => row.map((value, index) => wireValue(columns[index]?.type ?? 'text', value)));
}

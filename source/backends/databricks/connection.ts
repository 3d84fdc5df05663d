import type { Batch, Column, Row } from '../../results/column.js';
import { CancelledError, type SmallexError } from '../../support/errors.js';
import { RenewedAbort } from '../../support/renewed-abort.js';
import { untilAborted } from '../../support/until-aborted.js';
import type { BackendEvent, Catalog, Connection, ConnectionContext, ExecuteOptions, Statement } from '../base.js';
import { arrowSourceOf, readArrowRows } from './arrow-rows.js';
import { DatabricksCatalog } from './catalog.js';
import { columnsOf } from './columns.js';
import { contextChange, LEADING_COMMENTS } from './context.js';
import { MOVE_COLUMNS, movedRow } from './file-moves.js';
import type { Driver, DriverClient, DriverOperation, DriverSession } from './driver.js';
import { lostError, toSmallexError } from './errors.js';
import { CALL_LIMIT_MS, cancelOperation, release, waitUntilFinished, within } from './operation.js';
import { checkParameters } from './parameters.js';
import { inexactColumns, readPublicRows } from './public-rows.js';
import type { WorkspaceRest } from './rest.js';
import { startOperation } from './start-operation.js';
import { DatabricksStatement, type StatementParts } from './statement.js';

export interface ConnectionParts {
  readonly driver: Driver;
  readonly client: DriverClient;
  readonly session: DriverSession;
  readonly rest: WorkspaceRest;
  /** The page of a statement in the workspace; undefined on clusters, which keep no history. */
  readonly profileUrl: ((queryId: string) => string) | undefined;
  readonly useCloudFetch: boolean;
  readonly ping: () => Promise<void>;
}

const CLOSE_LIMIT_MS = 3_000;

const READS = /^(?:\(|(?:SELECT|WITH|FROM|TABLE|VALUES|SHOW|DESC|DESCRIBE|EXPLAIN)\b)/i;
const NO_CONTEXT: ConnectionContext = {
  user: null,
  role: null,
  warehouse: null,
  catalog: null,
  schema: null,
  account: '',
};
const CONTEXT_SQL =
  '/* smallex */ SELECT current_user(), current_catalog(), current_schema(), current_timezone(), version()';

/** A session on a warehouse or cluster. */
export class DatabricksConnection implements Connection {
  readonly engine = 'databricks';
  readonly catalog: Catalog;
  readonly #parts: ConnectionParts;
  #open: DatabricksStatement | undefined;
  #context: ConnectionContext;
  #contextIsOld = false;
  #lost: SmallexError | undefined;
  #saidInexact = false;
  #releasing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  readonly #listings = new RenewedAbort();
  /** Statements that the server has not answered. */
  readonly #working = new Set<{ readonly isLeft: () => boolean }>();

  constructor(parts: ConnectionParts, context: Partial<ConnectionContext>) {
    this.#parts = parts;
    const listings = this.#listings;
    this.#context = { ...NO_CONTEXT, account: parts.rest.workspace.host, ...context };
    this.catalog = new DatabricksCatalog(parts.rest, {
      rows: (sql) => this.rows(sql, this.#listings.signal),
      context: () => this.freshContext(this.#listings.signal),
      get signal() {
        return listings.signal;
      },
    });
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    if (this.#lost) throw this.#lost;
    if (options.parameters) checkParameters(sql, options.parameters);
    const isLeft = options.detached ?? (() => false);
    if (!isLeft()) {
      await this.#open?.close();
      this.#open = undefined;
    }
    const working = { isLeft };
    this.#working.add(working);
    try {
      const statement = await this.#run(sql, options);
      this.#noteChange(sql);
      if (!isLeft()) this.#open = statement;
      return statement;
    } finally {
      this.#working.delete(working);
    }
  }

  stopListing(): void {
    this.#listings.abort();
  }

  context(): ConnectionContext {
    return this.#context;
  }

  /** The context, asked for again when a statement may have changed it unseen. */
  async freshContext(signal?: AbortSignal): Promise<ConnectionContext> {
    if (!this.#contextIsOld && this.#context.user !== null) return this.#context;
    const [row] = await this.rows(CONTEXT_SQL, signal);
    const [user = null, catalog = null, schema = null, timeZone = null, version = null] = row ?? [];
    this.#contextIsOld = false;
    this.#context = { ...this.#context, user, catalog, schema, timeZone, serverVersion: versionIn(version) };
    return this.#context;
  }

  /** All rows of one of our own small statements. */
  async rows(sql: string, signal?: AbortSignal): Promise<Batch> {
    const statement = await this.execute(sql, signal ? { signal } : {});
    const rows: Batch[] = [];
    for await (const batch of statement.batches()) rows.push(batch);
    return rows.flat();
  }

  async ping(): Promise<void> {
    if (this.#lost) throw this.#lost;
    await this.#parts.ping();
  }

  async close(): Promise<void> {
    this.#closing ??= this.#closeWithin();
    await this.#closing;
  }

  async #closeWithin(): Promise<void> {
    this.#lost = lostError(undefined, { host: this.#parts.rest.workspace.host });
    this.#parts.client.getConfig().retryMaxAttempts = 1;
    try {
      await within(CLOSE_LIMIT_MS, this.#end());
    } catch {
      // The server ends the session by itself after a while.
    }
  }

  /** The driver closes open operations first, and after a failure there never closes the session. */
  async #end(): Promise<void> {
    await this.#open?.close();
    await this.#releasing;
    // To close the session ends its statements: with one that shall go on, the server forgets the session by itself.
    if ([...this.#working].some(({ isLeft }) => isLeft())) return;
    await this.#parts.client.close();
  }

  async #run(sql: string, { parameters, signal, allowedFolder, onEvent = () => undefined }: ExecuteOptions) {
    const stop = signal ?? new AbortController().signal;
    if (stop.aborted) throw new CancelledError('The statement was not sent.', { confirmed: true, unsent: true });
    let operation: DriverOperation | undefined;
    const toError = (thrown: unknown) => this.#toError(thrown, sql, operation?.id);
    try {
      const cancelled = (late: DriverOperation) => this.#cancelled(late);
      operation = await startOperation(this.#parts, { sql, parameters, allowedFolder, toError, cancelled }, stop);
      const { id } = operation;
      const url = this.#parts.profileUrl?.(id);
      onEvent({ type: 'query-id', queryId: id, ...(url !== undefined && { url }) });
      const serverMs = await waitUntilFinished(operation, stop, onEvent);
      if (allowedFolder !== undefined && (await operation.getResultMetadata()).isStagingOperation) {
        // The driver has moved the file by now.
        const rows = oneRow(await movedRow(sql));
        const facts = { operation, columns: MOVE_COLUMNS, rowsAffected: null, signal, toError, serverMs, rows };
        return new DatabricksStatement(facts);
      }
      const making = this.#statementOf({ operation, signal, toError, serverMs }, sql, onEvent);
      const statement = await untilAborted(making, stop);
      if (statement === 'aborted') throw new DOMException('Aborted.', 'AbortError');
      return statement;
    } catch (thrown) {
      if (operation && stop.aborted) throw await this.#cancelled(operation);
      if (operation) this.#releasing = release(operation);
      throw toError(thrown);
    }
  }

  /** Cancels on the server; the error says what became of the statement. */
  async #cancelled(operation: DriverOperation): Promise<CancelledError> {
    const outcome = await cancelOperation(operation);
    this.#releasing = release(operation);
    const message =
      outcome === 'finished' ? 'The statement had finished before the cancel arrived.' : 'The statement was cancelled.';
    const [confirmed, finished] = [outcome === 'cancelled', outcome === 'finished'];
    return new CancelledError(message, { confirmed, finished, queryId: operation.id });
  }

  async #statementOf(
    facts: Pick<StatementParts, 'operation' | 'signal' | 'toError' | 'serverMs'>,
    sql: string,
    onEvent: (event: BackendEvent) => void,
  ): Promise<DatabricksStatement> {
    const { operation } = facts;
    const schema = await within(CALL_LIMIT_MS, operation.getSchema());
    const source = schema && this.#parts.driver.known ? await arrowSourceOf(operation) : undefined;
    const columns = columnsOf(schema, source?.fields);
    const rows = source ? readArrowRows(source) : readPublicRows(operation, columns);
    const parts = { ...facts, rows };
    if (columns.length === 0) return new DatabricksStatement({ ...parts, columns, rowsAffected: null });
    if (isAnswer(columns, sql)) {
      return new DatabricksStatement({ ...parts, columns: [], rowsAffected: await countIn(rows) });
    }
    const shown = source ? columns : inexactColumns(columns);
    if (!source) this.#sayInexact(shown, onEvent);
    return new DatabricksStatement({ ...parts, columns: shown, rowsAffected: null });
  }

  #sayInexact(columns: readonly Column[], onEvent: (event: BackendEvent) => void): void {
    if (this.#saidInexact || !columns.some(({ inexact }) => inexact !== undefined)) return;
    this.#saidInexact = true;
    onEvent({ type: 'notice', message: 'This driver version rounds some values; the columns say which.' });
  }

  #toError(thrown: unknown, sql: string, queryId: string | undefined): SmallexError {
    const { catalog, schema } = this.#context;
    const error = toSmallexError(thrown, {
      host: this.#parts.rest.workspace.host,
      credential: this.#parts.rest.workspace.credential,
      stage: 'select',
      sql,
      queryId,
      catalog,
      schema,
    });
    if ('engineCode' in error && error.engineCode === 'LOST') {
      this.#lost = lostError(thrown, { host: this.#parts.rest.workspace.host });
    }
    return error;
  }

  #noteChange(sql: string): void {
    const change = contextChange(sql);
    if (!change) return;
    const { unknown, ...known } = change;
    if (unknown) this.#contextIsOld = true;
    this.#context = { ...this.#context, ...known };
  }
}

// A statement without rows answers with an empty column "Result"; UPDATE, DELETE, MERGE, INSERT and COPY on Databricks
// with one row of counts.
function isAnswer(columns: readonly Column[], sql: string): boolean {
  const names = columns.map(({ name }) => name);
  const isCount = names[0] === 'num_affected_rows' && names.every((name) => /^num_\w+_rows$/.test(name));
  const isEmpty = names.length === 1 && names[0] === 'Result';
  return (isCount || isEmpty) && !READS.test(sql.replace(LEADING_COMMENTS, ''));
}

async function countIn(rows: AsyncGenerator<Batch>): Promise<number | null> {
  const first = await rows.next();
  const cell = first.done ? undefined : first.value[0]?.[0];
  return cell != null && /^\d+$/.test(cell) ? Number(cell) : null;
}

/** `4.3.0 1a2b3c…` → `4.3.0` */
function versionIn(text: string | null): string | null {
  return text?.split(' ')[0] ?? null;
}

async function* oneRow(row: Row): AsyncGenerator<Batch> {
  yield [row];
}

import type { BackendEvent, CancelOutcome } from '../base.js';
import type { Bind } from './parameters.js';
import type { DriverConnection, DriverStatement } from './driver.js';

/** What is sent to the driver. */
export type Request = StatementRequest | ResultRequest;

/** The result of a statement that was started before. */
interface ResultRequest {
  readonly queryId: string;
}

interface StatementRequest {
  readonly sql: string;
  readonly binds?: readonly Bind[];
  /** The folder that relative paths of PUT and GET start from. */
  readonly cwd?: string;
  /** True when nobody waits for it. */
  readonly detached?: (() => boolean) | undefined;
}

// A cancel that reaches the server before the statement does is lost (auth.md: measured), so it is sent once more.
const CANCEL_AGAIN_MS = 1500;
const CANCEL_DEADLINE_MS = 10_000;
const QUERY_ID_MS = 200;
// The id is known after the server's first answer, 45 s into a slow statement; from then on its state can be asked for.
const STATUS_MS = 5000;

// These become text in the driver where raw rows can't be had. Its list lacks the last two in its types only.
const AS_TEXT = ['Number', 'Date', 'Boolean', 'JSON', 'Buffer', 'Object', 'Array'];

const HOW = { streamResult: true, rowMode: 'array', fetchAsString: AS_TEXT } as const;

type Complete = (error: Error | null | undefined, statement: DriverStatement) => void;

export interface RunningParts {
  readonly onEvent: (event: BackendEvent) => void;
  /** The page of a statement, where it has one. */
  readonly urlOf: (queryId: string) => { readonly url?: string };
}

/** A statement that was sent and has not been answered. */
export class RunningStatement {
  /** The driver's statement with its result ready. Rejects with the driver's own error. */
  readonly outcome: Promise<DriverStatement>;
  /** True when nobody waits for it: it outlives the session. */
  readonly isLeft: () => boolean;
  private settled = false;
  private statement: DriverStatement | undefined;
  private stopping: Promise<CancelOutcome> | undefined;

  constructor(connection: DriverConnection, request: Request, parts: RunningParts) {
    this.isLeft = 'sql' in request ? (request.detached ?? (() => false)) : () => true;
    this.outcome = this.send(connection, request);
    const settle = (): void => void (this.settled = true);
    this.outcome.then(settle, settle);
    this.watch(connection, parts);
  }

  private async send(connection: DriverConnection, request: Request): Promise<DriverStatement> {
    if (!('sql' in request)) return this.fetch(connection, request.queryId);
    if (!this.isLeft()) return this.started(connection, request, false);
    const started = await this.started(connection, request, true);
    return this.fetch(connection, started.getQueryId()!);
  }

  private started(connection: DriverConnection, request: StatementRequest, asyncExec: boolean) {
    return this.answered((complete) =>
      connection.execute({
        sqlText: request.sql,
        ...(request.binds && { binds: request.binds }),
        ...(request.cwd !== undefined && { cwd: request.cwd }),
        ...(asyncExec && { asyncExec }),
        ...HOW,
        complete,
      }),
    );
  }

  private fetch(connection: DriverConnection, queryId: string): Promise<DriverStatement> {
    return this.answered((complete) => connection.fetchResult({ queryId, ...HOW, complete }));
  }

  private answered(start: (complete: Complete) => DriverStatement): Promise<DriverStatement> {
    return new Promise((resolve, reject) => {
      this.statement = start((error, statement) => (error ? reject(error) : resolve(statement)));
    });
  }

  get queryId(): string | undefined {
    return this.statement?.getQueryId();
  }

  /** Asks the server to stop. `finished` when the statement was faster, `unconfirmed` after 10 s without an answer. */
  cancel(): Promise<CancelOutcome> {
    this.stopping ??= this.stop();
    return this.stopping;
  }

  private async stop(): Promise<CancelOutcome> {
    if (this.settled) return 'finished';
    const send = (): void => {
      if (!this.settled) this.statement?.cancel(() => undefined);
    };
    send();
    const again = setTimeout(send, CANCEL_AGAIN_MS);
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<CancelOutcome>((resolve) => {
      deadline = setTimeout(() => resolve('unconfirmed'), CANCEL_DEADLINE_MS);
    });
    const answered = this.outcome.then(
      (): CancelOutcome => 'finished',
      (error: unknown): CancelOutcome => (isCancelled(error) ? 'cancelled' : 'finished'),
    );
    try {
      return await Promise.race([answered, late]);
    } finally {
      clearTimeout(again);
      clearTimeout(deadline);
    }
  }

  private watch(connection: DriverConnection, { onEvent, urlOf }: RunningParts): void {
    let told = false;
    let asked = -Infinity;
    const look = (): void => {
      const queryId = this.queryId;
      if (queryId === undefined) return;
      if (!told) onEvent({ type: 'query-id', queryId, ...urlOf(queryId) });
      told = true;
      if (this.settled || performance.now() - asked < STATUS_MS) return;
      asked = performance.now();
      const tell = (status: string): void => {
        if (!this.settled) onEvent(waitingEvent(status));
      };
      connection.getQueryStatus(queryId).then(tell, () => undefined);
    };
    const timer = setInterval(look, QUERY_ID_MS);
    const end = (): void => {
      clearInterval(timer);
      look();
    };
    this.outcome.then(end, end);
  }
}

/** SQLSTATE 57014, code 000604: the server's word that a statement was stopped. */
export function isCancelled(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code) === '000604';
}

function waitingEvent(status: string): BackendEvent {
  if (status === 'RESUMING_WAREHOUSE')
    return { type: 'waiting', for: 'warehouse', detail: 'The warehouse is starting.' };
  if (status.startsWith('QUEUED')) return { type: 'waiting', for: 'queued', detail: 'The warehouse is busy.' };
  return { type: 'waiting', for: 'running' };
}

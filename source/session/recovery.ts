import { setTimeout as delay } from 'node:timers/promises';
import type { BackendEvent, Connection, ExecuteOptions, Io, Statement } from '../backends/base.js';
import type { Classification } from '../sql/index.js';
import { CancelledError, ConnectionError } from '../support/errors.js';
import { lossOf, mayStillRun, statementName, unknownOutcome } from './loss.js';
import { unlessAborted, unsent } from './unless-aborted.js';

/** A session as it is opened again after a loss. */
export interface Reopening {
  /** True when a transaction was open on it. */
  inTransaction(): boolean;
  /** The connection, opened where there is none. */
  wake(io: Io): Promise<Connection>;
  /** The session has ended: opens it again and says so. `lost`: what could not be put back; '' for nothing. */
  afterEnd(io: Io): Promise<{ readonly connection: Connection; readonly lost: string }>;
}

/** A statement that was sent. */
export interface Sent {
  readonly sql: string;
  readonly meaning: Classification;
  readonly options: ExecuteOptions;
  readonly io: Io;
}

/** Waits before a read is sent again: a server that restarts is back within seconds. */
const AGAIN_MS = [250, 1000, 3000];

/**
 * After a statement failed: the statement on its second sending, where that is safe. A read may be sent again; anything
 * else only when the session had ended before it ran and a person says so.
 * @throws the error, saying what became of the statement
 */
export async function recover(session: Reopening, sent: Sent, thrown: unknown): Promise<Statement> {
  const { sql, meaning, options, io } = sent;
  const loss = lossOf(thrown);
  if (loss === 'none' || io.signal?.aborted) throw thrown;
  const mayRepeat = meaning.kind === 'reads' || (meaning.kind === 'session' && meaning.transaction === undefined);
  if (loss === 'ended') {
    const connection = await reopened(session, meaning, io);
    if (!mayRepeat && !(await agreed(meaning, io))) throw notRun(meaning, '');
    return connection.execute(sql, options);
  }
  const queryId = thrown instanceof ConnectionError ? thrown.queryId : undefined;
  if (queryId !== undefined) return takeUp(session, sent, queryId, thrown).catch(asSent(queryId));
  const inTransaction = session.inTransaction();
  if (!mayRepeat || inTransaction) throw unknownOutcome(thrown, meaning, inTransaction);
  return readAgain(session, sent, thrown).catch(asSent(undefined));
}

/** What was cancelled here before it was asked for again may go on from its first sending. */
function asSent(queryId: string | undefined): (thrown: unknown) => never {
  return (thrown) => {
    if (!(thrown instanceof CancelledError) || !thrown.unsent) throw thrown;
    throw new CancelledError('Stopped waiting for the connection.', { confirmed: false, queryId, cause: thrown });
  };
}

/** The server has given the statement an id and goes on with it: nothing is sent again, its result is asked for by that. */
async function takeUp(session: Reopening, sent: Sent, queryId: string, first: unknown): Promise<Statement> {
  const { options, io } = sent;
  let failed = first;
  for (const ms of AGAIN_MS) {
    await unlessAborted(delay(ms), io.signal);
    try {
      const connection = await session.wake(io);
      if (!connection.result) break;
      const statement = await connection.result(queryId, options);
      tell(io, `The connection was cut while query ${queryId} ran; its result was waited for again.`);
      return statement;
    } catch (thrown) {
      const loss = lossOf(thrown);
      if (loss === 'none') throw thrown;
      failed = thrown;
      if (loss === 'ended') await session.afterEnd(io);
    }
  }
  throw mayStillRun(failed, queryId);
}

async function readAgain(session: Reopening, sent: Sent, first: unknown): Promise<Statement> {
  const { sql, meaning, options, io } = sent;
  let failed = first;
  for (const ms of AGAIN_MS) {
    await unlessAborted(delay(ms), io.signal);
    try {
      const connection = await session.wake(io);
      const statement = await connection.execute(sql, options);
      tell(io, 'The connection was cut; the statement only reads and was sent again.');
      return statement;
    } catch (thrown) {
      failed = thrown;
      const loss = lossOf(thrown);
      if (loss === 'none') throw thrown;
      if (loss === 'ended') return (await reopened(session, meaning, io)).execute(sql, options);
    }
  }
  throw failed;
}

/**
 * The session opened again, for a statement that was not run.
 * @throws ConnectionError when something went with it that the statement may count on
 */
export async function reopened(session: Reopening, meaning: Classification, io: Io): Promise<Connection> {
  const { connection, lost } = await session.afterEnd(io).catch((thrown: unknown) => {
    throw unsent(thrown);
  });
  if (lost !== '') throw notRun(meaning, lost);
  return connection;
}

/** A person may want the statement that the end of the session kept from running; a script isn't asked. */
async function agreed(meaning: Classification, io: Io): Promise<boolean> {
  const message = `${statementName(meaning)} was not run: the session had ended. Run it now?`;
  const answer = await io.ask({ kind: 'confirm', message }).catch(() => 'no');
  return /^y(?:es)?$/i.test(answer.trim());
}

export function tell(io: { onEvent(event: BackendEvent): void }, message: string): void {
  io.onEvent({ type: 'notice', message });
}

/** @param lost what went with the session; '' for nothing */
function notRun(meaning: Classification, lost: string): ConnectionError {
  const why = lost === '' ? 'the session had ended before it' : `the session had ended, and with it ${lost}`;
  return new ConnectionError(`${statementName(meaning)} was not run: ${why}.`, {
    stage: 'login',
    engineCode: 'LOST',
    hint: 'The session is open again. The statement was not sent a second time: run it again if you want it.',
  });
}

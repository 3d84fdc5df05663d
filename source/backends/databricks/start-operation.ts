import { CancelledError, type SmallexError } from '../../support/errors.js';
import { untilAborted } from '../../support/until-aborted.js';
import type { Parameters } from '../base.js';
import type { Driver, DriverOperation, DriverSession } from './driver.js';
import { CALL_LIMIT_MS, within } from './operation.js';

// How long a cancel waits for the answer to the start call, without which there is nothing to cancel.
const HANDLE_LIMIT_MS = 10_000;

export interface StartParts {
  readonly driver: Driver;
  readonly session: DriverSession;
  readonly useCloudFetch: boolean;
}

export interface ToStart {
  readonly sql: string;
  readonly parameters: Parameters | undefined;
  /** Where files may be moved from and to; undefined: it moves none. */
  readonly allowedFolder: string | undefined;
  /** The driver's error as one of ours. */
  readonly toError: (thrown: unknown) => SmallexError;
  /** Cancels what has started after all; the error says what became of it. */
  readonly cancelled: (late: DriverOperation) => Promise<CancelledError>;
}

/**
 * Starts a statement. The start call can't be taken back: a cancel waits for its answer, then cancels what it started.
 * @throws CancelledError; the driver's error
 */
export async function startOperation(
  { driver, session, useCloudFetch }: StartParts,
  { sql, parameters, allowedFolder, toError, cancelled }: ToStart,
  signal: AbortSignal,
): Promise<DriverOperation> {
  const namedParameters = parameters && driverParameters(driver, parameters);
  const sent = session.executeStatement(sql, {
    // No direct results: with them the server holds its first answer back for seconds, and no cancel is possible.
    maxRows: null,
    useCloudFetch,
    // Only where files are moved: with it the driver waits for the end of any statement, and no cancel is possible.
    ...(allowedFolder !== undefined && { stagingAllowedLocalPath: allowedFolder }),
    ...(namedParameters && { namedParameters }),
  });
  const starting = allowedFolder === undefined ? within(CALL_LIMIT_MS, sent) : sent;
  const first = await untilAborted(starting, signal);
  if (first !== 'aborted') return first;
  throw await within(HANDLE_LIMIT_MS, starting.then(cancelled, toError)).catch(
    () => new CancelledError('The server has not answered yet; the statement is cancelled when it does.'),
  );
}

function driverParameters({ Parameter }: Driver, parameters: Parameters) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { value, type }]) => {
      // The driver passes the type on as it is: any of the engine's own names.
      return [name, new Parameter({ value, ...(type !== undefined && { type: type.toUpperCase() }) })];
    }),
  );
}

import { ConnectionError, messageOf, QueryError, SmallexError } from '../../support/errors.js';
import type { ConnectionContext } from '../base.js';
import { positionOf } from './position.js';

/** What of a driver's error is worth knowing; the driver throws plain Errors with these added. */
export interface DriverError {
  /** Text from the server (`'001003'`), a number from the driver itself (401002). */
  readonly code?: string | number;
  readonly sqlState?: string;
  readonly data?: { readonly line?: number; readonly pos?: number; readonly queryId?: string };
  readonly response?: { readonly statusCode?: number };
  readonly cause?: { readonly code?: string; readonly message?: string };
}

/** The statement that failed and where it ran. */
export interface Failed {
  readonly sql: string;
  readonly queryId: string | undefined;
  readonly context: ConnectionContext;
  /** From an offset in what was sent to one in the person's own text; absent where both are the same. */
  readonly mapOffset?: (offset: number) => number;
}

// The driver's own codes for "no session any more", and the server's.
const LOST = new Set(['407001', '407002', '390104', '390110', '390111', '390112', '390113', '390114', '390115']);
const NETWORK = '401001';
const HTTP_FAILED = '401002';
// Chunks of a result come from the cloud's own storage, at other hosts than the account's.
const STORAGE_FAILED = new Set(['402001', '402002']);

/** The error of a statement, with the place and a hint where one is known. */
export function statementError(thrown: unknown, failed: Failed): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  const error = (thrown ?? {}) as DriverError;
  const code = error.code === undefined ? undefined : String(error.code);
  const lost = connectionLoss(error, code, thrown, failed.queryId);
  if (lost) return lost;
  if (code !== undefined && STORAGE_FAILED.has(code)) return storageError(error, code, thrown, failed.queryId);
  const message = messageOf(thrown) || 'Snowflake refused the statement without saying why.';
  const position = positionOf(failed.sql, message, error.data);
  return new QueryError(message, {
    position: position === undefined ? undefined : (failed.mapOffset?.(position) ?? position),
    sqlState: error.sqlState,
    queryId: failed.queryId ?? error.data?.queryId,
    engineCode: code,
    ...hintFor(code, message, failed),
    cause: withoutSecrets(thrown),
  });
}

/** A listing, a ping or a USE of our own failed: the same words, without a place in the person's text. */
export function ownError(thrown: unknown, context: ConnectionContext): SmallexError {
  return statementError(thrown, { sql: '', queryId: undefined, context });
}

function connectionLoss(
  error: DriverError,
  code: string | undefined,
  thrown: unknown,
  queryId: string | undefined,
): ConnectionError | undefined {
  const cause = withoutSecrets(thrown);
  if (code !== undefined && LOST.has(code)) {
    return new ConnectionError('The Snowflake session has ended.', {
      stage: 'login',
      engineCode: 'LOST',
      hint: 'Sessions end after about four idle hours, or when an administrator ends them. Connect again.',
      cause,
    });
  }
  if (isDamaged(error, code, thrown)) {
    return new ConnectionError("Snowflake's answer arrived damaged, or something in between answered instead.", {
      stage: 'login',
      engineCode: code,
      queryId,
      hint: 'A proxy, a VPN or a sign-in page of the network may be why. Whether the statement ran is not known.',
      cause,
    });
  }
  if (code === NETWORK) {
    return new ConnectionError(`Snowflake can't be reached any more: ${networkReason(error)}.`, {
      stage: 'resolve',
      engineCode: code,
      queryId,
      hint: 'Check the network or VPN. Whether the statement ran is not known; look in the query history.',
      cause,
    });
  }
  if (code === HTTP_FAILED) {
    return new ConnectionError(`Snowflake answered with HTTP ${error.response?.statusCode ?? 'failure'}.`, {
      stage: 'login',
      engineCode: code,
      queryId,
      hint: 'Whether the statement ran is not known; look in the query history.',
      cause,
    });
  }
  return undefined;
}

function storageError(error: DriverError, code: string, thrown: unknown, queryId: string | undefined): QueryError {
  const status = error.response?.statusCode;
  const reason = status === undefined ? networkReason(error) : `HTTP ${status}`;
  return new QueryError(`The rows could not be fetched from Snowflake's storage (${reason}).`, {
    engineCode: code,
    queryId,
    hint: 'Large results lie at other hosts than the account; a firewall may not know them. SELECT SYSTEM$ALLOWLIST() names them.',
    cause: withoutSecrets(thrown),
  });
}

// JSON that was cut, an HTTP body that was cut, or a page instead of an answer (which has no message and no code).
function isDamaged(error: DriverError, code: string | undefined, thrown: unknown): boolean {
  if (code === undefined) return (thrown as { message?: unknown } | null)?.message === '';
  return code === NETWORK && (error.cause?.code === 'ERR_BAD_RESPONSE' || error.cause instanceof SyntaxError);
}

/** `ENOTFOUND`, `ECONNREFUSED`, … or what stands in their place. */
export function networkReason(error: DriverError): string {
  return error.cause?.code ?? error.cause?.message ?? messageOf(error);
}

/** Axios errors hold the whole request, with the password in it; only what can be shown is kept as a cause. */
export function withoutSecrets(thrown: unknown): Error {
  const { code } = (thrown ?? {}) as DriverError;
  const slim = new Error(messageOf(thrown));
  return code === undefined ? slim : Object.assign(slim, { code });
}

interface Advice {
  readonly hint?: string;
  readonly nextSteps?: readonly string[];
}

function hintFor(code: string | undefined, message: string, { sql, context }: Failed): Advice {
  if (sql.includes('{{')) return { hint: 'This looks like a dbt source: compile it first (dbt compile).' };
  if (code === '000606') {
    return {
      hint: 'This statement needs a warehouse and the session has none: choose one.',
      nextSteps: ['SHOW WAREHOUSES', 'USE WAREHOUSE <name>'],
    };
  }
  if (code === '000008') return { hint: 'Snowflake takes one statement at a time: run them one by one.' };
  if (code === '000604') return { hint: 'Somebody else ended the statement, or an administrator did.' };
  if (code === '000630') return { hint: 'STATEMENT_TIMEOUT_IN_SECONDS of the session, warehouse or account ran out.' };
  if (code === '090105' || code === '090106') {
    return {
      hint: 'Choose a database and schema, or write the full name.',
      nextSteps: ['USE SCHEMA <database>.<schema>'],
    };
  }
  if (/does not exist|not authorized|operation cannot be performed/i.test(message))
    return { hint: whereLooked(context) };
  if (/insufficient privileges/i.test(message)) {
    return { hint: `The role in use is ${context.role ?? 'none'}. Try another one.`, nextSteps: ['USE ROLE <name>'] };
  }
  if (/warehouse .*(suspended|cannot be resumed|resource monitor)/i.test(message)) {
    return {
      hint: `The warehouse ${context.warehouse ?? ''} doesn't run: resume it, or use another one.`,
      nextSteps: [`ALTER WAREHOUSE ${context.warehouse ?? '<name>'} RESUME`, 'USE WAREHOUSE <name>'],
    };
  }
  return {};
}

function whereLooked(context: ConnectionContext): string {
  const role = `with the role ${context.role ?? 'none'}`;
  if (context.catalog === null) {
    return `No database is chosen (${role}): write the full name, or USE DATABASE first.`;
  }
  if (context.schema === null) {
    return `No schema is chosen in ${context.catalog} (${role}): write the full name, or USE SCHEMA first.`;
  }
  return `Names without a path are looked for in ${context.catalog}.${context.schema}, ${role}. Names in quotes keep their case.`;
}

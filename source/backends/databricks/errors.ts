import {
  AuthError,
  CancelledError,
  ConnectionError,
  messageOf,
  QueryError,
  SmallexError,
  TimeoutError,
  type StageName,
} from '../../support/errors.js';

export interface ErrorContext {
  readonly host: string;
  readonly stage?: StageName;
  /** The statement that was sent: positions are offsets into it. */
  readonly sql?: string;
  readonly queryId?: string | undefined;
  /** The option that holds the secret of the login, when there is one. */
  readonly credential?: string | undefined;
  /** Where names without a path were looked up. */
  readonly catalog?: string | null;
  readonly schema?: string | null;
}

// What a thrown thing may carry: FetchError.code, THTTPException.statusCode and response (node-fetch's), and
// OperationStateError.errorCode and response (Thrift's TGetOperationStatusResp).
interface Thrown {
  readonly name?: string;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly errorCode?: unknown;
  readonly response?: {
    readonly sqlState?: string | null;
    readonly errorMessage?: string | null;
    readonly displayMessage?: string | null;
    readonly headers?: { get?(name: string): string | null };
  };
}

/**
 * The error of our family for anything that the driver, its HTTP layer or our own requests throw; never throws.
 * The driver's StatusError is no Error, and OperationStateError hides the text in `response`.
 */
export function toSmallexError(thrown: unknown, context: ErrorContext): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  const fact: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const cause = thrown;
  if (fact.name === 'AbortError') return new CancelledError('Cancelled.', { cause, queryId: context.queryId });
  if (fact.errorCode === 'CANCELED') {
    return new CancelledError('The statement was cancelled.', { cause, confirmed: true, queryId: context.queryId });
  }
  const network = networkError(typeof fact.code === 'string' ? fact.code : '', messageOf(thrown), context, cause);
  if (network) return network;
  const status = typeof fact.statusCode === 'number' ? fact.statusCode : statusIn(messageOf(thrown));
  if (status !== undefined) {
    return httpError(status, fact.response?.headers?.get?.('x-databricks-reason-phrase') ?? '', context, cause);
  }
  const text = fact.response?.displayMessage ?? fact.response?.errorMessage ?? messageOf(thrown);
  if (fact.errorCode === 'TIMEOUT') {
    return new TimeoutError('The server stopped the statement: its time limit ran out.', { cause });
  }
  if (isLost(text) || fact.errorCode === 'CLOSED') return lostError(cause, context);
  return queryError(text, fact.response?.sqlState ?? undefined, context, cause);
}

// HiveDriverError after its retries: "Hive driver: 502 when connecting to resource. Max retry count exceeded."
function statusIn(message: string): number | undefined {
  const status = /^Hive driver: (\d{3}) when connecting/.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** The session is gone: only a new `open` helps. */
export function lostError(cause: unknown, { host }: ErrorContext): ConnectionError {
  return new ConnectionError(`The session at ${host} was closed or has expired.`, {
    stage: 'warehouse',
    engineCode: 'LOST',
    hint: 'Connect again; temporary views and session settings are gone.',
    cause,
  });
}

function isLost(text: string): boolean {
  return /Invalid SessionHandle|INVALID_HANDLE|session (?:was closed|has expired|.* is not active)|SESSION_(?:NOT_FOUND|CLOSED)/i.test(
    text,
  );
}

function networkError(
  code: string,
  message: string,
  { host, stage = 'resolve' }: ErrorContext,
  cause: unknown,
): SmallexError | undefined {
  const at = { stage, engineCode: code, cause };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConnectionError(`There is no host named ${host}.`, {
        ...at,
        field: 'server_hostname',
        hint: 'Check the spelling, and that this machine is online or on the VPN.',
      });
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
    case 'EPIPE':
      return new ConnectionError(`${host} could not be reached: ${NETWORK_REASONS[code] ?? message}.`, {
        ...at,
        field: 'server_hostname',
        hint: 'Check the host, the VPN and the proxy (HTTPS_PROXY).',
      });
    case 'BAD_ANSWER':
      return new ConnectionError(`${host} sent an answer that can't be read.`, {
        ...at,
        hint: 'A proxy or sign-in page may stand in between, or the connection was cut.',
      });
    case 'PROXY_REFUSED':
      return new ConnectionError(`The proxy refused the way to ${host}. ${message}`, { ...at, field: 'proxy' });
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS|ALTNAME/.test(code)) {
    return new ConnectionError(`The certificate of ${host} is not trusted (${code}).`, {
      ...at,
      field: 'ca_file',
      hint: "Give your organisation's root certificate as ca_file, or in NODE_EXTRA_CA_CERTS.",
    });
  }
  return code === 'EPROTO' || /^ERR_SSL/.test(code)
    ? new ConnectionError(`${host} doesn't speak TLS on this port (${code}).`, { ...at, field: 'port' })
    : undefined;
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ETIMEDOUT: 'it gave no answer in time',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
};

/**
 * What an HTTP status of Databricks means. `reason` is its own sentence (`x-databricks-reason-phrase` or `message`).
 * 401 and 403 come for the token (403 also for a refused address), 404 for the HTTP path, 503 while starting.
 */
export function httpError(status: number, reason: string, context: ErrorContext, cause?: unknown): SmallexError {
  const { host, stage } = context;
  const said = reason === '' ? '' : ` ${sentence(reason)}`;
  const at = { engineCode: String(status), cause };
  const address = /(?:IP|address)[^\d]*((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{6,})/i.exec(reason)?.[1];
  if ((status === 401 || status === 403) && /IP (?:access|ACL)|network policy|blocked by/i.test(reason)) {
    return new AuthError(`${host} refuses connections from ${address ?? 'this address'}.${said}`, {
      ...at,
      engineCode: 'ADDRESS',
      hint: 'Connect from an allowed network (VPN), or ask an administrator to allow the address.',
    });
  }
  if (status === 401 || status === 403) {
    return new AuthError(`${host} refused the login.${said}`, {
      ...at,
      field: context.credential,
      hint: 'The token is wrong, expired or revoked, or belongs to another workspace.',
    });
  }
  if (status === 404) {
    return new ConnectionError(`${host} knows no such warehouse or cluster.${said}`, {
      ...at,
      stage: stage ?? 'warehouse',
      field: 'http_path',
      hint: 'Copy the HTTP path from the "Connection details" of the warehouse.',
    });
  }
  if (status === 429 || status === 503) {
    return new ConnectionError(`The warehouse is not ready.${said}`, {
      ...at,
      stage: stage ?? 'warehouse',
      hint: 'It is starting, stopped or overloaded: try again in a minute.',
    });
  }
  return new ConnectionError(`${host} answered with HTTP status ${status}.${said}`, { ...at, stage: stage ?? 'login' });
}

function sentence(text: string): string {
  const line = text.trim().split('\n')[0]!.slice(0, 400);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function queryError(text: string, sqlState: string | undefined, context: ErrorContext, cause: unknown): QueryError {
  const clean = cleanMessage(text);
  const engineCode = /^\[([A-Z][A-Z0-9_.]*)\]/.exec(clean)?.[1];
  const position = context.sql === undefined ? undefined : positionIn(text, context.sql);
  return new QueryError(clean, {
    engineCode,
    position,
    sqlState: sqlState ?? /SQLSTATE: (\w{5})/.exec(text)?.[1],
    queryId: context.queryId,
    hint: hintFor(engineCode, context),
    cause,
  });
}

/** The engine's sentence without Java's stack, class names, the repeated statement and the facts kept elsewhere. */
export function cleanMessage(text: string): string {
  return (
    text
      .split(/\n\s*at [\w.$]+\(|\n== SQL|\nJVM stacktrace/)[0]!
      .replace(/^(?:[\w.$]+(?:Exception|Error): )+(?:Error running query: )?/, '')
      .replace(/^(\[[A-Z][A-Z0-9_.]*\] )(?:[\w.$]+(?:Exception|Error): )?\1/, '$1')
      .replace(/^\[[A-Z][A-Z0-9_.]*\] (?:[\w.$]+(?:Exception|Error): )(?=\[)/, '')
      .replace(/\s*SQLSTATE: \w{5}/g, '')
      .replace(/\s*\(line \d+, pos \d+\)\s*$/, '')
      .replace(/;\s*line \d+,? pos \d+;?\s*[\s\S]*$/, '')
      .trim() || 'The engine gave no reason.'
  );
}

/**
 * The UTF-16 offset of the place that the text names. `line L, pos P` counts lines from 1 and columns from 0; `== SQL
 * (line L, position P) ==` of run-time errors counts columns from 1. Columns are code points and only LF ends a line
 * (ANTLR's way; seen on Spark 4.1).
 */
export function positionIn(text: string, sql: string): number | undefined {
  const parsed = /\bline (\d+),? pos (\d+)/.exec(text);
  const running = /== SQL(?: \(line (\d+), position (\d+)\))/.exec(text);
  const [, line, column] = parsed ?? running ?? [];
  const lines = sql.split('\n');
  const inLine = lines[Number(line) - 1];
  if (inLine === undefined) return undefined;
  const before = lines.slice(0, Number(line) - 1).reduce((length, { length: own }) => length + own + 1, 0);
  const points = Array.from(inLine).slice(0, Number(column) - (parsed ? 0 : 1));
  return before + points.join('').length;
}

function hintFor(engineCode: string | undefined, { sql, catalog, schema }: ErrorContext): string | undefined {
  if (sql?.includes('{{')) return 'This looks like a dbt source ("{{ … }}"): compile it first, then run the result.';
  const where = [catalog, schema].filter((part) => typeof part === 'string').join('.');
  switch (engineCode?.split('.')[0]) {
    case 'TABLE_OR_VIEW_NOT_FOUND':
      return where === ''
        ? 'Name it with its catalog and schema.'
        : `Names without a catalog and schema are looked up in ${where}. Name it in full, or USE its schema; it may also be that you have no right to see it.`;
    case 'SCHEMA_NOT_FOUND':
      return `Schemas without a catalog are looked up in ${catalog ?? 'the current catalog'}.`;
    case 'INSUFFICIENT_PERMISSIONS':
    case 'PERMISSION_DENIED':
      return 'Ask the owner of the object, or an administrator, for the right.';
    case 'UNBOUND_SQL_PARAMETER':
      return 'Give the value of the parameter with --param name=value.';
    default:
      return undefined;
  }
}

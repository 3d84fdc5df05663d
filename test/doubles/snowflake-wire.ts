import type { HttpAnswer } from './http.js';

/** An error as Snowflake words it; `line` counts from 1, `pos` from 0. */
export interface SnowflakeError {
  readonly code: string;
  readonly message: string;
  readonly sqlState?: string;
  readonly line?: number;
  readonly pos?: number;
}

export const GONE: SnowflakeError = {
  code: '390111',
  sqlState: '08001',
  message: 'Session no longer exists. New login required to access the service.',
};
export const EXPIRED: SnowflakeError = {
  code: '390112',
  sqlState: '08001',
  message: 'Session token has expired. Re-authenticate to continue.',
};
export const MASTER_EXPIRED: SnowflakeError = {
  code: '390114',
  sqlState: '08001',
  message: 'Authentication token has expired. The user must authenticate again.',
};
export const CANCELED: SnowflakeError = { code: '000604', sqlState: '57014', message: 'SQL execution canceled' };
export const NOT_RUNNING: SnowflakeError = {
  code: '000605',
  sqlState: '02000',
  message: 'Identified SQL statement is not currently executing.',
};
export const NOT_THERE: SnowflakeError = {
  code: '002043',
  sqlState: '02000',
  message: 'SQL compilation error:\nObject does not exist, or operation cannot be performed.',
};

/** Thrown inside the double, sent as `success: false`. */
export class Refused extends Error {
  readonly error: SnowflakeError;

  constructor(error: SnowflakeError) {
    super(error.message);
    this.error = error;
  }
}

export function success(data: unknown): HttpAnswer {
  return { body: { data, code: null, message: null, success: true } };
}

/** An error in Snowflake's form, always with HTTP 200; also for `misbehave(kind, { do: 'answer', answer: failure(…) })`. */
export function failure(error: SnowflakeError, queryId: string | null = null): HttpAnswer {
  const place = error.line === undefined ? {} : { line: error.line, pos: error.pos ?? 0, type: 'COMPILATION' };
  const data = {
    internalError: false,
    errorCode: error.code,
    age: 0,
    sqlState: error.sqlState ?? null,
    queryId,
    ...place,
  };
  return { body: { data, code: error.code, message: error.message, success: false, headers: null } };
}

export function inProgress(queryId: string, code: '333333' | '333334'): HttpAnswer {
  const data = { queryId, getResultUrl: `/queries/${queryId}/result`, queryAbortsAfterSecs: 300, progressDesc: null };
  return { body: { data, code, message: 'Query execution in progress.', success: true } };
}

export function named(parameters: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(parameters).map(([name, value]) => ({ name, value }));
}

/** Without these the driver cannot write dates, times and binaries. */
export const DEFAULT_PARAMETERS: Readonly<Record<string, unknown>> = {
  AUTOCOMMIT: true,
  BINARY_OUTPUT_FORMAT: 'HEX',
  CLIENT_RESULT_CHUNK_SIZE: 160,
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3600,
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 65280,
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  JS_TREAT_INTEGER_AS_BIGINT: false,
  QUERY_CONTEXT_CACHE_SIZE: 5,
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  TIMEZONE: 'Etc/UTC',
};

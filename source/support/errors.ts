/** The stages of opening a connection, in the order in which they are reported. */
export type StageName = 'resolve' | 'login' | 'role' | 'warehouse' | 'catalog' | 'schema' | 'select';

/** What every expected error can carry besides its message. */
export interface ErrorDetails {
  /** A sentence that says what is probably wrong or what to do about it. */
  readonly hint?: string | undefined;
  /** Commands or actions that lead on, one a line. */
  readonly nextSteps?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** Exit codes of the command line, as the README lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  connection: 3,
  timeout: 4,
  bug: 70,
  interrupted: 130,
} as const;

/**
 * The one family of expected errors. A face prints `message`, `hint` and `nextSteps`, and ends with `exitCode`;
 * anything that is not a SmallexError is a bug (exit 70).
 */
export class SmallexError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly nextSteps: readonly string[];
  readonly exitCode: number = EXIT.failed;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint;
    this.nextSteps = details.nextSteps ?? [];
  }
}

/** A value that was given is wrong: an unknown engine, a missing field, a bad option. Exit 2. */
export class ValueError extends SmallexError {
  override readonly exitCode = EXIT.usage;

  constructor(message: string, details: ErrorDetails = {}) {
    super('VALUE', message, details);
  }
}

/** The command line, the settings or the profile file can't be used as they are. Exit 2. */
export class ConfigError extends SmallexError {
  override readonly exitCode = EXIT.usage;

  constructor(message: string, details: ErrorDetails = {}) {
    super('CONFIG', message, details);
  }
}

export interface ConnectionErrorDetails extends ErrorDetails {
  readonly stage?: StageName | undefined;
  /** The option that the person would change to mend it: `warehouse`, `account`, `http_path`. */
  readonly field?: string | undefined;
  /** The engine's own code, as text. */
  readonly engineCode?: string | undefined;
  /** The statement that was under way: it may go on without us. */
  readonly queryId?: string | undefined;
}

/** The engine was not reached, or a stage of opening the connection failed. Exit 3. */
export class ConnectionError extends SmallexError {
  override readonly exitCode = EXIT.connection;
  readonly stage: StageName;
  readonly field: string | undefined;
  readonly engineCode: string | undefined;
  readonly queryId: string | undefined;

  constructor(message: string, details: ConnectionErrorDetails = {}) {
    super('CONNECTION', message, details);
    this.queryId = details.queryId;
    this.stage = details.stage ?? 'resolve';
    this.field = details.field;
    this.engineCode = details.engineCode;
  }
}

/** The engine refused who is asking: a wrong password, an expired token, a blocked address. Exit 3. */
export class AuthError extends ConnectionError {
  constructor(message: string, details: ConnectionErrorDetails = {}) {
    super(message, { stage: 'login', ...details });
  }
}

export interface QueryErrorDetails extends ErrorDetails {
  /** UTF-16 offset into the statement's own text (as it was given to `execute`). */
  readonly position?: number | undefined;
  readonly sqlState?: string | undefined;
  readonly queryId?: string | undefined;
  /** The engine's own code, as text: `001003`, `PARSE_SYNTAX_ERROR`, `Parser Error`. */
  readonly engineCode?: string | undefined;
}

/** The engine refused or failed a statement. Exit 1. */
export class QueryError extends SmallexError {
  readonly position: number | undefined;
  readonly sqlState: string | undefined;
  readonly queryId: string | undefined;
  readonly engineCode: string | undefined;

  constructor(message: string, details: QueryErrorDetails = {}) {
    super('QUERY', message, details);
    this.position = details.position;
    this.sqlState = details.sqlState;
    this.queryId = details.queryId;
    this.engineCode = details.engineCode;
  }
}

/** A limit that was asked for (`--timeout`, a login limit) ran out. Exit 4. */
export class TimeoutError extends SmallexError {
  override readonly exitCode = EXIT.timeout;

  constructor(message: string, details: ErrorDetails = {}) {
    super('TIMEOUT', message, details);
  }
}

export interface CancelledErrorDetails extends ErrorDetails {
  /** True when the engine itself said that the statement ended. */
  readonly confirmed?: boolean | undefined;
  readonly finished?: boolean | undefined;
  readonly unsent?: boolean | undefined;
  readonly queryId?: string | undefined;
}

/** The person asked to stop. Exit 130. */
export class CancelledError extends SmallexError {
  override readonly exitCode = EXIT.interrupted;
  readonly confirmed: boolean;
  /** True when the server was done before it was asked to stop: what the statement changed stays changed. */
  readonly finished: boolean;
  /** True when nothing of the statement was sent. */
  readonly unsent: boolean;
  readonly queryId: string | undefined;

  constructor(message = 'Cancelled.', details: CancelledErrorDetails = {}) {
    super('CANCELLED', message, details);
    this.confirmed = details.confirmed ?? false;
    this.finished = details.finished ?? false;
    this.unsent = details.unsent ?? false;
    this.queryId = details.queryId;
  }
}

/** A file could not be written whole: nothing is left under its name. Exit 1. */
export class ExportError extends SmallexError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('EXPORT', message, details);
  }
}

/** Something that smallex did not expect of itself. Exit 70. */
export class BugError extends SmallexError {
  override readonly exitCode = EXIT.bug;

  constructor(message: string, details: ErrorDetails = {}) {
    super('BUG', message, {
      hint: 'This is a bug of smallex: please report it with what you did.',
      ...details,
    });
  }
}

/** The message of anything that was thrown: drivers throw objects that are no Error (Databricks' StatusError). */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string') {
    return thrown.message;
  }
  return 'An error without a message.';
}

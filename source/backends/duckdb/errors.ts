import { ConnectionError, messageOf, QueryError, type SmallexError } from '../../support/errors.js';

/** DuckDB's own error object, which it gives as JSON when `errors_as_json` is set. */
interface DuckDBFailure {
  readonly exception_type: string;
  readonly exception_message: string;
  /** UTF-8 bytes before the place, in the text that was prepared. */
  readonly position?: string;
}

/** True for the error that `interrupt()` ends a statement with. */
export function isInterrupt(thrown: unknown): boolean {
  return /\bINTERRUPT\b/i.test(messageOf(thrown));
}

/** A failed statement as a QueryError with its place in `sql`. */
export function queryError(thrown: unknown, sql: string): QueryError {
  const failure = parse(messageOf(thrown));
  const message = `${failure.exception_type} Error: ${failure.exception_message}`;
  return new QueryError(message, {
    engineCode: `${failure.exception_type} Error`,
    position: failure.position === undefined ? undefined : utf16Offset(sql, Number(failure.position)),
    hint: hintFor(failure, sql),
    cause: thrown,
  });
}

/** An error of a query that stands inside of another, with its place in its own text. */
export function innerError(error: unknown, outer: string, at: number): QueryError {
  const { message, engineCode, hint, position } = queryError(error, outer);
  return new QueryError(message, {
    engineCode,
    hint,
    position: position === undefined ? undefined : position - at,
    cause: error,
  });
}

function parse(text: string): DuckDBFailure {
  const start = text.indexOf('{"exception_type"');
  if (start >= 0) {
    try {
      return JSON.parse(text.slice(start)) as DuckDBFailure;
    } catch {
      // Not whole JSON: told as it is, below.
    }
  }
  const match = /^(.*?) Error: ([^]*)$/.exec(text);
  return { exception_type: match?.[1] ?? 'DuckDB', exception_message: match?.[2] ?? text };
}

function utf16Offset(sql: string, bytes: number): number {
  return Buffer.from(sql, 'utf8').subarray(0, bytes).toString('utf8').length;
}

function hintFor({ exception_type, exception_message }: DuckDBFailure, sql: string): string | undefined {
  if (sql.includes('{{'))
    return 'The statement holds {{ … }}: that is dbt or Jinja source. Compile it first (dbt compile).';
  if (/cannot execute .* in read-only mode/i.test(exception_message)) return 'This connection was opened read-only.';
  if (/transaction is aborted/i.test(exception_message)) return 'Run ROLLBACK; then go on.';
  if (exception_type === 'Catalog' && /does not exist/.test(exception_message)) {
    return 'List what is there with \\dt, and the schemas with \\dn.';
  }
  return undefined;
}

/** Why a file could not be opened, with who holds it when another program does. */
export function openError(thrown: unknown, path: string, readOnly: boolean): SmallexError {
  const failure = parse(messageOf(thrown));
  const text = failure.exception_message;
  const lock = /Conflicting lock is held in (.+?) \(PID (\d+)\)/.exec(text);
  const details = { stage: 'resolve', field: 'path', cause: thrown } as const;
  if (lock) {
    return new ConnectionError(`"${path}" is open in another program: ${lock[1]!}, process ${lock[2]!}.`, {
      ...details,
      hint: readOnly
        ? 'That program has it open for writing: close it there first; reading beside a writer is not possible.'
        : 'Close it there first. Opening read-only (read_only: true) works only when the other program reads, too.',
    });
  }
  if (/not a valid DuckDB database file/i.test(text)) {
    return new ConnectionError(`"${path}" is not a DuckDB database file.`, {
      ...details,
      hint: 'To query a CSV, Parquet or JSON file, start: smallex FILE',
    });
  }
  if (/Cannot open file|No such file|does not exist/i.test(text)) {
    return new ConnectionError(`"${path}" could not be opened: ${firstLine(text)}`, {
      ...details,
      hint: readOnly ? 'A read-only database file must exist.' : 'Check that its folder exists and can be written to.',
    });
  }
  return new ConnectionError(`DuckDB could not open "${path}": ${firstLine(text)}`, details);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

/** DuckDB takes a statement to end at a NUL character: `delete from t\0 where …` would delete all. @throws QueryError */
export function refuseNul(sql: string): void {
  const position = sql.indexOf('\0');
  if (position < 0) return;
  throw new QueryError('The statement holds a NUL character, at which DuckDB would take it to end.', {
    position,
    hint: 'Take it out, or write it as chr(0).',
  });
}

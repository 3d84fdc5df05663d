import type * as DuckDB from '@duckdb/node-api';
import type { Column } from '../../results/column.js';
import type { EngineFile, LineFormat } from '../../results/engine-file.js';
import type { ExecuteOptions } from '../base.js';
import { copyOf, copyWriteError, linesOf } from './copy.js';
import { innerError, isInterrupt } from './errors.js';
import { bindParameters } from './parameters.js';

const PROGRESS_EVERY_MS = 100;

// duckdb.h's duckdb_statement_type; the driver's own enum would need the driver at import time.
const SELECT = 1;
const INSERT = 2;
const UPDATE = 3;
const EXPLAIN = 4;
const DELETE = 5;
const TRANSACTION = 10;
const COPY = 11;
const RELATION = 19;
const MERGE_INTO = 26;
const STREAMED = new Set<number>([SELECT, EXPLAIN, RELATION]);
const CHANGES_ROWS = new Set<number>([INSERT, UPDATE, DELETE, COPY, MERGE_INTO]);

/** The rows of a statement stand in a file. */
export interface Written {
  readonly columns: readonly Column[];
  readonly written: number;
}

/** A statement that runs, or has run. */
export interface Started {
  readonly result: DuckDB.DuckDBResult;
  /** Whether the result counts rows that were changed. */
  readonly changesRows: boolean;
  /** BEGIN, COMMIT or ROLLBACK. */
  readonly isTransaction: boolean;
  /** Set where each row is a text that was made of these. */
  readonly lineColumns?: readonly Column[];
}

/**
 * Runs what the text holds (a PIVOT becomes two statements) and gives the last one's result.
 * @param zone the time zone of the session
 * @throws the driver's error; QueryError and ExportError for what it ran inside of a statement of its own
 */
export async function startStatement(
  native: DuckDB.DuckDBConnection,
  sql: string,
  { parameters, onEvent, engineFile, engineLines }: ExecuteOptions,
  zone: string,
): Promise<Started | Written> {
  const extracted = await native.extractStatements(sql);
  const stopProgress = onEvent ? watchProgress(native, onEvent) : () => undefined;
  try {
    for (let index = 0; index < extracted.count - 1; index++) {
      const before = await extracted.prepare(index);
      await before.run();
      before.destroySync();
    }
    const prepared = await extracted.prepare(extracted.count - 1);
    if (parameters) await bindParameters(native, prepared, parameters);
    const { statementType } = prepared;
    if (!parameters && extracted.count === 1 && (statementType as number) === SELECT) {
      const query = { native, sql, prepared, zone };
      const written = engineFile && (await copied(query, engineFile));
      const made = written ?? (engineLines && (await asLines(query, engineLines)));
      if (made) return made;
    }
    // Only a materialised result counts the rows that an INSERT, UPDATE or DELETE changed.
    const result = STREAMED.has(statementType) ? await prepared.stream() : await prepared.run();
    return started(result, statementType);
  } finally {
    stopProgress();
  }
}

function started(result: DuckDB.DuckDBResult, type: DuckDB.StatementType): Started {
  return { result, changesRows: CHANGES_ROWS.has(type), isTransaction: (type as number) === TRANSACTION };
}

interface Query {
  readonly native: DuckDB.DuckDBConnection;
  readonly sql: string;
  readonly prepared: DuckDB.DuckDBPreparedStatement;
  readonly zone: string;
}

/** Lets DuckDB write the rows; null, and nothing done, where it doesn't write them as smallex would. */
async function copied({ native, sql, prepared, zone }: Query, file: EngineFile): Promise<Written | null> {
  const plan = copyOf(prepared, sql, file, zone);
  if (!plan) return null;
  // What is a SELECT to DuckDB (SHOW, PRAGMA) need not be one inside of COPY.
  const copy = await native.prepare(plan.sql).catch(() => null);
  if (!copy) return null;
  try {
    const { rowsChanged } = await copy.run();
    await plan.finish(rowsChanged);
    return { columns: plan.columns, written: rowsChanged };
  } catch (error) {
    if (isInterrupt(error)) throw error;
    const lost = await copyWriteError(error, file);
    if (lost) throw lost;
    throw innerError(error, plan.sql, plan.queryAt);
  } finally {
    copy.destroySync();
  }
}

/** Lets DuckDB make a text of each row; null, and nothing done, where it would not be smallex's. */
async function asLines({ native, sql, prepared, zone }: Query, format: LineFormat): Promise<Started | null> {
  const plan = linesOf(prepared, sql, format, zone);
  const lines = plan && (await native.prepare(plan.sql).catch(() => null));
  if (!lines) return null;
  try {
    return { ...started(await lines.stream(), lines.statementType), lineColumns: plan.columns };
  } catch (error) {
    if (isInterrupt(error)) throw error;
    throw innerError(error, plan.sql, plan.queryAt);
  }
}

function watchProgress(native: DuckDB.DuckDBConnection, onEvent: NonNullable<ExecuteOptions['onEvent']>): () => void {
  const timer = setInterval(() => {
    const { percentage } = native.progress;
    if (percentage > 0) onEvent({ type: 'waiting', for: 'running', fraction: Math.min(1, percentage / 100) });
  }, PROGRESS_EVERY_MS);
  return () => clearInterval(timer);
}

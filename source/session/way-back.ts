import type { EngineName } from '../backends/base.js';
import { classifyStatement, type Classification } from '../sql/index.js';
import type { SessionEvent } from './events.js';

/** A statement that has just been done. */
export interface DoneStatement {
  readonly engine: EngineName;
  readonly meaning: Pick<Classification, 'verb' | 'target'>;
  readonly queryId: string | null;
  /** True while a transaction that holds it can still be rolled back. */
  readonly inTransaction: boolean;
}

const CHANGES = /^(?:DELETE|UPDATE|MERGE|TRUNCATE|INSERT OVERWRITE|INSERT REPLACE WHERE)\b/;
/** docs.snowflake.com/en/sql-reference/sql/undrop */
const UNDROPPED = /^DROP ((?:DYNAMIC |ICEBERG |EVENT )?TABLE|SCHEMA|DATABASE|EXTERNAL VOLUME|TAG)$/;
const REPLACED = /^CREATE OR REPLACE (?:TRANSIENT )?(TABLE|SCHEMA|DATABASE)$/;
const DELTA = /^(?:CREATE OR )?REPLACE TABLE$/;

/** One line on how to take back what a statement did; null where there is no way, or nothing to take back. */
export function wayBack({ engine, meaning: { verb, target }, queryId, inTransaction }: DoneStatement): string | null {
  const changes = CHANGES.test(verb);
  if (inTransaction && (changes || (engine === 'duckdb' && /^(?:DROP|CREATE OR REPLACE)\b/.test(verb)))) {
    return 'Way back: ROLLBACK; the transaction is still open.';
  }
  if (!target) return null;
  if (engine === 'snowflake') return onSnowflake(verb, target.text, changes ? queryId : null);
  return engine === 'databricks' ? onDatabricks(verb, target.text, changes) : null;
}

function onSnowflake(verb: string, target: string, queryId: string | null): string | null {
  const dropped = UNDROPPED.exec(verb)?.[1];
  if (dropped !== undefined) return `Way back: UNDROP ${dropped} ${target}; while Time Travel keeps it.`;
  const replaced = REPLACED.exec(verb)?.[1];
  if (replaced !== undefined) {
    return `Way back: ALTER ${replaced} ${target} RENAME TO …; then UNDROP ${replaced} ${target}; while Time Travel keeps it.`;
  }
  if (queryId === null) return null;
  return `Way back: SELECT * FROM ${target} BEFORE(STATEMENT => '${queryId}'); has it as it was.`;
}

function onDatabricks(verb: string, target: string, changes: boolean): string | null {
  if (verb === 'DROP TABLE') return `Way back: UNDROP TABLE ${target}; for 7 days, if Unity Catalog manages it.`;
  if (!changes && !DELTA.test(verb)) return null;
  return `Way back: RESTORE TABLE ${target} TO VERSION AS OF n; n stands in DESCRIBE HISTORY ${target}; (Delta tables).`;
}

/** Follows a run and gives that line when its statement is done. `\set wayback off` switches it off. */
export class WayBack {
  readonly #engine: EngineName;
  readonly #inTransaction: () => boolean;
  #sql = '';
  #queryId: string | null = null;

  constructor(engine: EngineName, inTransaction: () => boolean) {
    this.#engine = engine;
    this.#inTransaction = inTransaction;
  }

  take(event: SessionEvent): string | null {
    if (event.type === 'statement') {
      this.#sql = event.statement.sql;
      this.#queryId = null;
    } else if (event.type === 'query-id') this.#queryId = event.queryId;
    if (event.type !== 'done' || event.affected === 0) return null;
    const meaning = classifyStatement(this.#sql, { dialect: this.#engine });
    if (meaning.kind === 'reads' || meaning.kind === 'session') return null;
    return wayBack({
      engine: this.#engine,
      meaning,
      queryId: this.#queryId,
      inTransaction: this.#inTransaction(),
    });
  }
}

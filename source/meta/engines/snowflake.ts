import { QueryError } from '../../support/errors.js';
import type { NamedRow } from '../own.js';
import type { PlanNode } from '../plan-tree.js';
import { quotedLiteral, quotedPath } from '../quote.js';
import type { Ask, Details, EngineLists, Place } from './engine.js';

function within({ catalog, schema }: Place): string {
  const parts = [catalog, schema].filter((part) => part !== null);
  return parts.length === 2 ? ` IN SCHEMA ${quotedPath(parts, 'snowflake')}` : '';
}

/** Of EXPLAIN USING JSON: docs.snowflake.com/en/sql-reference/sql/explain. Parents hold what reads from a step. */
interface JsonPlan {
  readonly Operations: readonly (readonly JsonStep[])[];
}

interface JsonStep {
  readonly id: number;
  readonly operation: string;
  readonly parentOperators?: readonly number[];
  readonly objects?: readonly string[];
  readonly expressions?: readonly string[];
  readonly partitionsAssigned?: number;
  readonly partitionsTotal?: number;
}

function treeOf(steps: readonly JsonStep[]): readonly PlanNode[] {
  const under = (parent: number | undefined): PlanNode[] =>
    steps
      .filter(({ parentOperators }) =>
        parent === undefined ? !parentOperators?.length : parentOperators?.[0] === parent,
      )
      .map((step) => ({
        title: step.operation,
        details: [
          ...(step.objects ?? []),
          ...(step.partitionsTotal === undefined
            ? []
            : [`${step.partitionsAssigned ?? 0} of ${step.partitionsTotal} partitions`]),
          (step.expressions ?? []).join(', '),
        ],
        children: under(step.id),
      }));
  return under(undefined);
}

/** SHOW … LIKE takes a pattern and no exact name: the row of the very name is picked. */
async function shown(ask: Ask, kind: 'TABLES' | 'VIEWS', path: readonly string[]): Promise<NamedRow | undefined> {
  const name = path.at(-1)!;
  const where = path.length === 3 ? ` IN SCHEMA ${quotedPath(path.slice(0, 2), 'snowflake')}` : '';
  const rows = await ask(`SHOW ${kind} LIKE ${quotedLiteral(name, 'snowflake')}${where}`);
  return rows.find((row) => row['name'] === name);
}

async function details(path: readonly string[], ask: Ask): Promise<Details> {
  const table = await shown(ask, 'TABLES', path);
  const view = table ? undefined : await shown(ask, 'VIEWS', path);
  const row = table ?? view ?? {};
  const wanted = [
    'kind',
    'owner',
    'rows',
    'bytes',
    'cluster_by',
    'is_secure',
    'is_materialized',
    'created_on',
    'comment',
  ];
  const properties = wanted.flatMap((key): (readonly [string, string])[] => {
    const value = row[key];
    // Every table is of the kind TABLE, unless it is transient or temporary.
    const isEmpty = value === null || value === undefined || value === '' || value === 'false' || value === 'TABLE';
    return isEmpty ? [] : [[key.replaceAll('_', ' '), value]];
  });
  const constraints = table ? await foreignKeys(path, ask) : [];
  return {
    properties: table || view ? [['type', view ? 'view' : 'table'], ...properties] : [],
    constraints,
    definition: view?.['text'] ?? null,
  };
}

async function foreignKeys(path: readonly string[], ask: Ask): Promise<string[]> {
  try {
    const rows = await ask(`SHOW IMPORTED KEYS IN TABLE ${quotedPath(path, 'snowflake')}`);
    return rows
      .filter((row) => row['pk_table_name'])
      .map((row) => {
        const target = [row['pk_database_name'], row['pk_schema_name'], row['pk_table_name']].filter(Boolean).join('.');
        return `FOREIGN KEY (${row['fk_column_name'] ?? ''}) REFERENCES ${target} (${row['pk_column_name'] ?? ''})`;
      });
  } catch (thrown) {
    // Refused to roles that may read the table but not the one it points to.
    if (thrown instanceof QueryError) return [];
    throw thrown;
  }
}

export const snowflakeLists: EngineLists = {
  noRoles: null,
  noWarehouses: null,
  functions: (place, isSearch) => ({
    sql: isSearch ? `SHOW FUNCTIONS${within(place)}` : `SHOW USER FUNCTIONS${within(place)}`,
    columns: ['name', 'arguments', 'comment'],
    row: (row) => [row['name'] ?? '', row['arguments'] ?? '', row['description'] ?? ''],
  }),
  sequences: (place) => ({
    sql: `SHOW SEQUENCES${within(place)}`,
    columns: ['name', 'next value', 'interval', 'owner', 'comment'],
    row: (row) => [
      row['name'] ?? '',
      row['next_value'] ?? '',
      row['interval'] ?? '',
      row['owner'] ?? '',
      row['comment'] ?? '',
    ],
  }),
  details,
  explain: (sql) => `EXPLAIN USING JSON ${sql}`,
  plan: (rows) => {
    const { Operations } = JSON.parse(rows[0]?.[0] ?? '{"Operations":[]}') as JsonPlan;
    return Operations.flatMap(treeOf);
  },
  recent: {
    sql: `SELECT query_id, execution_status AS status, to_varchar(start_time) AS started, total_elapsed_time AS ms, query_text
      FROM TABLE(information_schema.query_history_by_user(result_limit => 30)) ORDER BY start_time DESC`,
    columns: ['query id', 'status', 'started', 'ms', 'statement'],
    row: (row) => [
      row['query_id'] ?? '',
      (row['status'] ?? '').toLowerCase(),
      row['started'] ?? '',
      row['ms'] ?? '',
      (row['query_text'] ?? '').replace(/\s+/g, ' '),
    ],
  },
  cancel: (id) => ({ sql: `SELECT SYSTEM$CANCEL_QUERY(${quotedLiteral(id, 'snowflake')})` }),
};

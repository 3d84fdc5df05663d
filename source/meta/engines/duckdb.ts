import type { PlanNode } from '../plan-tree.js';
import { quotedLiteral } from '../quote.js';
import type { Ask, Details, EngineLists, Place } from './engine.js';

const literal = (text: string): string => quotedLiteral(text, 'duckdb');

function within({ catalog, schema }: Place): string {
  return `database_name = ${catalog === null ? 'current_database()' : literal(catalog)}
    AND schema_name = ${schema === null ? 'current_schema()' : literal(schema)}`;
}

interface JsonNode {
  readonly name: string;
  readonly children: readonly JsonNode[];
  readonly extra_info: Readonly<Record<string, string | readonly string[]>>;
}

function nodeOf({ name, children, extra_info: info }: JsonNode): PlanNode {
  const { 'Estimated Cardinality': estimate, ...others } = info;
  const details = Object.entries(others).map(([key, value]) => `${key}: ${[value].flat().join(', ')}`);
  const rows = estimate === undefined ? [] : [`~${[estimate].flat().join('')} rows`];
  return { title: name.trim(), details: [...rows, ...details], children: children.map(nodeOf) };
}

async function details(path: readonly string[], ask: Ask): Promise<Details> {
  const [name = '', schema = null, catalog = null] = [...path].reverse();
  const place = within({ catalog, schema });
  const [table] = await ask(`SELECT estimated_size, column_count, temporary, comment FROM duckdb_tables()
    WHERE table_name = ${literal(name)} AND ${place}`);
  const [view] = await ask(
    `SELECT sql, temporary, comment FROM duckdb_views() WHERE view_name = ${literal(name)} AND ${place}`,
  );
  const constraints = await ask(`SELECT constraint_text AS text FROM duckdb_constraints()
    WHERE table_name = ${literal(name)} AND ${place} AND constraint_type <> 'NOT NULL' ORDER BY constraint_index`);
  const indexes = await ask(
    `SELECT sql AS text FROM duckdb_indexes() WHERE table_name = ${literal(name)} AND ${place}`,
  );
  const known = table ?? view;
  const properties: (readonly [string, string])[] = [
    ['type', table ? 'table' : 'view'],
    ...(table ? [['rows', `about ${table['estimated_size'] ?? '?'}`] as const] : []),
    ...(known?.['temporary'] === 'true' ? [['temporary', 'yes'] as const] : []),
    ...(known?.['comment'] ? [['comment', known['comment']] as const] : []),
  ];
  const texts = [...constraints, ...indexes].map(({ text }) => text?.replace(/;$/, '') ?? '');
  return { properties, constraints: texts, definition: view?.['sql'] ?? null };
}

export const duckdbLists: EngineLists = {
  noRoles: 'DuckDB has no users and roles.',
  noWarehouses: 'DuckDB runs in this program: there are no warehouses.',
  functions: (place, isSearch) => ({
    sql: `SELECT function_name AS name, function_type AS type, coalesce(return_type, '') AS returns,
        array_to_string(list_transform(parameters, lambda p, i: p || ' ' || coalesce(parameter_types[i], 'ANY')), ', ') AS arguments,
        coalesce(description, comment, '') AS comment
      FROM duckdb_functions() WHERE ${isSearch ? 'true' : `NOT internal AND ${within(place)}`} ORDER BY ALL`,
    columns: ['name', 'type', 'arguments', 'returns', 'comment'],
    row: ({ name, type, arguments: given, returns, comment }) => [
      name ?? '',
      type ?? '',
      given ?? '',
      returns ?? '',
      comment ?? '',
    ],
  }),
  sequences: (place) => ({
    sql: `SELECT sequence_name AS name, start_value, increment_by, last_value, comment FROM duckdb_sequences()
      WHERE ${within(place)} ORDER BY 1`,
    columns: ['name', 'start', 'increment', 'last value', 'comment'],
    row: (row) => [
      row['name'] ?? '',
      row['start_value'] ?? '',
      row['increment_by'] ?? '',
      row['last_value'] ?? '',
      row['comment'] ?? '',
    ],
  }),
  details,
  explain: (sql) => `EXPLAIN (FORMAT JSON) ${sql}`,
  plan: (rows) => rows.flatMap(([, json]) => (JSON.parse(json ?? '[]') as readonly JsonNode[]).map(nodeOf)),
  recent: 'DuckDB keeps no list of statements: \\s lists what was run here.',
  cancel: () => 'On DuckDB nothing runs but the statement of this prompt: Ctrl+C cancels it.',
};

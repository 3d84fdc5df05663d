import type { ObjectKind } from '../base.js';

/** How a function is called and what it gives, from duckdb_functions(). */
export const SIGNATURE = `function_name || '(' || array_to_string(parameters, ', ') || ')' || coalesce(' → ' || return_type, '')`;

/**
 * A query for what a schema holds beside tables: name, type, detail, comment; undefined for what DuckDB doesn't have.
 * The current schema where none is named.
 */
export function objectsSql(kind: ObjectKind, schema?: string, catalog?: string): string | undefined {
  const within = `database_name = ${catalog === undefined ? 'current_database()' : literal(catalog)}
    AND schema_name = ${schema === undefined ? 'current_schema()' : literal(schema)}`;
  switch (kind) {
    case 'pragmas':
      return functions(`function_type = 'pragma'`);
    case 'user functions':
      return functions(`NOT internal AND ${within}`);
    case 'sequences':
      return `SELECT sequence_name AS name, 'sequence' AS type, NULL AS detail, comment FROM duckdb_sequences() WHERE ${within}`;
    case 'indexes':
      return `SELECT index_name AS name, 'index' AS type, 'of ' || table_name AS detail, comment FROM duckdb_indexes() WHERE ${within}`;
    case 'types':
      return `SELECT type_name AS name, lower(logical_type) AS type, NULL AS detail, comment FROM duckdb_types()
        WHERE NOT internal AND ${within}`;
    case 'extensions':
      return `SELECT extension_name AS name, if(loaded, 'loaded', if(installed, 'installed', 'extension')) AS type,
        description AS detail, NULL AS comment FROM duckdb_extensions()`;
    case 'secrets':
      return `SELECT name, type, array_to_string(scope, ', ') AS detail, NULL AS comment FROM duckdb_secrets()`;
    default:
      return undefined;
  }
}

function functions(where: string): string {
  return `SELECT function_name AS name, any_value(function_type) AS type, any_value(${SIGNATURE}) AS detail, NULL AS comment
    FROM duckdb_functions() WHERE ${where} GROUP BY 1`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

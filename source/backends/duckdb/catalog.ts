import { QueryError } from '../../support/errors.js';
import type { Catalog, CatalogEntry, ColumnEntry } from '../base.js';

type Ask = (sql: string, values: readonly string[]) => Promise<(string | null)[][]>;

/** DuckDB's own functions answer at once; system schemas are left out where they only repeat. */
export class DuckDBCatalog implements Catalog {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async catalogs(): Promise<readonly CatalogEntry[]> {
    const rows = await this.#ask(
      `SELECT database_name, coalesce(path, 'in memory'), comment FROM duckdb_databases() WHERE NOT internal ORDER BY 1`,
      [],
    );
    return rows.map(([name, detail, comment]) => entry(name, 'catalog', detail, comment));
  }

  async schemas(catalog?: string): Promise<readonly CatalogEntry[]> {
    const rows = await this.#ask(
      `SELECT schema_name, comment FROM duckdb_schemas()
       WHERE database_name = ${catalog === undefined ? 'current_database()' : '$1'} ORDER BY 1`,
      catalog === undefined ? [] : [catalog],
    );
    return rows.map(([name, comment]) => entry(name, 'schema', null, comment));
  }

  async tables(schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    const inSchema = `database_name = ${catalog === undefined ? 'current_database()' : '$2'}
      AND schema_name = ${schema === undefined ? 'current_schema()' : '$1'}`;
    const values = [schema, catalog].filter((value) => value !== undefined);
    const place = schema === undefined ? inSchema.replace('$2', '$1') : inSchema;
    const rows = await this.#ask(
      `SELECT table_name, 'table', estimated_size::VARCHAR || if(estimated_size = 1, ' row', ' rows'), comment FROM duckdb_tables() WHERE ${place}
       UNION ALL
       SELECT view_name, 'view', NULL, comment FROM duckdb_views() WHERE NOT internal AND ${place}
       ORDER BY 1`,
      values,
    );
    return rows.map(([name, type, detail, comment]) => entry(name, type ?? 'table', detail, comment));
  }

  async functions(): Promise<readonly CatalogEntry[]> {
    const rows = await this.#ask(
      `SELECT function_name, any_value(function_type),
         any_value(function_name || '(' || array_to_string(parameters, ', ') || ')' || coalesce(' → ' || return_type, ''))
       FROM duckdb_functions() WHERE regexp_matches(function_name, '^[A-Za-z0-9_]+$') AND function_type <> 'pragma'
         AND NOT starts_with(function_name, '__internal')
       GROUP BY 1 ORDER BY 1`,
      [],
    );
    return rows.map(([name, type, detail]) => entry(name, type ?? 'function', detail, null));
  }

  async settings(): Promise<readonly CatalogEntry[]> {
    const rows = await this.#ask('SELECT name, value, description FROM duckdb_settings() ORDER BY 1', []);
    return rows.map(([name, value, detail]) => entry(name, value ?? '', detail, null));
  }

  async columns(path: readonly string[]): Promise<readonly ColumnEntry[]> {
    const [table, schema, catalog] = [...path].reverse();
    const rows = await this.#ask(
      `SELECT column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns()
       WHERE table_name = $1 AND schema_name = coalesce(nullif($2, ''), current_schema())
         AND database_name = coalesce(nullif($3, ''), current_database()) ORDER BY column_index`,
      [table ?? '', schema ?? '', catalog ?? ''],
    );
    if (rows.length === 0) {
      throw new QueryError(`There is no table or view "${path.join('.')}" here.`, {
        hint: 'List what is there with \\dt.',
      });
    }
    return rows.map(([name, typeName, nullable, defaultValue, comment]) => ({
      name: name ?? '',
      typeName: typeName ?? '',
      nullable: nullable === 'true',
      default: defaultValue ?? null,
      comment: comment ?? null,
    }));
  }
}

function entry(
  name: string | null | undefined,
  type: string,
  detail: string | null | undefined,
  comment: string | null | undefined,
): CatalogEntry {
  return { name: name ?? '', type, ...(detail && { detail }), comment: comment ?? null };
}

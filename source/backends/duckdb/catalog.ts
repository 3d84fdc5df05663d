import { QueryError } from '../../support/errors.js';
import { turn } from '../../support/turns.js';
import type { Catalog, CatalogEntry, ColumnEntry, ObjectKind } from '../base.js';
import { objectsSql, SIGNATURE } from './objects.js';

type Rows = (string | null)[][];
type Ask = (sql: string, values: readonly string[]) => Promise<Rows>;

/** Entries that come as one text. */
const PAGE = 500;

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
    return this.#list(
      `SELECT table_name AS name, 'table' AS type, estimated_size::VARCHAR || if(estimated_size = 1, ' row', ' rows') AS detail,
         comment FROM duckdb_tables() WHERE ${place}
       UNION ALL
       SELECT view_name, 'view', NULL, comment FROM duckdb_views() WHERE NOT internal AND ${place}`,
      'table',
      values,
    );
  }

  async functions(): Promise<readonly CatalogEntry[]> {
    return this.#list(
      `SELECT function_name AS name, any_value(function_type) AS type,
         any_value(${SIGNATURE}) AS detail,
         NULL AS comment
       FROM duckdb_functions() WHERE regexp_matches(function_name, '^[A-Za-z0-9_]+$') AND function_type <> 'pragma'
         AND NOT starts_with(function_name, '__internal')
       GROUP BY 1`,
      'function',
    );
  }

  async objects(kind: ObjectKind, schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    const query = objectsSql(kind, schema, catalog);
    return query === undefined ? [] : this.#list(query, kind.replace(/e?s$/, ''));
  }

  async settings(): Promise<readonly CatalogEntry[]> {
    return this.#list('SELECT name, value AS type, description AS detail, NULL AS comment FROM duckdb_settings()', '');
  }

  /**
   * What may be long, by name: many at a time as one text of JSON. Read value by value, 50,000 tables would take a third
   * of a second of the thread that keys wait for.
   */
  async #list(query: string, type: string, values: readonly string[] = []): Promise<readonly CatalogEntry[]> {
    const pages = await this.#ask(
      `SELECT to_json(list(entry ORDER BY name)) FROM (
         SELECT name, [name, type, detail, comment] AS entry, (row_number() OVER (ORDER BY name) - 1) // ${PAGE} AS page
         FROM (${query})
       ) GROUP BY page ORDER BY page`,
      values,
    );
    const entries: CatalogEntry[] = [];
    for (const [page] of pages) {
      for (const [name, ownType, detail, comment] of JSON.parse(page ?? '[]') as Rows)
        entries.push(entry(name, ownType ?? type, detail, comment));
      await turn();
    }
    return entries;
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

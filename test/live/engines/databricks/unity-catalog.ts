import { page } from '../../../doubles/databricks-rest.js';
import type { HttpAnswer } from '../../../doubles/http.js';

/** Runs one statement in Spark and gives its rows, each an object by column name. */
export type RunSql = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

interface Asked {
  readonly catalog: string;
  readonly schema: string;
  readonly withColumns: boolean;
}

/** Spark lists a catalog only after its first use. */
const CATALOGS = ['samples', 'spark_catalog'];
const SPARK_CATALOG = 'spark_catalog';

/** `tables/CATALOG.SCHEMA.TABLE`, with its columns. */
export async function answerTable(fullName: string, run: RunSql): Promise<HttpAnswer> {
  const [catalog = '', schema = '', name = ''] = decodeURIComponent(fullName).split('.');
  const query = new URLSearchParams({ catalog_name: catalog, schema_name: schema, omit_columns: 'true' });
  const listed = await answerUnityCatalog('tables', query, run);
  const { tables } = listed.body as { tables?: readonly { readonly name: string }[] };
  if (!tables) return listed;
  const table = tables.find((other) => other.name === name);
  if (!table) return missing('TABLE', `${catalog}.${schema}.${name}`);
  return { body: { ...table, columns: await columnsOf([catalog, schema, name].map(quoted).join('.'), run) } };
}

/**
 * Unity Catalog's REST listings, read from Spark: `catalogs`, `schemas?catalog_name`, `tables?catalog_name&schema_name`,
 * paged by `max_results` and `page_token` as Databricks does.
 */
export async function answerUnityCatalog(kind: string, query: URLSearchParams, run: RunSql): Promise<HttpAnswer> {
  const catalog = query.get('catalog_name') ?? '';
  const schema = query.get('schema_name') ?? '';
  if (kind === 'catalogs') return page(kind, await listCatalogs(run), query);
  const catalogs = await listCatalogs(run);
  if (!catalogs.some(({ name }) => name === catalog)) return missing('CATALOG', catalog);
  const schemas = await listSchemas(catalog, run);
  if (kind === 'schemas') return page(kind, schemas, query);
  if (!schemas.some(({ name }) => name === schema)) return missing('SCHEMA', `${catalog}.${schema}`);
  const withColumns = query.get('omit_columns') !== 'true';
  return page(kind, await listTables({ catalog, schema, withColumns }, run), query);
}

async function listCatalogs(run: RunSql): Promise<{ name: string }[]> {
  const rows = await run('SHOW CATALOGS');
  const names = new Set([...CATALOGS, ...rows.map(({ catalog }) => String(catalog))]);
  return [...names].sort().map((name) => ({ name, owner: 'smallex', catalog_type: 'MANAGED_CATALOG' }));
}

async function listSchemas(catalog: string, run: RunSql): Promise<{ name: string }[]> {
  const rows = await run(`SHOW SCHEMAS IN ${quoted(catalog)}`);
  return rows.map(({ namespace }) => {
    const name = unquoted(String(namespace));
    return { name, catalog_name: catalog, full_name: `${catalog}.${name}`, owner: 'smallex' };
  });
}

async function listTables(asked: Asked, run: RunSql): Promise<object[]> {
  const place = `${quoted(asked.catalog)}.${quoted(asked.schema)}`;
  const rows = await run(`SHOW TABLES IN ${place}`);
  // Only Spark's own catalog has views, and the one behind JDBC fails when asked for them.
  const viewRows = asked.catalog === SPARK_CATALOG ? await run(`SHOW VIEWS IN ${place}`) : [];
  const views = new Set(viewRows.map(({ viewName }) => viewName));
  const tables: object[] = [];
  for (const { tableName, isTemporary } of rows) {
    if (isTemporary === true) continue;
    const name = String(tableName);
    const full_name = `${asked.catalog}.${asked.schema}.${name}`;
    const described = asked.withColumns ? { columns: await columnsOf(`${place}.${quoted(name)}`, run) } : {};
    const table_type = views.has(name) ? 'VIEW' : 'MANAGED';
    tables.push({ name, catalog_name: asked.catalog, schema_name: asked.schema, full_name, table_type, ...described });
  }
  return tables;
}

async function columnsOf(table: string, run: RunSql): Promise<object[]> {
  const rows = await run(`DESCRIBE TABLE ${table}`);
  const end = rows.findIndex(({ col_name }) => String(col_name).startsWith('#') || col_name === '');
  return rows.slice(0, end < 0 ? undefined : end).map(({ col_name, data_type, comment }, position) => {
    const type_name = String(data_type)
      .replace(/[(<].*/, '')
      .toUpperCase();
    return { name: col_name, type_text: data_type, type_name, position, nullable: true, comment: comment ?? undefined };
  });
}

function missing(kind: 'CATALOG' | 'SCHEMA' | 'TABLE', name: string): HttpAnswer {
  const noun = kind[0]! + kind.slice(1).toLowerCase();
  return { status: 404, body: { error_code: `${kind}_DOES_NOT_EXIST`, message: `${noun} '${name}' does not exist.` } };
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** SHOW SCHEMAS quotes names that need it. */
function unquoted(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
}

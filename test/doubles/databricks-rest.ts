// The parts of Databricks' REST API that smallex asks: SQL warehouses, Unity Catalog, who am I.
import type { DatabricksCatalogs, DatabricksTable } from './databricks-session.js';
import type { Warehouses } from './databricks-warehouses.js';
import type { HttpAnswer } from './http.js';

const WAREHOUSE = /^(GET|POST) \/api\/2\.0\/sql\/warehouses\/(\w+)(?:\/(start|stop))?$/;
const UNITY = '/api/2.1/unity-catalog';

/** What a REST request asks for, in one word; undefined: it is none. */
export function restKind(route: string): string | undefined {
  if (route === 'GET /api/2.0/sql/warehouses') return 'warehouses';
  const warehouse = WAREHOUSE.exec(route);
  if (warehouse) return warehouse[3] === undefined ? 'warehouse' : `warehouse-${warehouse[3]}`;
  if (route === 'GET /api/2.0/preview/scim/v2/Me') return 'me';
  const listed = new RegExp(`^GET ${UNITY}/(catalogs|schemas|tables)(/.+)?$`).exec(route);
  return listed ? (listed[2] === undefined ? listed[1] : 'table') : undefined;
}

/** An error as Databricks' REST API gives it. */
export function restFailure(status: number, error_code: string | number, message: string, headers = {}): HttpAnswer {
  return { status, body: { error_code, message }, headers: { 'x-databricks-reason-phrase': message, ...headers } };
}

/** `route`: method and path. */
export function answerWarehouses(kind: string, route: string, warehouses: Warehouses): HttpAnswer {
  if (kind === 'warehouses') return { body: { warehouses: warehouses.list() } };
  const id = WAREHOUSE.exec(route)?.[2] ?? '';
  if (!warehouses.has(id)) return restFailure(404, 'RESOURCE_DOES_NOT_EXIST', `SQL warehouse ${id} does not exist`);
  if (kind === 'warehouse') return { body: warehouses.describe(id) };
  if (kind === 'warehouse-start') warehouses.start(id);
  else warehouses.stop(id);
  return { body: {} };
}

/** Unity Catalog's listings, paged by `max_results` and `page_token`, and `tables/CATALOG.SCHEMA.TABLE`. */
export function answerUnityCatalog(
  kind: string,
  path: string,
  query: URLSearchParams,
  catalogs: DatabricksCatalogs,
): HttpAnswer {
  if (kind === 'catalogs')
    return page(
      kind,
      Object.keys(catalogs).map((name) => ({ name })),
      query,
    );
  const parts = decodeURIComponent(path.slice(`${UNITY}/tables/`.length)).split('.');
  const [catalog = '', schema = ''] =
    kind === 'table' ? parts : [query.get('catalog_name') ?? '', query.get('schema_name') ?? ''];
  const schemas = catalogs[catalog];
  if (!schemas) return restFailure(404, 'CATALOG_DOES_NOT_EXIST', `Catalog '${catalog}' does not exist.`);
  if (kind === 'schemas') {
    const entries = Object.keys(schemas).map((name) => ({
      name,
      catalog_name: catalog,
      full_name: `${catalog}.${name}`,
    }));
    return page(kind, entries, query);
  }
  const tables = schemas[schema];
  if (!tables) return restFailure(404, 'SCHEMA_DOES_NOT_EXIST', `Schema '${catalog}.${schema}' does not exist.`);
  if (kind === 'tables')
    return page(
      kind,
      tables.map((table) => described(table, catalog, schema)),
      query,
    );
  const table = tables.find(({ name }) => name === parts[2]);
  if (!table) return restFailure(404, 'TABLE_DOES_NOT_EXIST', `Table '${parts.join('.')}' does not exist.`);
  return { body: described(table, catalog, schema) };
}

function described(table: DatabricksTable, catalog: string, schema: string): object {
  const place = { catalog_name: catalog, schema_name: schema, full_name: `${catalog}.${schema}.${table.name}` };
  const columns = (table.columns ?? []).map((column, position) => {
    const type_name = column.type_text.replace(/[(<].*/, '').toUpperCase();
    return { nullable: true, ...column, type_name, position };
  });
  return { table_type: 'MANAGED', ...table, ...place, columns };
}

/** One page of a listing. `max_results` 0 or absent: all. */
export function page(kind: string, entries: readonly object[], query: URLSearchParams): HttpAnswer {
  const start = Number(query.get('page_token') ?? 0);
  const size = Number(query.get('max_results') ?? 0) || entries.length;
  const next = start + size < entries.length ? { next_page_token: String(start + size) } : {};
  return { body: { [kind]: entries.slice(start, start + size), ...next } };
}

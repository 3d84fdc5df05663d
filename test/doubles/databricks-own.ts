// The statements that smallex sends by itself: where am I, go there, what is there. Everything else a test must script.
import type { DatabricksReply } from './databricks-operations.js';
import type { DatabricksCatalogs, DatabricksSession } from './databricks-session.js';

const NAME = '`(?:[^`]|``)+`|[\\w$]+';
const COMMENTS = /\/\*.*?\*\/|--[^\n]*(?:\n|$)/gs;
const USE_CATALOG = new RegExp(`^(?:use|set)\\s+catalog\\s+(${NAME})$`, 'i');
const USE_SCHEMA = new RegExp(`^use\\s+(?:schema\\s+|database\\s+)?(${NAME})(?:\\.(${NAME}))?$`, 'i');
const CONTEXT = /^select\s+((?:(?:current_\w+|version)\(\)(?:\s+as\s+(?:`[^`]+`|\w+))?(?:\s*,\s*)?)+)$/i;
const FUNCTION = /(current_\w+|version)\(\)(?:\s+as\s+(`[^`]+`|\w+))?/gi;
const SHOW = new RegExp(
  `^show\\s+(catalogs|schemas|databases|tables|views)(?:\\s+(?:in|from)\\s+(${NAME})(?:\\.(${NAME}))?)?$`,
  'i',
);

/** The answer to one of smallex's own statements, or undefined when it is none of them. */
export function ownAnswer(
  text: string,
  session: DatabricksSession,
  catalogs: DatabricksCatalogs,
): DatabricksReply | undefined {
  const sql = text.replace(COMMENTS, '').trim().replace(/;$/, '').trim();
  const catalog = USE_CATALOG.exec(sql)?.[1];
  if (catalog !== undefined) return goTo(plain(catalog), 'default', session, catalogs);
  const [, first, second] = USE_SCHEMA.exec(sql) ?? [];
  if (first !== undefined) {
    return second === undefined
      ? goTo(session.catalog, plain(first), session, catalogs)
      : goTo(plain(first), plain(second), session, catalogs);
  }
  if (/^select 1$/i.test(sql)) return { columns: [{ name: '1', type: 'int' }], rows: [[1]] };
  const asked = CONTEXT.exec(sql);
  if (asked) return contextRow(asked[1]!, session);
  const [, kind, place, inner] = SHOW.exec(sql) ?? [];
  return kind === undefined ? undefined : show(kind.toLowerCase(), [place, inner], session, catalogs);
}

function goTo(
  catalog: string,
  schema: string,
  session: DatabricksSession,
  catalogs: DatabricksCatalogs,
): DatabricksReply {
  const missing = notFound(catalog, schema, catalogs);
  if (missing) return missing;
  session.catalog = catalog;
  session.schema = schema;
  return {};
}

function notFound(
  catalog: string,
  schema: string | undefined,
  catalogs: DatabricksCatalogs,
): DatabricksReply | undefined {
  const found = catalogs[catalog];
  if (!found) {
    const message = `Catalog '${catalog}' was not found. Please verify the catalog name and then retry the query or command again.`;
    return { error: { code: 'NO_SUCH_CATALOG_EXCEPTION', message, sqlState: '42704' } };
  }
  if (schema === undefined || schema === 'default' || schema in found) return undefined;
  const message = `The schema \`${catalog}\`.\`${schema}\` cannot be found. Verify the spelling and correctness of the schema and catalog.`;
  return { error: { code: 'SCHEMA_NOT_FOUND', message, sqlState: '42704' } };
}

function contextRow(list: string, session: DatabricksSession): DatabricksReply {
  const values: Readonly<Record<string, string>> = {
    current_user: session.user,
    current_catalog: session.catalog,
    current_schema: session.schema,
    current_database: session.schema,
    current_timezone: session.configuration['TIMEZONE'] ?? 'Etc/UTC',
    version: '4.1.0 double',
  };
  const asked = [...list.matchAll(FUNCTION)].map(([call, name, alias]) => ({
    name: alias === undefined ? call : plain(alias),
    value: values[name!.toLowerCase()] ?? null,
  }));
  return { columns: asked.map(({ name }) => ({ name, type: 'string' })), rows: [asked.map(({ value }) => value)] };
}

function show(
  kind: string,
  place: (string | undefined)[],
  session: DatabricksSession,
  catalogs: DatabricksCatalogs,
): DatabricksReply {
  const [first, second] = place.map((name) => (name === undefined ? undefined : plain(name)));
  if (kind === 'catalogs') return names('catalog', Object.keys(catalogs));
  const ofTables = kind === 'tables' || kind === 'views';
  const catalog = (ofTables ? second && first : first) ?? session.catalog;
  const schema = ofTables ? (second ?? first ?? session.schema) : undefined;
  const missing = notFound(catalog, schema, catalogs);
  if (missing) return missing;
  if (schema === undefined) return names('databaseName', Object.keys(catalogs[catalog]!));
  const tables = (catalogs[catalog]![schema] ?? []).filter((table) => kind === 'tables' || table.table_type === 'VIEW');
  const columns = [
    { name: kind === 'views' ? 'namespace' : 'database', type: 'string' },
    { name: kind === 'views' ? 'viewName' : 'tableName', type: 'string' },
    { name: 'isTemporary', type: 'boolean' },
  ];
  return { columns, rows: tables.map(({ name }) => [schema, name, false]) };
}

function names(column: string, found: readonly string[]): DatabricksReply {
  return { columns: [{ name: column, type: 'string' }], rows: found.map((name) => [name]) };
}

function plain(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
}

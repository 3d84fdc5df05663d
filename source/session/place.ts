import path from 'node:path';
import type { ConnectionContext, ConnectionOptions, EngineName } from '../backends/base.js';
import { expandTilde } from '../support/paths.js';

/** Options that name where a session works, and the part of its context that says the same. */
const PLACES: Readonly<Record<EngineName, Readonly<Record<string, 'role' | 'warehouse' | 'catalog' | 'schema'>>>> = {
  snowflake: { role: 'role', warehouse: 'warehouse', database: 'catalog', schema: 'schema' },
  databricks: { catalog: 'catalog', schema: 'schema' },
  // A DuckDB schema may be of an attached file: USE is sent again after ATTACH.
  duckdb: {},
};

/** The options that open a session where another one was. Names stand as they are stored. */
export function placeOf(engine: EngineName, context: ConnectionContext): ConnectionOptions {
  return Object.fromEntries(
    Object.entries(PLACES[engine]).map(([option, part]) => {
      const name = context[part];
      if (name === null) return [option, undefined];
      // In quotes a Snowflake name is taken letter by letter; Databricks takes it so anyway.
      return [option, engine === 'snowflake' ? `"${name.replaceAll('"', '""')}"` : name];
    }),
  );
}

/** Where a session that isn't open yet will be, by its options. */
export function placeAhead(engine: EngineName, options: ConnectionOptions): ConnectionContext {
  const text = (key: string): string | null => {
    const value = options[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  if (engine === 'duckdb') return duckdbAhead(text('path') ?? '', text('schema'));
  return {
    user: text('user'),
    role: text('role'),
    warehouse: text('warehouse'),
    catalog: text(engine === 'snowflake' ? 'database' : 'catalog'),
    schema: text('schema'),
    account: text('account') ?? text('server_hostname') ?? '',
  };
}

/** DuckDB calls the catalog of a file by its name up to the first dot. */
function duckdbAhead(file: string, schema: string | null): ConnectionContext {
  const isMemory = file.trim() === '' || file.trim() === ':memory:';
  const catalog = isMemory ? 'memory' : file.startsWith('md:') ? null : (path.basename(file).split('.')[0] ?? null);
  const account = isMemory ? ':memory:' : expandTilde(file);
  return { user: null, role: null, warehouse: null, catalog, schema: schema ?? 'main', account };
}

/** `ANALYST on WH, SALES.PUBLIC`; '' when nothing is known. */
export function placeText({ role, warehouse, catalog, schema }: ConnectionContext): string {
  const where = [catalog, schema].filter((part) => part !== null && part !== '').join('.');
  const who = [role && `as ${role}`, warehouse && `on ${warehouse}`].filter(Boolean).join(' ');
  return [who, where && `in ${where}`].filter(Boolean).join(', ');
}

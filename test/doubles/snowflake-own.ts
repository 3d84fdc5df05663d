// The statements that smallex sends by itself: where am I, go there, what is there. Everything else a test must script.
import { NOT_THERE } from './snowflake-wire.js';
import { plainName } from './snowflake-session.js';
import type { KnownObjects, SnowflakeSession } from './snowflake-session.js';
import { TYPE_IDS } from './snowflake-statements.js';
import type { SnowflakeReply } from './snowflake-statements.js';

const IDENTIFIER = '"(?:[^"]|"")+"|[\\w$]+';
const COMMENTS = /\/\*.*?\*\/|--[^\n]*(?:\n|$)/gs;
const USE = new RegExp(`^use\\s+(role|warehouse|database|schema)\\s+(${IDENTIFIER})(?:\\.(${IDENTIFIER}))?$`, 'i');
const CONTEXT = /^select\s+((?:current_\w+\(\)(?:\s+as\s+(?:"[^"]+"|\w+))?(?:\s*,\s*)?)+)$/i;
const FUNCTION = /(current_\w+)\(\)(?:\s+as\s+("[^"]+"|\w+))?/gi;
const DONE = 'Statement executed successfully.';

/** The answer to one of smallex's own statements, or undefined when it is none of them. */
export function ownAnswer(text: string, session: SnowflakeSession, known: KnownObjects): SnowflakeReply | undefined {
  const sql = text.replace(COMMENTS, '').trim().replace(/;$/, '');
  const used = USE.exec(sql);
  if (used) return goTo(used[1]!.toLowerCase(), used[2]!, used[3], session, known);
  if (/^(use\s+secondary\s+roles|alter\s+session)\b/i.test(sql))
    return { status: DONE, statementTypeId: TYPE_IDS.session };
  const asked = CONTEXT.exec(sql);
  if (asked) return contextRow(asked[1]!, session, known);
  const listed =
    /^show\s+(?:terse\s+)?(warehouses|roles|databases|schemas)\b(?:.*?\bin\s+(?:database\s+)?("[^"]+"|\w+))?/i.exec(
      sql,
    );
  return listed ? list(listed[1]!.toLowerCase(), listed[2], session, known) : undefined;
}

function goTo(
  kind: string,
  first: string,
  second: string | undefined,
  session: SnowflakeSession,
  known: KnownObjects,
): SnowflakeReply {
  const { context } = session;
  const name = plainName(second ?? first);
  const done: SnowflakeReply = { status: DONE, statementTypeId: TYPE_IDS.session };
  if (kind === 'warehouse' && known.warehouses.includes(name)) context.warehouse = name;
  else if (kind === 'role' && known.roles.includes(name)) context.role = name;
  else if (kind === 'database' && name in known.databases) {
    context.database = name;
    context.schema = known.databases[name]!.includes('PUBLIC') ? 'PUBLIC' : null;
  } else if (kind === 'schema') {
    const database = second === undefined ? context.database : plainName(first);
    if (database === null || !known.databases[database]?.includes(name)) return { error: NOT_THERE };
    context.database = database;
    context.schema = name;
  } else return { error: NOT_THERE };
  return done;
}

function contextRow(list: string, session: SnowflakeSession, known: KnownObjects): SnowflakeReply {
  const { warehouse, role, database, schema } = session.context;
  const values: Readonly<Record<string, string | null>> = {
    current_user: session.user.toUpperCase(),
    current_role: role,
    current_warehouse: warehouse,
    current_database: database,
    current_schema: schema,
    current_account: 'DOUBLE',
    current_account_name: 'DOUBLE',
    current_organization_name: 'SMALLEX',
    current_region: 'LOCAL',
    current_version: '9.0.0',
    current_session: String(session.id),
    current_timestamp: '2026-11-23 12:00:00 +00:00',
    current_available_roles: JSON.stringify(known.roles),
    current_secondary_roles: '{"roles":"","value":""}',
  };
  const asked = [...list.matchAll(FUNCTION)].map(([call, name, alias]) => ({
    name: alias === undefined ? call.toUpperCase() : plainName(alias),
    type: /timestamp/i.test(call) ? 'timestamp_ltz' : 'text',
    value: values[name!.toLowerCase()] ?? null,
  }));
  return { columns: asked.map(({ name, type }) => ({ name, type })), rows: [asked.map(({ value }) => value)] };
}

function list(
  kind: string,
  place: string | undefined,
  { context }: SnowflakeSession,
  known: KnownObjects,
): SnowflakeReply {
  const text = (...names: string[]): { name: string; type: string }[] => names.map((name) => ({ name, type: 'text' }));
  if (kind === 'warehouses') {
    const rows = known.warehouses.map((name, index) => [
      name,
      index === 0 ? 'STARTED' : 'SUSPENDED',
      'STANDARD',
      'X-Small',
    ]);
    return { columns: text('name', 'state', 'type', 'size'), rows };
  }
  if (kind === 'roles')
    return { columns: text('created_on', 'name', 'comment'), rows: known.roles.map((name) => ['', name, '']) };
  const created = '2026-01-01 00:00:00 +00:00';
  if (kind === 'databases') {
    const rows = Object.keys(known.databases).map((name) => [created, name, 'SYSADMIN', '']);
    return { columns: text('created_on', 'name', 'owner', 'comment'), rows };
  }
  const database = place === undefined ? context.database : plainName(place);
  const schemas = database === null ? undefined : known.databases[database];
  if (!schemas) return { error: NOT_THERE };
  return {
    columns: text('created_on', 'name', 'database_name'),
    rows: schemas.map((name) => [created, name, database]),
  };
}

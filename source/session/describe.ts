import { readOnlyNotice, readOnlyOptions } from './read-only.js';
import type { Session } from './session.js';

const ENGINE_LABELS = { snowflake: 'Snowflake', databricks: 'Databricks', duckdb: 'DuckDB' } as const;

/** Who and where a session is, one fact a line, only those there are. */
export function describeContext(session: Session): string[] {
  const { user, role, secondaryRoles, warehouse, warehouseState, catalog, schema, account, serverVersion, timeZone } =
    session.context;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Profile', session.name],
    ['Engine', [ENGINE_LABELS[session.engine], serverVersion].filter(Boolean).join(' ')],
    [session.engine === 'duckdb' ? 'Database' : session.engine === 'databricks' ? 'Workspace' : 'Account', account],
    ['User', user],
    ['Role', role && secondaryRoles ? `${role} (secondary roles: ${secondaryRoles})` : role],
    ['Warehouse', warehouse && warehouseState ? `${warehouse} (${warehouseState})` : warehouse],
    ['Catalog', catalog],
    ['Schema', schema],
    ['Time zone', timeZone],
    ['State', stateOf(session)],
    ['Environment', session.settings.environment],
    ['Mode', session.settings.read_only === true ? modeOf(session) : null],
  ];
  return facts.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(13)}${value}`] : []));
}

const ASLEEP = {
  unopened: 'not connected yet; the next statement connects',
  idle: 'closed while idle; the next statement opens it again',
  released: 'released; the next statement opens it again',
  lost: 'lost; the next statement opens it again',
} as const;

/** What a person should know before they leave the session alone; null while there is nothing. */
function stateOf({ asleep, held }: Session): string | null {
  if (asleep !== undefined) return ASLEEP[asleep];
  return held === '' ? null : `holds ${held}`;
}

function modeOf({ engine, options, context }: Session): string {
  return readOnlyNotice(readOnlyOptions(engine, options).enforcement, context.role);
}

/** The first of the two lines on opening: `ana as ANALYST · WH (started) · SALES.PUBLIC · acme-prod · production`. */
export function describeBriefly(session: Session): string {
  return factsOf(session).join(' · ');
}

/** What a login found that an earlier brief description did not say; empty: nothing. */
export function describeFound(session: Session, before: string): string {
  const said = new Set(before.toLowerCase().split(' · '));
  return factsOf(session)
    .filter((fact) => !said.has(fact.toLowerCase()))
    .join(' · ');
}

function factsOf({ engine, name, context, settings }: Session): readonly string[] {
  const { user, role, warehouse, warehouseState, catalog, schema, account } = context;
  const place = [catalog, schema].filter(Boolean).join('.');
  const parts = [
    `${ENGINE_LABELS[engine]} ${name === engine ? '' : name}`.trim(),
    user && role ? `${user} as ${role}` : user,
    warehouse && warehouseState ? `${warehouse} (${warehouseState})` : warehouse,
    place,
    account === place ? null : account === ':memory:' ? 'in memory' : account,
    settings.environment,
    settings.read_only === true ? 'read-only' : null,
  ];
  return parts.filter((part): part is string => part !== null && part !== undefined && part !== '');
}

import { ConnectionError, SmallexError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import type { ConnectionOptions, Io, ListKind } from '../base.js';
import { runStage, skipStage } from '../stages.js';
import { quoteName, storedName, storedNames } from './identifier.js';
import { listNames } from './listings.js';
import { numberOption, textOption } from './options.js';
import type { Session } from './session.js';

interface Choice {
  readonly stage: 'role' | 'warehouse' | 'catalog' | 'schema';
  readonly field: string;
  readonly kind: ListKind;
  readonly what: string;
  readonly none: string;
}

const ROLE: Choice = { stage: 'role', field: 'role', kind: 'role', what: 'role', none: 'your default role' };
const WAREHOUSE: Choice = {
  stage: 'warehouse',
  field: 'warehouse',
  kind: 'warehouse',
  what: 'warehouse',
  none: 'your default warehouse, if you have one',
};
const DATABASE: Choice = {
  stage: 'catalog',
  field: 'database',
  kind: 'catalog',
  what: 'database',
  none: 'none chosen',
};
const SCHEMA: Choice = { stage: 'schema', field: 'schema', kind: 'schema', what: 'schema', none: 'none chosen' };

/**
 * Puts a session where the options want it: role → warehouse → database → schema → one SELECT, a stage event each.
 * USE and not login options, because a login accepts a warehouse, database or schema that isn't there and says nothing.
 * @throws ConnectionError at its stage, naming the thing; CancelledError.
 */
export async function openSession(session: Session, options: ConnectionOptions, io: Io): Promise<void> {
  await choose(session, ROLE, options, io);
  await chooseSecondaryRoles(session, options, io);
  await setParameters(session, options, io);
  await choose(session, WAREHOUSE, options, io);
  await choose(session, DATABASE, options, io);
  await choose(session, SCHEMA, options, io);
  await runStage(
    io,
    'select',
    () => readContext(session, io.signal),
    () => `${session.context.user ?? '?'} as ${session.context.role ?? 'no role'}`,
  );
}

async function choose(session: Session, choice: Choice, options: ConnectionOptions, io: Io): Promise<void> {
  const wanted = textOption(options, choice.field);
  if (wanted === undefined) {
    skipStage(io, choice.stage, choice.none);
    return;
  }
  await runStage(
    io,
    choice.stage,
    () => use(session, choice, wanted, io.signal),
    (name) => name,
  );
}

async function use(session: Session, choice: Choice, wanted: string, signal?: AbortSignal): Promise<string> {
  let refused: unknown;
  for (const name of storedNames(wanted)) {
    try {
      await session.rows(`USE ${choice.what.toUpperCase()} ${quoteName(name)}`, signal);
      if (session.context[choice.stage] !== null) return name;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused ??= error;
    }
  }
  throw await refusal(session, choice, wanted, refused);
}

function isRefusal(error: unknown): boolean {
  return error instanceof SmallexError && error.code === 'QUERY';
}

async function refusal(session: Session, choice: Choice, wanted: string, refused: unknown): Promise<ConnectionError> {
  const { what, stage, field } = choice;
  const said = refused instanceof SmallexError ? ` Snowflake says: ${refused.message.replace(/\s+/g, ' ')}` : '';
  const where = stage === 'schema' ? ` in the database ${session.context.catalog ?? '(none)'}` : '';
  const role = stage === 'role' ? '' : ` for the role ${session.context.role ?? '(none)'}`;
  return new ConnectionError(`There is no ${what} "${wanted}"${where}${role}, or it is not granted.${said}`, {
    stage,
    field,
    hint: await suggestion(session, choice, wanted),
    engineCode: (refused as { engineCode?: string } | undefined)?.engineCode,
    cause: refused,
  });
}

// A listing is one more request, after the attempt has failed, and starts nothing.
async function suggestion(session: Session, { kind, what }: Choice, wanted: string): Promise<string> {
  const names = await listNames(session, kind).then(
    (listed) => listed.map((entry) => entry.name),
    () => [],
  );
  if (names.length === 0) return `No ${what} is visible to you there. Leave it empty, or choose another role.`;
  const guess = nearest(storedName(wanted), names);
  const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? `, … (${names.length})` : '');
  return `${guess ? `Did you mean ${guess}? ` : ''}You can use: ${shown}.`;
}

async function chooseSecondaryRoles(session: Session, options: ConnectionOptions, io: Io): Promise<void> {
  const wanted = textOption(options, 'secondary_roles');
  if (wanted === undefined) return;
  const roles = /^(?:all|none)$/i.test(wanted)
    ? wanted.toUpperCase()
    : wanted
        .split(',')
        .map((role) => quoteName(storedName(role)))
        .join(', ');
  try {
    await session.rows(`USE SECONDARY ROLES ${roles}`, io.signal);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new ConnectionError(`The secondary roles "${wanted}" can't be used. ${(error as Error).message}`, {
      stage: 'role',
      field: 'secondary_roles',
      hint: 'Use ALL, NONE or the names of roles that are granted to you.',
      cause: error,
    });
  }
}

/** Before a warehouse is chosen: what starts it is tagged, too. */
async function setParameters(session: Session, options: ConnectionOptions, io: Io): Promise<void> {
  const tag = textOption(options, 'query_tag');
  const timeout = numberOption(options, 'statement_timeout');
  const parameters = [
    ...(tag === undefined ? [] : [`QUERY_TAG = '${tag.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`]),
    ...(timeout === undefined ? [] : [`STATEMENT_TIMEOUT_IN_SECONDS = ${timeout}`]),
  ];
  if (parameters.length > 0) await session.rows(`ALTER SESSION SET ${parameters.join(' ')}`, io.signal);
}

const CONTEXT =
  'SELECT CURRENT_USER() AS "user", CURRENT_VERSION() AS "version", CURRENT_SECONDARY_ROLES() AS "secondary", CURRENT_TIMESTAMP() AS "now"';

/** Needs no warehouse. `now` is there for its column, which carries the session's time zone. */
async function readContext(session: Session, signal?: AbortSignal): Promise<void> {
  const [row] = await session.rows(CONTEXT, signal);
  const { context } = session;
  context.user = row?.['user'] ?? context.user;
  context.serverVersion = row?.['version'] ?? null;
  context.secondaryRoles = secondaryRoles(row?.['secondary'] ?? null);
  context.warehouseState = context.warehouse === null ? null : await warehouseState(session, context.warehouse);
}

/** `ALL`, names, or null from `{"roles":"A,B","value":"ALL"}`. */
function secondaryRoles(json: string | null): string | null {
  const found = /"value"\s*:\s*"([^"]+)"/.exec(json ?? '') ?? /"roles"\s*:\s*"([^"]+)"/.exec(json ?? '');
  return found?.[1] ?? null;
}

/** What SHOW says of it now; it starts nothing. Null where it may not be seen. */
async function warehouseState(session: Session, name: string): Promise<string | null> {
  const listed = await listNames(session, 'warehouse').catch(() => []);
  return listed.find((one) => one.name === name)?.state ?? null;
}

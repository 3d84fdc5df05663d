import type { Listed, ListKind } from '../base.js';
import type { Cell } from '../../results/column.js';
import { quoteName, storedName } from './identifier.js';
import type { Session } from './session.js';

type Row = Readonly<Record<string, Cell>>;

/**
 * What may be chosen after the login. SHOW needs no warehouse and starts none; it ends at 10,000 rows.
 * @param parent for schemas: the database, else the current one.
 * @throws QueryError, ConnectionError
 */
export async function listNames(session: Session, kind: ListKind, parent?: string): Promise<readonly Listed[]> {
  switch (kind) {
    case 'role':
      return listRoles(session);
    case 'warehouse':
      return (await session.rows('SHOW WAREHOUSES')).map(warehouse);
    case 'catalog':
      return (await session.rows('SHOW TERSE DATABASES')).map(named);
    case 'schema':
      return (await session.rows(`SHOW TERSE SCHEMAS${inDatabase(session, parent)}`)).map(named);
  }
}

function inDatabase(session: Session, parent: string | undefined): string {
  if (parent !== undefined) return ` IN DATABASE ${quoteName(storedName(parent))}`;
  return session.context.catalog === null ? ' IN ACCOUNT' : ` IN DATABASE ${quoteName(session.context.catalog)}`;
}

// SHOW ROLES names every role one may see; the function names those that one may use.
async function listRoles(session: Session): Promise<readonly Listed[]> {
  try {
    const [row] = await session.rows('SELECT CURRENT_AVAILABLE_ROLES() AS "roles"');
    const names = JSON.parse(row?.['roles'] ?? '[]') as unknown;
    if (Array.isArray(names) && names.length > 0) return names.map((name) => ({ name: String(name) })).sort(byName);
  } catch {
    // Below is the way that every server knows.
  }
  return (await session.rows('SHOW ROLES')).map(named);
}

function byName(a: Listed, b: Listed): number {
  return a.name < b.name ? -1 : 1;
}

function named(row: Row): Listed {
  return { name: row['name'] ?? '' };
}

function warehouse(row: Row): Listed {
  const state = row['state']?.toLowerCase();
  const suspend = Number(row['auto_suspend'] ?? Number.NaN);
  const parts = [row['size'], state, suspend > 0 ? `suspends after ${suspend} s` : undefined];
  return {
    name: row['name'] ?? '',
    detail: parts.filter((part) => part !== undefined && part !== null && part !== '').join(', '),
    ...(state !== undefined && { state }),
  };
}

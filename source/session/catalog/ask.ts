import type { ColumnEntry, ListKind } from '../../backends/base.js';
import type { Session } from '../session.js';
import type { Known, ListingRequest } from './listing.js';

/**
 * Asks the engine for one level of the catalog.
 * @throws SmallexError when it refuses, and what a lost connection throws
 */
export async function askFor(session: Session, request: ListingRequest): Promise<readonly Known[]> {
  const { catalog } = session.connection;
  switch (request.kind) {
    case 'catalogs':
      return (await catalog.catalogs()).map(known);
    case 'schemas':
      return (await catalog.schemas(request.catalog)).map(known);
    case 'tables':
      return (await catalog.tables(request.schema, request.catalog)).map(known);
    case 'columns':
      return (await catalog.columns(request.path)).map(column);
    case 'warehouses':
      return listed(session, 'warehouse');
    case 'roles':
      return listed(session, 'role');
    case 'functions':
      return (await catalog.functions()).map(known);
    case 'settings':
      return (await catalog.settings()).map(known);
    case 'stages':
      return ((await catalog.stages?.()) ?? []).map(known);
    case 'stage-files':
      return ((await catalog.stageFiles?.(request.folder)) ?? []).map(known);
  }
}

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly detail?: string | undefined;
  readonly comment?: string | null | undefined;
}

function known({ name, type, detail, comment }: Entry): Known {
  return { name, type, ...joined([detail, comment]) };
}

function column({ name, typeName, nullable, key, comment }: ColumnEntry): Known {
  const facts = [key === null || key === undefined ? null : `${key} key`, nullable === false ? 'not null' : null];
  return { name, type: typeName, ...joined([...facts, comment]) };
}

async function listed(session: Session, kind: ListKind): Promise<readonly Known[]> {
  // Whether a warehouse runs is what one is chosen by.
  return (await session.login.list(kind)).map(({ name, detail, state }) => ({
    name,
    type: state ?? kind,
    ...joined([detail]),
  }));
}

function joined(facts: readonly (string | null | undefined)[]): { readonly detail?: string } {
  const told = facts.filter((fact) => fact !== null && fact !== undefined && fact !== '');
  return told.length > 0 ? { detail: told.join(' · ') } : {};
}

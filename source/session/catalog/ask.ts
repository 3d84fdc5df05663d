import type { ColumnEntry, ListKind } from '../../backends/base.js';
import { mapInTurns } from '../../support/turns.js';
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
      return mapInTurns(await catalog.catalogs(), known);
    case 'schemas':
      return mapInTurns(await catalog.schemas(request.catalog), known);
    case 'tables':
      return mapInTurns(await catalog.tables(request.schema, request.catalog), known);
    case 'columns':
      return mapInTurns(await catalog.columns(request.path), column);
    case 'warehouses':
      return listed(session, 'warehouse');
    case 'roles':
      return listed(session, 'role');
    case 'functions':
      return mapInTurns(await catalog.functions(), known);
    case 'settings':
      return mapInTurns(await catalog.settings(), known);
    case 'objects':
      return mapInTurns(await catalog.objects(request.of, request.schema, request.catalog), known);
    case 'stages':
      return mapInTurns((await catalog.stages?.()) ?? [], known);
    case 'stage-files':
      return mapInTurns((await catalog.stageFiles?.(request.folder)) ?? [], known);
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

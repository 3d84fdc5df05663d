import type { Batch } from '../../results/column.js';
import { mapInTurns } from '../../support/turns.js';
import { AuthError, CancelledError, ConnectionError, QueryError, SmallexError } from '../../support/errors.js';
import type { Catalog, CatalogEntry, ColumnEntry, ConnectionContext, Listed, ObjectKind } from '../base.js';
import { quoted } from './context.js';
import type { Json, WorkspaceRest } from './rest.js';
import { SETTINGS } from './settings.js';

export interface CatalogSession {
  rows(sql: string): Promise<Batch>;
  context(): Promise<ConnectionContext>;
  /** Ends what is asked over REST now. */
  readonly signal: AbortSignal;
}

/** Where a row of SHOW has the name: catalog, namespace, schema, name; schema, name. */
const SHOWN: Readonly<Partial<Record<ObjectKind, number>>> = { procedures: 3, volumes: 1 };

const UNITY = '/api/2.1/unity-catalog';
// Unity Catalog's own limit for a page.
const PAGE = { max_results: '1000' };

/** Catalogs and schemas for a picker; over REST alone, so no warehouse starts. @throws SmallexError when refused */
export async function listUnity(
  rest: WorkspaceRest,
  kind: 'catalog' | 'schema',
  catalog?: string,
): Promise<readonly Listed[]> {
  if (kind === 'schema' && catalog === undefined) return [];
  const entries =
    kind === 'catalog'
      ? await rest.getAll(`${UNITY}/catalogs`, 'catalogs', { stage: 'catalog', query: PAGE })
      : await rest.getAll(`${UNITY}/schemas`, 'schemas', {
          stage: 'schema',
          query: { ...PAGE, catalog_name: catalog! },
        });
  return entries.map((entry) => {
    const detail = textIn(entry, 'comment');
    return { name: textIn(entry, 'name') ?? '', ...(detail && { detail }) };
  });
}

/**
 * What is in the metastore: Unity Catalog's REST where it answers, which needs no warehouse and no statement, else SHOW
 * and DESCRIBE on the session (hive_metastore, tokens that may only run SQL).
 */
export class DatabricksCatalog implements Catalog {
  readonly #rest: WorkspaceRest;
  readonly #session: CatalogSession;
  /** True after REST was refused or unknown: it is not asked again. */
  #restRefused = false;

  constructor(rest: WorkspaceRest, session: CatalogSession) {
    this.#rest = rest;
    this.#session = session;
  }

  async catalogs(): Promise<readonly CatalogEntry[]> {
    const found = await this.#unity('catalogs', {});
    if (found) return found.map((entry) => entryOf(entry, 'catalog'));
    const rows = await this.#session.rows('/* smallex */ SHOW CATALOGS');
    return named(rows, 0, 'catalog');
  }

  async schemas(catalog?: string): Promise<readonly CatalogEntry[]> {
    const inCatalog = catalog ?? (await this.#session.context()).catalog;
    const found = inCatalog === null ? undefined : await this.#unity('schemas', { catalog_name: inCatalog });
    if (found) return found.map((entry) => entryOf(entry, 'schema'));
    const where = inCatalog === null ? '' : ` IN ${quoted(inCatalog)}`;
    return named(await this.#session.rows(`/* smallex */ SHOW SCHEMAS${where}`), 0, 'schema');
  }

  async tables(schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    const context = await this.#session.context();
    const path = [catalog ?? context.catalog, schema ?? context.schema].filter((part) => part !== null);
    const [inCatalog, inSchema] = path;
    const found =
      path.length === 2
        ? await this.#unity('tables', { catalog_name: inCatalog!, schema_name: inSchema!, omit_columns: 'true' })
        : undefined;
    if (found) return mapInTurns(found, (entry) => entryOf(entry, tableType(entry)));
    return await this.#showTables(path.map(quoted).join('.'));
  }

  /** SHOW TABLES lists views too, and SHOW VIEWS says which they are; some catalogs don't know the second. */
  async #showTables(path: string): Promise<readonly CatalogEntry[]> {
    const where = path === '' ? '' : ` IN ${path}`;
    const tables = await this.#session.rows(`/* smallex */ SHOW TABLES${where}`);
    const views = await this.#session.rows(`/* smallex */ SHOW VIEWS${where}`).catch((thrown: unknown) => {
      if (thrown instanceof QueryError) return [];
      throw thrown;
    });
    const viewNames = new Set(views.map((row) => row[1]));
    return mapInTurns(tables, ([, name, temporary]) => ({
      name: name ?? '',
      type: viewNames.has(name ?? '') ? 'view' : 'table',
      ...(temporary === 'true' && { detail: 'temporary' }),
    }));
  }

  async columns(path: readonly string[]): Promise<readonly ColumnEntry[]> {
    const found = await this.#unityColumns(path);
    if (found) return found;
    const rows = await this.#described(path);
    // Partition columns follow again under a heading that starts with #.
    const end = rows.findIndex(([name]) => name === null || name === '' || name?.startsWith('#'));
    return (end < 0 ? rows : rows.slice(0, end)).map(([name, typeName, comment]) => ({
      name: name ?? '',
      typeName: typeName ?? '',
      nullable: null,
      comment: comment ?? null,
    }));
  }

  /** A temporary view has no catalog and schema, though its name is written as if it stood in the current ones. */
  async #described(path: readonly string[]): Promise<Batch> {
    const describe = (name: readonly string[]): Promise<Batch> =>
      this.#session.rows(`/* smallex */ DESCRIBE TABLE ${name.map(quoted).join('.')}`);
    try {
      return await describe(path);
    } catch (thrown) {
      const { catalog, schema } = await this.#session.context();
      const isHere = path.length === 3 && path[0] === catalog && path[1] === schema;
      if (!(thrown instanceof QueryError) || !isHere) throw thrown;
      return await describe(path.slice(-1)).catch((again: unknown) => {
        // What is said of the name in full tells where it was looked for.
        throw again instanceof QueryError ? thrown : again;
      });
    }
  }

  async functions(inSchema?: string, inCatalog?: string): Promise<readonly CatalogEntry[]> {
    const context = await this.#session.context();
    const catalog = inCatalog ?? context.catalog;
    const schema = inSchema ?? context.schema;
    if (catalog === null || schema === null) return [];
    const found = await this.#unity('functions', { catalog_name: catalog, schema_name: schema });
    if (found) return found.map((entry) => entryOf(entry, 'function'));
    const rows = await this.#session.rows(
      `/* smallex */ SHOW USER FUNCTIONS IN ${[catalog, schema].map(quoted).join('.')}`,
    );
    // Spark gives full names.
    return rows.map(([name]) => ({ name: name?.split('.').at(-1) ?? '', type: 'function' }));
  }

  async objects(kind: ObjectKind, schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    if (kind === 'user functions') return this.functions(schema, catalog);
    const column = SHOWN[kind];
    if (column === undefined) return [];
    const context = await this.#session.context();
    const path = [catalog ?? context.catalog, schema ?? context.schema].filter((part) => part !== null);
    const [inCatalog, inSchema] = path;
    const ofUnity = kind === 'volumes' && path.length === 2;
    const found = ofUnity
      ? await this.#unity('volumes', { catalog_name: inCatalog!, schema_name: inSchema! })
      : undefined;
    if (found) return found.map((entry) => entryOf(entry, 'volume'));
    const rows = await this.#session.rows(`/* smallex */ SHOW ${kind.toUpperCase()} IN ${path.map(quoted).join('.')}`);
    return named(rows, column, kind.replace(/s$/, ''));
  }

  /** No statement lists them without running on the warehouse. */
  settings(): Promise<readonly CatalogEntry[]> {
    return Promise.resolve(SETTINGS);
  }

  async #unityColumns(path: readonly string[]): Promise<readonly ColumnEntry[] | undefined> {
    const context = await this.#session.context();
    const full = [context.catalog, context.schema].slice(0, 3 - path.length).concat(path);
    if (this.#restRefused || full.length !== 3 || full.includes(null)) return undefined;
    const name = full.map((part) => encodeURIComponent(part!)).join('.');
    const { signal } = this.#session;
    const answer = await this.#rest.ask(`${UNITY}/tables/${name}`, { signal }).catch((thrown: unknown) => {
      if (thrown instanceof CancelledError) throw thrown;
    });
    if (answer?.status !== 200) return undefined; // A temporary view, or a metastore that REST doesn't know.
    const { columns } = JSON.parse(answer.body) as { columns?: readonly Json[] };
    return columns?.map((column) => ({
      name: textIn(column, 'name') ?? '',
      typeName: textIn(column, 'type_text') ?? '',
      nullable: typeof column['nullable'] === 'boolean' ? column['nullable'] : null,
      comment: textIn(column, 'comment') ?? null,
    }));
  }

  /** Undefined: ask the session instead. */
  async #unity(kind: string, query: Readonly<Record<string, string>>): Promise<readonly Json[] | undefined> {
    if (this.#restRefused) return undefined;
    try {
      return await this.#rest.getAll(`${UNITY}/${kind}`, kind, {
        query: { ...PAGE, ...query },
        signal: this.#session.signal,
      });
    } catch (thrown) {
      if (!(thrown instanceof SmallexError) || thrown instanceof CancelledError) throw thrown;
      const status = thrown instanceof ConnectionError ? thrown.engineCode : undefined;
      if (thrown instanceof AuthError || (kind === 'catalogs' && status === '404')) this.#restRefused = true;
      return undefined;
    }
  }
}

function entryOf(entry: Json, type: string): CatalogEntry {
  const comment = textIn(entry, 'comment');
  return { name: textIn(entry, 'name') ?? '', type, ...(comment !== undefined && { comment }) };
}

function tableType(entry: Json): string {
  const type = (textIn(entry, 'table_type') ?? '').toLowerCase().replaceAll('_', ' ');
  return type === 'managed' || type === 'external' || type === '' ? 'table' : type;
}

function named(rows: Batch, index: number, type: string): readonly CatalogEntry[] {
  return rows.map((row) => ({ name: row[index] ?? '', type }));
}

function textIn(json: Json, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

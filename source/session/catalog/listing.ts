import type { ConnectionContext, EngineName, ObjectKind } from '../../backends/base.js';

/** One thing of a database, as a list or a menu shows it. */
export interface Known {
  /** As stored, unquoted. */
  readonly name: string;
  /** What it is (`table`, `view`, `schema`), or the type of a column, or the signature of a function. */
  readonly type: string;
  readonly detail?: string;
}

/** A level of the catalog. What isn't named is where the session is now. */
export type ListingRequest =
  | { readonly kind: 'catalogs' | 'settings' | 'warehouses' | 'roles' }
  /** Of the current schema, which is filled in to tell lists apart. */
  | { readonly kind: 'functions' | 'stages'; readonly place?: string }
  /** `folder`: of a stage, without the `@`, `/` at its end. */
  | { readonly kind: 'stage-files'; readonly folder: string }
  | { readonly kind: 'schemas'; readonly catalog?: string | undefined }
  | { readonly kind: 'tables'; readonly schema?: string | undefined; readonly catalog?: string | undefined }
  | {
      readonly kind: 'objects';
      readonly of: ObjectKind;
      readonly schema?: string | undefined;
      readonly catalog?: string | undefined;
    }
  | { readonly kind: 'columns'; readonly path: readonly string[] };

/**
 * What is known of one level. Entries of an earlier listing stay there while a new one is made, was refused or has to
 * wait.
 *
 * - `unknown`: never listed; ask with `want`
 * - `loading`: asked, no answer yet
 * - `ready`: listed since the last change that is known
 * - `stale`: listed before a change, or by an earlier session (`age` says when)
 * - `held`: nothing may be sent now; `reason` says why
 * - `failed`: the engine refused; `reason` says why
 * - `stopped`: the person ended the listing
 */
export interface Listing {
  readonly state: 'unknown' | 'loading' | 'ready' | 'stale' | 'held' | 'failed' | 'stopped';
  readonly entries: readonly Known[];
  /** Milliseconds since the entries were listed; null without entries. */
  readonly age: number | null;
  /** A full sentence for `held` and `failed`. */
  readonly reason?: string;
}

/** A request with every part that the session's place fills in. */
export function placed(request: ListingRequest, context: ConnectionContext): ListingRequest {
  const catalog = context.catalog ?? undefined;
  if (request.kind === 'functions' || request.kind === 'stages') {
    return { kind: request.kind, place: JSON.stringify([context.catalog, context.schema]) };
  }
  if (request.kind === 'schemas') return { kind: 'schemas', catalog: request.catalog ?? catalog };
  if (request.kind === 'tables' || request.kind === 'objects') {
    return { ...request, schema: request.schema ?? context.schema ?? undefined, catalog: request.catalog ?? catalog };
  }
  if (request.kind !== 'columns') return request;
  const around = [context.catalog, context.schema].slice(0, Math.max(0, 3 - request.path.length));
  // Without a current catalog the engine resolves the short name itself.
  if (around.includes(null)) return request;
  return { kind: 'columns', path: [...(around as string[]), ...request.path] };
}

/** One text for one level, the same in every session of a person. */
export function keyOf(request: ListingRequest): string {
  switch (request.kind) {
    case 'schemas':
      return JSON.stringify(['schemas', request.catalog]);
    case 'tables':
      return JSON.stringify(['tables', request.catalog, request.schema]);
    case 'objects':
      return JSON.stringify(['objects', request.of, request.catalog, request.schema]);
    case 'columns':
      return JSON.stringify(['columns', ...request.path]);
    case 'functions':
    case 'stages':
      return JSON.stringify([request.kind, request.place]);
    case 'stage-files':
      return JSON.stringify(['stage-files', request.folder]);
    default:
      return JSON.stringify([request.kind]);
  }
}

/** Who sees these lists: another role sees other things. */
export function identityOf(engine: EngineName, context: ConnectionContext): string {
  const { account, user, role, secondaryRoles } = context;
  return JSON.stringify([engine, account, user, role, secondaryRoles ?? null]);
}

/** What was listed again and is the same stays the same list: what others made of it (for the search) holds. */
export function sameEntries(before: readonly Known[], found: readonly Known[]): boolean {
  return (
    before.length === found.length &&
    before.every(({ name, type, detail }, at) => {
      const other = found[at]!;
      return name === other.name && type === other.type && detail === other.detail;
    })
  );
}

import type { ObjectKind } from '../../backends/base.js';
import type { Known } from '../../session/catalog/index.js';
import type { CandidateKind, Pool } from './candidate.js';
import { clientPool, inFolder, stagePool, type ClientSources } from './client-pool.js';
import { Columns, type CatalogView } from './columns.js';
import type { CompletionContext, Want } from './want.js';
import { FUNCTIONS, TABLE_FUNCTIONS } from './functions.js';
import { joinKeys, sharedColumns } from './join-keys.js';
import { spelled, storedName, type Spelling } from './names.js';
import type { Query, Source } from './query.js';
import { fieldsOf } from './struct-fields.js';
import { typePool } from './types.js';
import type { NamePart } from './words.js';

const BEFORE_DOT = (insert: string): string => `${insert}.`;

/** Makes the pools of one context: for each thing that is wanted, what there is of it. */
export class Pools {
  readonly #context: CompletionContext;
  readonly #view: CatalogView;
  readonly #client: ClientSources;
  readonly #columns: Columns;
  readonly #spelling: Spelling;

  constructor(context: CompletionContext, view: CatalogView, client: ClientSources) {
    this.#context = context;
    this.#view = view;
    this.#client = client;
    this.#columns = new Columns(view, context.dialect);
    this.#spelling = { dialect: context.dialect, quote: context.quote, lower: context.lower };
  }

  of(want: Want): readonly Pool[] {
    switch (want) {
      case 'tables':
        return this.#tables();
      case 'schemas':
        return this.#schemas();
      case 'catalogs':
        return [this.#catalogs()];
      case 'columns':
        return this.#unnamed(this.#inScope());
      case 'members':
        return this.#members();
      case 'target-columns':
        return this.#unnamed(this.#ofTarget());
      case 'columns-of-path':
        return [this.#names('column', this.#columns.ofTable(this.#context.path))];
      case 'types':
        return [typePool(this.#context)];
      case 'objects':
        return (this.#context.objects ?? []).map((kind) => this.#objects(kind));
      case 'stage-names':
        return [this.#names(want, this.#view.read({ kind: 'stages' }).entries)];
      case 'sources':
        return [this.#aliases()];
      case 'ctes':
        return [this.#ctes()];
      case 'select-list':
        return [this.#selectList()];
      case 'functions':
      case 'table-functions':
        return [this.#functions(want === 'table-functions')];
      case 'join-keys':
        return [joinKeys(this.#context, this.#columns, (name) => this.#spell(name))];
      case 'shared-columns':
        return this.#unnamed([sharedColumns(this.#context, this.#columns, (name) => this.#spell(name))]);
      case 'warehouses':
      case 'roles':
        return [this.#names(want, this.#view.read({ kind: want }).entries)];
      case 'stages':
        return [stagePool(this.#view.read({ kind: 'stages' }).entries, (name) => this.#spell(name))];
      case 'stage-paths': {
        const stages = stagePool(this.#view.read({ kind: 'stages' }).entries, (name) => this.#spell(name));
        return [{ ...stages, lead: '@', insert: (known) => `@${stages.insert(known)}` }];
      }
      case 'stage-files':
        return [this.#stageFiles()];
      case 'settings':
        return [{ entries: this.#view.read({ kind: 'settings' }).entries, kind: want, insert: ({ name }) => name }];
      default:
        return [clientPool(want, this.#context, this.#client)];
    }
  }

  #spell(name: string): string {
    return spelled(name, this.#spelling);
  }

  #names(kind: CandidateKind, entries: readonly Known[], then = (insert: string) => insert): Pool {
    return { entries, kind, insert: ({ name }) => then(this.#spell(name)) };
  }

  #tables(): readonly Pool[] {
    const { path, dialect } = this.#context;
    const { catalog, schema } = this.#view;
    if (path.length === 0) {
      const here = schema === null ? [] : [this.#tablesIn(undefined, undefined, [])];
      return dialect === 'duckdb' ? [...here, this.#tablesIn('main', 'temp', ['temp', 'main'])] : here;
    }
    if (path.length === 2) {
      const [first, second] = path.map((part) => storedName(part, dialect)) as [string, string];
      return [this.#tablesIn(second, first, [first, second])];
    }
    const schemas = this.#view.read({ kind: 'schemas' });
    const name = storedName(path[0]!, dialect, schemas.entries);
    const isSchema = schemas.entries.some((entry) => entry.name === name) || /^(?:failed|stopped)$/.test(schemas.state);
    if (path.length > 2 || !isSchema) return [];
    return [this.#tablesIn(name, catalog ?? undefined, [name])];
  }

  #tablesIn(schema: string | undefined, catalog: string | undefined, around: readonly string[]): Pool {
    const { entries } = this.#view.read({ kind: 'tables', schema, catalog });
    return { ...this.#names('tables', entries), path: ({ name }) => [...around, name] };
  }

  #objects(of: ObjectKind): Pool {
    const { path, dialect, place } = this.#context;
    const [schema, catalog] = path.map((part) => storedName(part, dialect)).toReversed();
    const { entries } = this.#view.read({ kind: 'objects', of, schema, catalog });
    const isRoutine = of === 'procedures' || of === 'user functions';
    // Snowflake tells routines apart by their arguments, also where they are dropped.
    const called = isRoutine && (dialect === 'snowflake' || place?.verb === 'CALL');
    return this.#names('objects', entries, (insert) => (called ? `${insert}(` : insert));
  }

  #catalogs(): Pool {
    const { place, wants, deepest } = this.#context;
    const clause = place?.clause;
    // \use and \l take a database alone.
    const alone = clause === 'catalog-name' || clause === 'use' || (place === undefined && wants[0] === 'catalogs');
    const ends = deepest === undefined ? alone : deepest === 'catalogs' || deepest === 'any';
    const then = ends ? undefined : BEFORE_DOT;
    return this.#names('catalogs', this.#view.read({ kind: 'catalogs' }).entries, then);
  }

  #schemas(): readonly Pool[] {
    const { path, dialect, place, wants, deepest } = this.#context;
    const alone = place?.clause === 'schema-name' || place?.clause === 'use' || !wants.includes('tables');
    const ends = deepest === undefined ? alone && place?.clause !== 'new-name' : deepest !== 'tables';
    const then = ends ? undefined : BEFORE_DOT;
    if (path.length === 0) {
      if (this.#view.catalog === null) return [];
      return [this.#names('schemas', this.#view.read({ kind: 'schemas' }).entries, then)];
    }
    if (path.length > 1) return [];
    const catalogs = this.#view.read({ kind: 'catalogs' });
    const name = storedName(path[0]!, dialect, catalogs.entries);
    if (!catalogs.entries.some((entry) => entry.name === name) && catalogs.state !== 'failed') return [];
    return [this.#names('schemas', this.#view.read({ kind: 'schemas', catalog: name }).entries, then)];
  }

  /** Columns of all sources, the nearest query first; with its table before it where two have the same. */
  #inScope(): readonly Pool[] {
    const pools: Pool[] = [];
    for (let query = this.#context.place?.query; query; query = query.parent) {
      const sources = query.sources.map((source) => ({ source, columns: this.#columns.of(source, query) }));
      const twice = repeated(sources.map(({ columns }) => columns));
      for (const { source, columns } of sources) pools.push(...this.#ofSource(source, columns, twice));
    }
    return pools;
  }

  #ofSource(source: Source, columns: readonly Known[], twice: ReadonlySet<string>): readonly Pool[] {
    const single = twice.size === 0 ? columns : columns.filter(({ name }) => !twice.has(name));
    const shared = columns.filter(({ name }) => twice.has(name));
    const own = this.#names('column', single);
    if (shared.length === 0) return [own];
    const lead = `${this.#calledAs(source)}.`;
    return [own, { entries: shared, kind: 'column', lead, insert: ({ name }) => lead + this.#spell(name) }];
  }

  #calledAs({ alias, path }: Source): string {
    const part = alias ?? path.at(-1);
    return part ? this.#asWritten(part) : '';
  }

  /** A name of the statement's own making: what needed quotes there needs them here. */
  #asWritten({ text, quoted }: NamePart): string {
    return quoted ? this.#spell(text) : text;
  }

  /** Behind a dot: columns of what the name before it means, else what is in a schema of that name. */
  #members(): readonly Pool[] {
    const { path, place } = this.#context;
    const found = path.length === 1 && place ? this.#columns.source(path[0]!, place.query) : undefined;
    if (found) return [this.#names('column', this.#columns.of(found.source, found.query))];
    const named = place?.query.sources.some((source) => samePath(source, path));
    if (named) return [this.#names('column', this.#columns.ofTable(path))];
    return [this.#names('column', this.#fields())];
  }

  /** Behind the dot of a struct: `o.ship.`, `ship.geo.`. */
  #fields(): readonly Known[] {
    const { path, place, dialect } = this.#context;
    if (!place || path.length === 0) return [];
    const source = path.length > 1 ? this.#columns.source(path[0]!, place.query) : undefined;
    let known: readonly Known[] = source
      ? this.#columns.of(source.source, source.query)
      : this.#inScope().flatMap(({ entries }) => entries);
    for (const part of source ? path.slice(1) : path) {
      const name = storedName(part, dialect, known);
      known = fieldsOf(known.find((column) => column.name === name)?.type ?? '');
    }
    return known;
  }

  #ofTarget(): readonly Pool[] {
    const { place } = this.#context;
    const first = place?.query.sources[0]?.path;
    const target = place?.target ?? (first && first.length > 0 ? first : undefined);
    return target ? [this.#names('column', this.#columns.ofTable(target))] : [];
  }

  /** Without the columns that the list at the caret names already. */
  #unnamed(pools: readonly Pool[]): readonly Pool[] {
    const { named = [], dialect } = this.#context;
    if (named.length === 0) return pools;
    return pools.map((pool) => {
      const taken = new Set(named.map((name) => storedName(name, dialect, pool.entries)));
      return { ...pool, entries: pool.entries.filter(({ name }) => !taken.has(name)) };
    });
  }

  #aliases(): Pool {
    const entries: Known[] = [];
    for (let query: Query | undefined = this.#context.place?.query; query; query = query.parent) {
      for (const source of query.sources) {
        const name = this.#calledAs(source);
        if (name !== '') entries.push({ name, type: source.alias ? 'alias' : 'table' });
      }
    }
    return { entries, kind: 'alias', insert: ({ name }) => `${name}.` };
  }

  #ctes(): Pool {
    const entries: Known[] = [];
    for (let query: Query | undefined = this.#context.place?.query; query; query = query.parent) {
      for (const { name } of query.ctes) entries.push({ name: this.#asWritten(name), type: 'with' });
    }
    return { entries, kind: 'ctes', insert: ({ name }) => name };
  }

  #selectList(): Pool {
    const { place } = this.#context;
    const items = (place?.query.items ?? []).filter(({ aggregate }) => !aggregate || place?.clause !== 'group');
    const entries = items.flatMap(({ name }) => (name ? [{ name: this.#asWritten(name), type: 'select list' }] : []));
    return { entries, kind: 'select-list', insert: ({ name }) => name };
  }

  #stageFiles(): Pool {
    const { prefix } = this.#context;
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    return inFolder('stage-files', folder, this.#view.read({ kind: 'stage-files', folder }).entries);
  }

  #functions(ofTables: boolean): Pool {
    const { dialect, lower, prefix, place } = this.#context;
    const found = this.#view.read({ kind: 'functions' }).entries;
    const listed = dialect === 'duckdb' ? found : withOwn(FUNCTIONS[dialect], found);
    // \df takes the name of any.
    if (place === undefined) return this.#names('function', listed);
    const tables = TABLE_FUNCTIONS[dialect];
    const wanted = ofTables && dialect !== 'duckdb' ? tables : functionsOf(listed, dialect === 'duckdb', ofTables);
    const upper = !lower && /[A-Z]/.test(prefix);
    return { entries: wanted, kind: 'function', insert: ({ name }) => `${upper ? name.toUpperCase() : name}(` };
  }
}

const joint = new WeakMap<readonly Known[], readonly Known[]>();

/** What people made goes before the engine's own; one list as long as nothing else is found. */
function withOwn(own: readonly Known[], found: readonly Known[]): readonly Known[] {
  if (found.length === 0) return own;
  let both = joint.get(found);
  if (!both) {
    both = [...found, ...own];
    joint.set(found, both);
  }
  return both;
}

const sorted = new WeakMap<readonly Known[], readonly [readonly Known[], readonly Known[]]>();

/** The functions that give tables, or the others. */
function functionsOf(listed: readonly Known[], told: boolean, ofTables: boolean): readonly Known[] {
  if (!told) return ofTables ? [] : listed;
  let both = sorted.get(listed);
  if (!both) {
    both = [listed.filter(({ type }) => !type.includes('table')), listed.filter(({ type }) => type.includes('table'))];
    sorted.set(listed, both);
  }
  return both[ofTables ? 1 : 0];
}

function repeated(lists: readonly (readonly Known[])[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const columns of lists) {
    for (const { name } of columns) (seen.has(name) ? twice : seen).add(name);
  }
  return twice;
}

function samePath({ path }: Source, other: readonly { readonly text: string }[]): boolean {
  return path.length === other.length && path.every(({ text }, at) => text === other[at]!.text);
}

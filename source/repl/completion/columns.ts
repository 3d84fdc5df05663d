import type { Known, Listing, ListingRequest } from '../../session/catalog/index.js';
import type { Dialect } from '../../sql/index.js';
import { sameName, storedName } from './names.js';
import type { Cte, Query, Source } from './query.js';
import type { NamePart } from './words.js';

/** Where the session is, and what is known of the levels of its catalog. */
export interface CatalogView {
  readonly catalog: string | null;
  readonly schema: string | null;
  read(request: ListingRequest): Listing;
}

/** A query may stand on a query on a query; deeper than this nobody writes by hand. */
const DEEPEST = 8;

/** The columns that the sources of a query give. */
export class Columns {
  readonly #view: CatalogView;
  readonly #dialect: Dialect;

  constructor(view: CatalogView, dialect: Dialect) {
    this.#view = view;
    this.#dialect = dialect;
  }

  /** What the columns of a source are called and of which type. */
  of(source: Source, scope: Query, depth = 0): readonly Known[] {
    if (source.names.length > 0) return source.names.map((name) => this.#plain(name));
    if (source.given) return source.given.map((name) => ({ name, type: '' }));
    if (source.query) return this.ofQuery(source.query, depth + 1);
    if (source.path.length === 0) return [];
    const cte = source.path.length === 1 ? this.cte(source.path[0]!, scope) : undefined;
    if (cte)
      return cte.names.length > 0
        ? cte.names.map((name) => this.#plain(name))
        : cte.query
          ? this.ofQuery(cte.query, depth + 1)
          : [];
    return this.ofTable(source.path);
  }

  /** The columns of a table by its name as written. */
  ofTable(path: readonly NamePart[]): readonly Known[] {
    return this.#view.read({ kind: 'columns', path: this.stored(path) }).entries;
  }

  /** A table's path as the engine stores it; a temporary table of DuckDB lives in a catalog of its own. */
  stored(path: readonly NamePart[]): readonly string[] {
    const table = path.at(-1)!;
    const around = path.slice(0, -1).map((part) => storedName(part, this.#dialect));
    if (this.#dialect !== 'duckdb' || around.length > 0) return [...around, storedName(table, this.#dialect)];
    const own = this.#view.read({ kind: 'tables' }).entries;
    const name = storedName(table, 'duckdb', own);
    if (own.some((entry) => entry.name === name)) return [name];
    const temporary = this.#view.read({ kind: 'tables', catalog: 'temp', schema: 'main' }).entries;
    const inTemp = storedName(table, 'duckdb', temporary);
    return temporary.some((entry) => entry.name === inTemp) ? ['temp', 'main', inTemp] : [name];
  }

  /** The output of a query: its select list, stars replaced by what they stand for. */
  ofQuery(query: Query, depth: number): readonly Known[] {
    if (depth > DEEPEST) return [];
    if (!query.selected) return query.sources.flatMap((source) => this.of(source, query, depth));
    return query.items.flatMap(({ name, renames, star, qualifier }) => {
      if (!star) return name ? [this.#typed(name, renames, query, depth)] : [];
      const sources = qualifier ? query.sources.filter((source) => this.isCalled(source, qualifier)) : query.sources;
      return sources.flatMap((source) => this.of(source, query, depth));
    });
  }

  #typed(name: NamePart, renames: NamePart | undefined, query: Query, depth: number): Known {
    const own = this.#plain(name);
    const columns = query.sources.flatMap((source) => this.of(source, query, depth));
    const inner = renames ? this.#plain(renames).name : own.name;
    const found = columns.find((column) => column.name === inner);
    return found ? { ...found, name: own.name } : own;
  }

  #plain(name: NamePart): Known {
    return { name: this.#dialect === 'snowflake' ? storedName(name, 'snowflake') : name.text, type: '' };
  }

  /** The CTE of a name that can be seen from a query. */
  cte(name: NamePart, scope: Query): Cte | undefined {
    for (let query: Query | undefined = scope; query; query = query.parent) {
      const found = query.ctes.find((cte) => sameName(cte.name, name, this.#dialect));
      if (found) return found;
    }
    return undefined;
  }

  isCalled({ alias, path }: Source, name: NamePart): boolean {
    const own = alias ?? path.at(-1);
    return own !== undefined && sameName(own, name, this.#dialect);
  }

  /** The source that a name before a dot means. */
  source(name: NamePart, scope: Query): { readonly source: Source; readonly query: Query } | undefined {
    for (let query: Query | undefined = scope; query; query = query.parent) {
      const source = query.sources.find((one) => this.isCalled(one, name));
      if (source) return { source, query };
    }
    return undefined;
  }
}

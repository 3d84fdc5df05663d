import type { Known } from '../../session/catalog/index.js';
import type { Pool } from './candidate.js';
import type { Columns } from './columns.js';
import type { CompletionContext } from './want.js';
import type { Query, Source } from './query.js';

/**
 * Conditions that join the last table of a FROM to one before it: columns of one name, and `customer_id` to `id`.
 * Behind `o.` those of o, from there on.
 */
export function joinKeys(context: CompletionContext, columns: Columns, spell: (name: string) => string): Pool {
  const query = context.place?.query;
  const entries = query ? conditions(query, columns, spell, context.path[0]?.text) : [];
  return { entries, kind: 'join-keys', insert: ({ name }) => name };
}

/** What USING may name: columns that the last table of a FROM has in common with one before it, keys first. */
export function sharedColumns(context: CompletionContext, columns: Columns, spell: (name: string) => string): Pool {
  const query = context.place?.query;
  const last = query?.sources.at(-1);
  const others = query?.sources.slice(0, -1).flatMap((other) => columns.of(other, query)) ?? [];
  const known = new Set(others.map(({ name }) => name.toLowerCase()));
  const shared = last && query ? columns.of(last, query).filter(({ name }) => known.has(name.toLowerCase())) : [];
  const entries = shared.toSorted((a, b) => Number(isKey(b.name)) - Number(isKey(a.name)));
  return { entries, kind: 'shared-columns', insert: ({ name }) => spell(name) };
}

function conditions(
  query: Query,
  columns: Columns,
  spell: (name: string) => string,
  behind: string | undefined,
): readonly Known[] {
  const last = query.sources.at(-1);
  if (!last) return [];
  const own = columns.of(last, query);
  return query.sources.slice(0, -1).flatMap((other) => {
    const theirs = columns.of(other, query);
    const [left, right] = [calledAs(other), calledAs(last)];
    return pairs(last, own, other, theirs).flatMap(([mine, their]): Known[] => {
      const [theirName, myName] = [spell(their.name), spell(mine.name)];
      const { type } = mine;
      if (behind === undefined) return [{ name: `${left}.${theirName} = ${right}.${myName}`, type }];
      if (sameName(behind, left)) return [{ name: `${theirName} = ${right}.${myName}`, type }];
      return sameName(behind, right) ? [{ name: `${myName} = ${left}.${theirName}`, type }] : [];
    });
  });
}

function sameName(typed: string, called: string): boolean {
  return typed.toLowerCase() === called.replace(/^"(.*)"$/, '$1').toLowerCase();
}

function pairs(
  last: Source,
  own: readonly Known[],
  other: Source,
  theirs: readonly Known[],
): readonly (readonly [Known, Known])[] {
  const byName = new Map(theirs.map((column) => [column.name.toLowerCase(), column]));
  const found: (readonly [Known, Known])[] = [];
  for (const mine of own) {
    const name = mine.name.toLowerCase();
    const same = byName.get(name);
    if (same && name !== 'id') found.push([mine, same]);
    const id = byName.get('id');
    if (id && refersTo(name, other)) found.push([mine, id]);
    if (name === 'id')
      for (const their of theirs) if (refersTo(their.name.toLowerCase(), last)) found.push([mine, their]);
  }
  // Keys are called like keys; two tables that both have a "name" or "created_at" are seldom joined on it.
  return found.toSorted(([a], [b]) => Number(isKey(b.name)) - Number(isKey(a.name)));
}

function isKey(name: string): boolean {
  return /(?:^|_)(?:id|key|code|no|nr|uuid|sk|fk|pk)$/i.test(name);
}

/** `customer_id` refers to `customers`, `customer` and `dim_customer`, `country_id` to `countries`. */
function refersTo(column: string, { path }: Source): boolean {
  const table = path
    .at(-1)
    ?.text.toLowerCase()
    .replace(/^(?:dim|fct|fact|stg)_/, '');
  const stem = /^(.+)_id$/.exec(column)?.[1];
  if (stem === undefined || table === undefined) return false;
  return [stem, `${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies')].includes(table);
}

function calledAs({ alias, path }: Source): string {
  const part = alias ?? path.at(-1);
  return part === undefined ? '' : part.quoted ? `"${part.text}"` : part.text;
}

import type { Listing, ListingRequest } from '../../session/catalog/index.js';
import type { CatalogView } from './columns.js';
import type { Candidate, Pool } from './candidate.js';
import type { ClientSources } from './client-pool.js';
import { Pools } from './pools.js';
import { MOST_HITS, search } from './search.js';
import type { CompletionContext } from './want.js';

/** What can be proposed now, and what was asked of the catalog for it. */
export interface Found {
  readonly items: readonly Candidate[];
  /** Of these more fits than the items show. */
  readonly cut: readonly Pool[];
  readonly requests: readonly { readonly request: ListingRequest; readonly listing: Listing }[];
}

const MOST_ITEMS = 500;

/** Everything that fits the context, the likeliest first. Pure but for what `view` and `client` read. */
export function candidates(context: CompletionContext, view: CatalogView, client: ClientSources): Found {
  const requests = new Map<string, { request: ListingRequest; listing: Listing }>();
  const watched: CatalogView = {
    ...view,
    read(request) {
      const listing = view.read(request);
      requests.set(JSON.stringify(request), { request, listing });
      return listing;
    },
  };
  const pools = new Pools(context, watched, client);
  const own = context.wants.flatMap((want) => pools.of(want));
  const found = ranked([...own, keywordPool(context)], context.prefix);
  return { ...found, requests: [...requests.values()] };
}

/** Names that begin with what was typed come before those that have its letters, keywords after both. */
function ranked(pools: readonly Pool[], prefix: string): Pick<Found, 'items' | 'cut'> {
  const cut: Pool[] = [];
  const levels: Candidate[][] = [[], [], [], []];
  const seen = new Set<string>();
  for (const pool of pools) {
    const hits = search(pool.entries, prefix);
    if (hits.length === MOST_HITS && pool.entries.length > MOST_HITS) cut.push(pool);
    for (const { known, marks, begins } of hits) {
      const insert = pool.insert(known);
      if (seen.has(insert)) continue;
      seen.add(insert);
      const level = (pool.kind === 'keyword' ? 2 : 0) + (begins ? 0 : 1);
      const lead = pool.lead ?? '';
      levels[level]!.push({
        label: lead + known.name,
        insert,
        kind: pool.kind,
        type: known.type,
        detail: known.detail ?? '',
        begins,
        marks: lead === '' ? marks : marks.map((mark) => mark + lead.length),
        ...(pool.path && { path: pool.path(known) }),
      });
    }
  }
  const items = levels.flat();
  return items.length > MOST_ITEMS ? { items: items.slice(0, MOST_ITEMS), cut: pools } : { items, cut };
}

function keywordPool({ keywords, lower }: CompletionContext): Pool {
  const cased = (word: string): string => (lower ? word.toLowerCase() : word);
  return {
    entries: keywords.map((word) => ({ name: cased(word), type: 'keyword' })),
    kind: 'keyword',
    insert: ({ name }) => (name.endsWith('(') ? name : `${name} `),
  };
}

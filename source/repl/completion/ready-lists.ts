import type { Known, Listing } from '../../session/catalog/index.js';
import type { CatalogView } from './columns.js';
import { isReady, prepare } from './search.js';

/**
 * Lists of one session as far as a key can search them: a long one that has just arrived counts as loading, with the
 * entries known before it, until it is prepared between keys.
 */
export class ReadyLists {
  readonly #arrived: () => void;
  readonly #preparing = new WeakSet<readonly Known[]>();
  /** By who asks where for what: the long list that was ready last. */
  readonly #before = new Map<string, readonly Known[]>();

  /** @param arrived told when a list has become ready */
  constructor(arrived: () => void) {
    this.#arrived = arrived;
  }

  /** @param who tells roles and places apart: what is read there means something else elsewhere */
  view(view: CatalogView, who: string): CatalogView {
    return { ...view, read: (request) => this.#read(view.read(request), who + JSON.stringify(request)) };
  }

  #read(listing: Listing, key: string): Listing {
    const { entries } = listing;
    if (isReady(entries)) {
      if (this.#preparing.has(entries)) this.#before.set(key, entries);
      return listing;
    }
    if (!this.#preparing.has(entries)) {
      this.#preparing.add(entries);
      void prepare(entries).then(this.#arrived);
    }
    return { ...listing, state: 'loading', entries: this.#before.get(key) ?? [] };
  }
}

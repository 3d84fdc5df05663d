import type { Known, Listing, ListingRequest, SessionCatalog } from '../../session/catalog/index.js';
import type { Session } from '../../session/index.js';
import type { KeyEvent } from '../../ui/keys/event.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import { actionOf } from '../../ui/keymap-context.js';
import { offsetOf, positionAt } from '../editor/buffer.js';
import { edit, editorText, type EditorState } from '../editor/state.js';
import { createStore, type Store } from '../store.js';
import { candidates, type Found } from './candidates.js';
import type { Candidate } from './candidate.js';
import type { CatalogView } from './columns.js';
import type { ClientSources } from './client-pool.js';
import { completionContext } from './context.js';
import type { CompletionContext } from './want.js';
import { localView } from './local-view.js';
import { commonStart, MENU_ROWS, moved, movedTo, renewed, surelyMeant, type Menu } from './menu.js';
import { noteOf } from './note.js';
import { ReadyLists } from './ready-lists.js';

export interface CompletionOptions {
  readonly session: () => Session;
  readonly catalog: (session: Session) => SessionCatalog;
  readonly client: ClientSources;
  readonly keymap: Keymap;
  /** What stands at the prompt now, for lists that arrive late. */
  readonly editor: Store<{ readonly state: EditorState }>;
}

/** A folder is no end. */
const GOES_ON: ReadonlySet<Candidate['kind']> = new Set(['files', 'stages', 'stage-files']);

/** A list that arrives this soon after Tab still completes what it alone can mean; later it only shows. */
const SOON_MS = 300;

/** From here on a listing has kept one waiting. */
const WAITED_MS = 1_000;

interface Computed extends Found {
  readonly context: CompletionContext;
  readonly note: string | null;
  /** Nothing more can arrive. */
  readonly settled: boolean;
}

/** The completion menu of the prompt: opened by Tab, narrowed by typing, never in the way of either. */
export class Completion {
  readonly menu: Store<{ readonly open: Menu | null }> = createStore<{ open: Menu | null }>({ open: null });
  readonly #options: CompletionOptions;
  #unlisten: (() => void) | undefined;
  #tabbed = 0;
  /** What the menu is made from. */
  #needed: readonly ListingRequest[] = [];
  /** Of each session: what was listed there is shown nowhere else, and goes with it. */
  readonly #lists = new WeakMap<SessionCatalog, ReadyLists>();

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  /** Tab: completes what is surely meant, else opens the menu. @returns the text after it */
  tab(state: EditorState): EditorState {
    const first = this.#compute(state, { retry: true });
    if (!first) return state;
    const found = first.items.length > 0 || first.note !== null ? first : this.#anew(state, first);
    this.#tabbed = performance.now();
    const sure = found.settled ? surelyMeant(found.context, found) : undefined;
    if (sure) return this.#accept(state, found.context, sure);
    const common = found.settled ? commonStart(found.context, found) : '';
    if (common !== '') {
      const next = replaced(state, found.context, common);
      const again = this.#compute(next);
      if (again) this.#show(again);
      return next;
    }
    this.#show(saysNothing(found));
    return state;
  }

  /** A key while the menu is open; undefined when it is none of the menu's. */
  key(event: KeyEvent, state: EditorState): EditorState | undefined {
    const { open } = this.menu.get();
    if (!open) return undefined;
    // Tab on the one entry that typing has left needs no second key.
    const only = open.row < 0 && event.type === 'key' && event.name === 'tab' && !event.shift;
    // A listing that was stopped is what Tab begins again.
    if (only && this.#states(open.context).includes('stopped')) return this.tab(state);
    const sure = only ? surelyMeant(open.context, open) : undefined;
    if (sure) return this.#accept(state, open.context, sure);
    switch (actionOf(this.#options.keymap, ['menu'], event)) {
      case 'menu-up':
        return this.#move(state, moved(open, -1));
      case 'menu-down':
        return this.#move(state, moved(open, 1));
      case 'menu-page-up':
        return this.#move(state, moved(open, -MENU_ROWS));
      case 'menu-page-down':
        return this.#move(state, moved(open, MENU_ROWS));
      case 'menu-first':
        return this.#move(state, movedTo(open, 0));
      case 'menu-last':
        return this.#move(state, movedTo(open, open.items.length - 1));
      case 'menu-close':
        this.close();
        return state;
      case 'menu-accept': {
        const chosen = open.items[open.row];
        this.close();
        return chosen && this.#accept(state, open.context, chosen);
      }
      default:
        return undefined;
    }
  }

  /** After any other key: typing narrows the menu, everything else closes it. */
  follow(before: EditorState, after: EditorState, event: KeyEvent): void {
    if (!this.menu.get().open) return;
    if (after === before) return;
    const typed = event.type === 'text' && /[\p{L}\p{N}_$."`/\\-]$/u.test(event.text);
    const deleted = event.type === 'key' && event.name === 'backspace';
    if (after.lines === before.lines ? after.caret !== before.caret : !typed && !deleted) this.close();
    else if (after.lines !== before.lines) this.#narrow(after);
  }

  /** Ends the listing that the menu only waits for. @returns whether there was one */
  stopWaiting(): boolean {
    const { open } = this.menu.get();
    if (!open) return false;
    // Ctrl-C right behind Tab means the line; a list that takes long is what one waits for.
    if (open.items.length > 0 && performance.now() - this.#tabbed < WAITED_MS) return false;
    const catalog = this.#options.catalog(this.#options.session());
    const states = this.#states(open.context);
    if (!catalog.isListing || !states.includes('loading') || states.includes('failed')) return false;
    catalog.stop();
    return true;
  }

  /** How far the lists are that a menu is made from. */
  #states(context: CompletionContext): readonly Listing['state'][] {
    const view = this.#viewOf(context);
    return this.#needed.map((request) => view.read(request).state);
  }

  close(): void {
    if (!this.menu.get().open) return;
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.menu.set({ open: null });
  }

  /** The columns of the table that the menu stands on, where they cost nothing. */
  detailOf(candidate: Candidate): string {
    const { path, detail } = candidate;
    const { open } = this.menu.get();
    if (!path || !open) return detail;
    const columns = this.#viewOf(open.context).read({ kind: 'columns', path });
    return [detail, columns.entries.map(columnText).join(', ')].filter((text) => text !== '').join(' · ');
  }

  #move(state: EditorState, menu: Menu): EditorState {
    this.menu.set({ open: menu });
    this.#want(this.#needed);
    return state;
  }

  #narrow(state: EditorState): void {
    const found = this.#compute(state);
    const isTyped = found?.items.length === 1 && found.items[0]!.insert.trim() === found.context.prefix;
    if (!found || isTyped || (found.items.length === 0 && found.note === null)) this.close();
    else this.#show(found);
  }

  #show({ context, items, cut, note }: Computed): void {
    if (items.length === 0 && note === null) return;
    this.menu.set({ open: { context, items, cut, note, row: -1, top: 0 } });
    const catalog = this.#options.catalog(this.#options.session());
    this.#unlisten ??= catalog.subscribe(() => this.#late());
  }

  /** A list arrived. */
  #late(): void {
    const { open } = this.menu.get();
    const { state } = this.#options.editor.get();
    const found = open ? this.#compute(state) : undefined;
    if (!open || !found) return;
    const isSoon = open.row < 0 && performance.now() - this.#tabbed < SOON_MS;
    const sure = isSoon && found.settled ? surelyMeant(found.context, found) : undefined;
    if (sure) {
      this.close();
      this.#options.editor.set({ state: this.#accept(state, found.context, sure) });
    } else this.menu.set({ open: renewed(open, saysNothing(found)) });
  }

  #compute(state: EditorState, { retry = false } = {}): Computed | undefined {
    const session = this.#options.session();
    const { client } = this.#options;
    const caret = offsetOf(state.lines, state.caret);
    const context = completionContext(editorText(state), caret, session.engine, client.commands);
    if (!context) return undefined;
    const view = this.#viewOf(context);
    const first = candidates(context, view, client);
    this.#want(context.isLocal === true ? [] : first.requests.map(({ request }) => request), retry);
    const requests = first.requests.map(({ request }) => ({ request, listing: view.read(request) }));
    const settled = requests.every(
      ({ request, listing: { state } }) =>
        (state !== 'unknown' && state !== 'loading' && state !== 'stale') || isExtra(request, session.engine),
    );
    return { context, items: first.items, cut: first.cut, requests, settled, note: noteOf(requests) };
  }

  /** Nothing was found: somebody else may have made it since the lists were. */
  #anew(state: EditorState, first: Computed): Computed {
    if (first.context.isLocal === true || first.requests.length === 0) return first;
    const requests = first.requests.map(({ request }) => request);
    this.#options.catalog(this.#options.session()).want(requests, { anew: true });
    return this.#compute(state) ?? first;
  }

  #viewOf({ isLocal }: CompletionContext): CatalogView {
    if (isLocal === true) return localView(this.#options.client.results());
    const session = this.#options.session();
    const catalog = this.#options.catalog(session);
    const { account, user, role, secondaryRoles, catalog: place, schema } = session.context;
    const view = { catalog: place, schema, read: (request: ListingRequest) => catalog.peek(request) };
    return this.#listsOf(catalog).view(view, JSON.stringify([account, user, role, secondaryRoles, place, schema]));
  }

  #listsOf(catalog: SessionCatalog): ReadyLists {
    const known = this.#lists.get(catalog);
    if (known) return known;
    const lists = new ReadyLists(() => this.#late());
    this.#lists.set(catalog, lists);
    return lists;
  }

  #want(requests: readonly ListingRequest[], retry = false): void {
    this.#needed = requests;
    const session = this.#options.session();
    const { open } = this.menu.get();
    const path = open?.context.isLocal === true ? undefined : open?.items[open.row]?.path;
    // Elsewhere each would be a request of its own while somebody walks down the menu.
    const detail: readonly ListingRequest[] = path && session.engine === 'duckdb' ? [{ kind: 'columns', path }] : [];
    this.#options.catalog(session).want([...detail, ...requests], { retry });
  }

  #accept(state: EditorState, context: CompletionContext, { insert, kind }: Candidate): EditorState {
    const next = replaced(state, context, insert);
    const goesOn = insert.endsWith('.') || (GOES_ON.has(kind) && insert.endsWith('/'));
    const found = goesOn ? this.#compute(next) : undefined;
    if (found) this.#show(found);
    else this.close();
    return next;
  }
}

/** Where Tab finds nothing it is said: an empty menu, or none, would leave one waiting for a list. */
function saysNothing(found: Computed): Computed {
  const { context, items, note, settled } = found;
  if (items.length > 0 || note !== null || !settled) return found;
  const { path, prefix, quote, json } = context;
  if (json) return { ...found, note: 'Keys are known from results that show the column: select it once.' };
  if (path.length === 0 && prefix === '') return found;
  const place = path.map(({ text }) => text).join('.');
  const like =
    prefix === '' ? `Nothing is known in ${place}` : `Nothing that is known here is called like ${quote}${prefix}`;
  return { ...found, note: like };
}

/** Functions of people's own, which are asked for last, keep nobody from completing a column. */
function isExtra({ kind }: ListingRequest, engine: Session['engine']): boolean {
  return kind === 'functions' && engine !== 'duckdb';
}

function columnText({ name, type }: Known): string {
  return `${name} ${type}`.trim();
}

/** The text with the typed word replaced; a bracket or blank that stands there already is not doubled. */
function replaced(state: EditorState, { from, to }: CompletionContext, insert: string): EditorState {
  const text = editorText(state);
  const last = insert.at(-1);
  const doubled = (last === '(' || last === ' ' || last === '.') && text.charAt(to) === last;
  const start = positionAt(state.lines, from);
  // Inside a word its rest goes, where the name has it: `ord|ers` becomes orders.
  const rest = /^[\p{L}\p{N}_$]+/u.exec(text.slice(to))?.[0] ?? '';
  if (rest !== '' && insert.toLowerCase().endsWith(rest.toLowerCase())) {
    return edit(state, start, positionAt(state.lines, to + rest.length), insert, 'complete');
  }
  return edit(state, start, positionAt(state.lines, doubled ? to + 1 : to), insert, 'complete');
}

import { appPaths } from '../../support/paths.js';
import { CancelledError, messageOf } from '../../support/errors.js';
import type { SessionEvent, StatementText } from '../events.js';
import type { Session } from '../session.js';
import { askFor } from './ask.js';
import { DiskCache, type Stored } from './disk-cache.js';
import { identityOf, keyOf, placed, sameEntries, type Listing, type ListingRequest } from './listing.js';
import { whyHeld } from './manners.js';

export interface SessionCatalogOptions {
  /** Where lists are kept between sessions; null: nowhere. */
  readonly cacheFolder?: string | null;
  readonly now?: () => number;
}

/** Lists of another session's making are asked for again; so are our own after this long. */
const FRESH_MS = 10 * 60_000;
/** A list that was made so recently is not made again because something is not in it. */
const ANEW_MS = 3_000;
/** After this long a listing no longer keeps the next one waiting. */
const SLOW_MS = 2_000;
/** How long a statement waits for a listing that shares its connection. */
const PATIENCE_MS = 5_000;
const WRITE_DELAY_MS = 500;

const HERE: readonly ListingRequest[] = [{ kind: 'catalogs' }, { kind: 'schemas' }, { kind: 'tables' }];

interface Entry extends Stored {
  readonly stale: boolean;
}

interface Running {
  readonly since: number;
  readonly done: Promise<void>;
}

/**
 * What a session's database holds, level by level, listed when it is wanted and kept. Reading never waits and never
 * throws. Nothing is sent while the person's own work could notice it: see `whyHeld`.
 */
export class SessionCatalog {
  readonly #session: Session;
  readonly #folder: string | null;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #entries = new Map<string, Entry>();
  /** Why there is no answer, by key; null: the person stopped it. */
  readonly #failed = new Map<string, string | null>();
  readonly #running = new Map<string, Running>();
  #wanted: readonly ListingRequest[] = [];
  #identity: string | undefined;
  #disk: DiskCache | undefined;
  #writing: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
  #slow: NodeJS.Timeout | undefined;
  /** Counts changes: a listing that was under way meanwhile may have missed one. */
  #changes = 0;
  #works = 0;
  #open = false;
  #inTransaction = false;
  #last: StatementText | undefined;

  constructor(session: Session, options: SessionCatalogOptions = {}) {
    this.#session = session;
    // DuckDB answers faster than a file is read.
    const folder = options.cacheFolder === undefined ? appPaths().cache : options.cacheFolder;
    this.#folder = session.engine === 'duckdb' ? null : folder;
    this.#now = options.now ?? Date.now;
  }

  /** Told whenever a list arrived, failed or became old. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What is known of a level now. */
  peek(request: ListingRequest): Listing {
    this.#follow();
    const key = this.#key(request);
    const entry = this.#entries.get(key);
    const base = { entries: entry?.entries ?? [], age: entry ? Math.max(0, this.#now() - entry.at) : null };
    if (this.#running.has(key)) return { ...base, state: 'loading' };
    const failed = this.#failed.get(key);
    if (failed === null) return { ...base, state: 'stopped' };
    if (failed !== undefined) return { ...base, state: 'failed', reason: failed };
    if (entry && !this.#isOld(entry)) return { ...base, state: 'ready' };
    const held = this.#whyHeld();
    if (held !== undefined) return { ...base, state: 'held', reason: held };
    return { ...base, state: entry ? 'stale' : 'unknown' };
  }

  /**
   * Lists what of these levels is missing or old, one after another; what was wanted before and not begun is dropped.
   * @param retry also those that failed
   * @param anew also those that are older than some seconds: what a person looks for may have been made meanwhile
   */
  want(requests: readonly ListingRequest[], { retry = false, anew = false } = {}): void {
    this.#follow();
    for (const key of requests.map((request) => this.#key(request))) {
      if (retry) this.#failed.delete(key);
      const entry = this.#entries.get(key);
      if (anew && entry && this.#now() - entry.at > ANEW_MS) this.#entries.set(key, { ...entry, stale: true });
    }
    this.#wanted = requests.filter((request) => this.#isMissing(request));
    this.#next();
  }

  /** Whether something is being listed now. */
  get isListing(): boolean {
    return this.#running.size > 0;
  }

  /** Ends what is being listed, on the server, and lists nothing of what was wanted until it is wanted with `retry`. */
  stop(): void {
    for (const request of this.#wanted) this.#failed.set(this.#key(request), null);
    this.#wanted = [];
    this.#session.stopListing();
    this.#tell();
  }

  /**
   * Takes nothing for current any more and lists these now, whatever went before: the person asked for it. Ends with the
   * one that is stopped.
   */
  async refresh(requests: readonly ListingRequest[] = HERE): Promise<void> {
    this.#follow();
    this.#outdate(() => true);
    for (const request of requests) {
      await this.#start(request);
      if (this.peek(request).state === 'stopped') break;
    }
    // What LAST_QUERY_ID() means has changed by that: nothing is left to be careful of.
    this.#last = undefined;
  }

  /** Statements or commands begin: nothing is sent until `end`. Waits for a listing that uses the same connection. */
  async begin(): Promise<void> {
    this.#works++;
    if (this.#running.size === 0 || this.#session.engine === 'snowflake') return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([Promise.all([...this.#running.values()].map(({ done }) => done)), patience]);
    clearTimeout(timer);
  }

  end(): void {
    this.#works = Math.max(0, this.#works - 1);
    this.#next();
    this.#tell();
  }

  /** Follows the person's statements: what changes the catalog makes lists old. */
  take(event: SessionEvent): void {
    if (event.type === 'statement') {
      this.#last = event.statement;
      this.#open = false;
    } else if (event.type === 'paused') this.#open = true;
    else if (event.type === 'done' || event.type === 'failed' || event.type === 'cancelled') {
      this.#open = false;
      if (this.#last) this.#noteChange(this.#last, event.type === 'done');
    }
  }

  #noteChange({ meaning }: StatementText, done: boolean): void {
    const { transaction, catalogChange, kind } = meaning;
    if (done && transaction !== undefined) this.#inTransaction = transaction === 'begin';
    if (transaction === 'rollback') this.#outdate(() => true);
    if (/^(?:PUT|REMOVE|RM|COPY)\b/.test(meaning.verb)) this.#outdate((level) => level === 'stage-files');
    if (catalogChange && catalogChange.action !== 'use') {
      const isInside = /table|view|column|stream|index|sequence/.test(catalogChange.object);
      this.#outdate((level) => !isInside || level === 'tables' || level === 'columns' || level === 'objects');
    } else if (kind === 'unknown') this.#outdate(() => true);
  }

  #outdate(which: (level: string) => boolean): void {
    this.#changes++;
    for (const [key, entry] of this.#entries) {
      const [level] = JSON.parse(key) as [string];
      if (which(level)) this.#entries.set(key, { ...entry, stale: true });
    }
    this.#failed.clear();
    this.#tell();
  }

  #isMissing(request: ListingRequest): boolean {
    const key = this.#key(request);
    if (this.#running.has(key) || this.#failed.has(key)) return false;
    const entry = this.#entries.get(key);
    return entry === undefined || this.#isOld(entry);
  }

  #isOld(entry: Entry): boolean {
    return entry.stale || this.#now() - entry.at > FRESH_MS;
  }

  #key(request: ListingRequest): string {
    return keyOf(placed(request, this.#session.context));
  }

  #whyHeld(): string | undefined {
    return whyHeld({
      engine: this.#session.engine,
      busy: this.#works > 0,
      open: this.#open,
      inTransaction: this.#session.context.inTransaction ?? this.#inTransaction,
      asleep: this.#session.asleep,
      last: this.#last,
    });
  }

  #next(): void {
    clearTimeout(this.#slow);
    if (this.#wanted.length === 0 || this.#session.closed || this.#whyHeld() !== undefined) return;
    const now = performance.now();
    const young = [...this.#running.values()].filter(({ since }) => now - since < SLOW_MS);
    if (young.length > 0 || this.#running.size > 2) {
      // A timer may be a millisecond early.
      this.#slow = setTimeout(() => this.#next(), SLOW_MS + 10);
      this.#slow.unref();
      return;
    }
    const [first, ...rest] = this.#wanted;
    this.#wanted = rest;
    if (first && this.#isMissing(first)) void this.#start(first);
    else this.#next();
  }

  #start(request: ListingRequest): Promise<void> {
    const wanted = placed(request, this.#session.context);
    const key = keyOf(wanted);
    const done = this.#list(wanted, key);
    this.#running.set(key, { since: performance.now(), done });
    this.#tell();
    return done;
  }

  async #list(request: ListingRequest, key: string): Promise<void> {
    const { changes, identity } = { changes: this.#changes, identity: this.#identity };
    try {
      const found = await askFor(this.#session, request);
      const before = this.#entries.get(key)?.entries;
      const entries = before && sameEntries(before, found) ? before : found;
      if (identity === this.#identity) {
        this.#entries.set(key, { entries, at: this.#now(), stale: changes !== this.#changes });
        this.#save();
      }
    } catch (thrown) {
      const reason = thrown instanceof CancelledError ? null : messageOf(thrown);
      if (identity === this.#identity) this.#failed.set(key, reason);
    }
    this.#running.delete(key);
    this.#tell();
    this.#next();
  }

  /** Another role sees other things: lists belong to who made them. */
  #follow(): void {
    const identity = identityOf(this.#session.engine, this.#session.context);
    if (identity === this.#identity) return;
    if (this.#writing) this.#write();
    this.#identity = identity;
    this.#entries.clear();
    this.#failed.clear();
    if (this.#folder === null) return;
    const disk = new DiskCache(this.#folder, identity);
    this.#disk = disk;
    void disk.read().then((found) => {
      if (this.#disk !== disk) return;
      for (const [key, stored] of found) {
        if (!this.#entries.has(key)) this.#entries.set(key, { ...stored, stale: true });
      }
      if (found.size > 0) this.#tell();
    });
  }

  #save(): void {
    if (!this.#disk) return;
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => this.#write(), WRITE_DELAY_MS);
    this.#writing.unref();
  }

  /** Keeps what is known now for who listed it. One after another: a long list takes some turns of the event loop. */
  #write(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const disk = this.#disk;
    const entries = new Map(this.#entries);
    this.#written = this.#written.then(() => disk?.write(entries));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

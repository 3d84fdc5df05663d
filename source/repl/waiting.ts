import type { BackendEvent } from '../backends/base.js';
import type { Batch } from '../results/column.js';
import { bytesText } from '../results/progress.js';
import type { SessionEvent } from '../session/index.js';
import { terminalSafe } from '../support/terminal-safe.js';

// Nothing is said about what takes less: it would only flicker.
const SILENT_MS = 300;
const TICK_MS = 100;
// A line that stays, and is read out, is worth it only for what takes longer.
const SPOKEN_SILENT_MS = 3000;
const SPOKEN_AGAIN_MS = 60_000;

const WORDS: Readonly<Record<string, string>> = {
  connecting: 'connecting',
  approval: 'waiting for your approval',
  browser: 'waiting for the login in the browser',
  warehouse: 'warehouse starting',
  queued: 'queued',
  running: 'running',
  fetching: 'fetching rows',
};

/** A file that somebody else writes. */
export interface GrowingFile {
  readonly label: string;
  /** In bytes; 0 while it isn't there. */
  readonly size: () => number;
}

export interface WaitingOptions {
  /** Makes a text that opens an address when it is clicked; the text alone where the terminal can't. */
  readonly link?: (text: string, url: string) => string;
  /** What the keys do, as the end of the line. */
  readonly keys?: string;
  /** How long nothing is said, in milliseconds; 300 by default, 3,000 where it is spoken. */
  readonly silentMs?: number | undefined;
  /** Where lines stay, and may be read out: one for each thing that is waited for, and one a minute. */
  readonly isSpoken?: boolean | undefined;
}

/** The one line that says what is waited for: what, how long, how far. */
export class Waiting {
  readonly #tell: (line: string | null) => void;
  readonly #options: WaitingOptions;
  #what = '';
  #detail = '';
  #keys: string | undefined;
  #fraction: number | undefined;
  #query: { readonly id: string; readonly url?: string | undefined } | undefined;
  #file: GrowingFile | undefined;
  #rows = 0;
  #bytes = 0;
  #started = 0;
  /** What was told last of this wait, where it is spoken. */
  #spoken = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (line: string | null) => void, options: WaitingOptions = {}) {
    this.#tell = tell;
    this.#options = options;
  }

  /**
   * @param since when it began, as `performance.now()` has it
   * @param keys what the keys do this time
   */
  begin(what: string, since = performance.now(), keys?: string): void {
    this.end();
    this.#say(what);
    this.#query = undefined;
    this.#file = undefined;
    this.#rows = 0;
    this.#bytes = 0;
    this.#started = since;
    this.#keys = keys;
    this.#spoken = '';
    this.resume();
    this.#tick();
  }

  /** Says something else, for as long as nothing new is told. */
  set(what: string): void {
    this.#say(what);
  }

  /** A file that the engine writes by itself, if it does: nothing else tells how far that is. */
  watch(file: GrowingFile): void {
    this.#file = file;
  }

  /** Of which statement it is. */
  about(queryId: string, url?: string | null): void {
    this.#query = { id: queryId, url: url ?? undefined };
  }

  /** @param measures whether the size of rows is of interest: somebody else tells it of what is written */
  take(event: SessionEvent | BackendEvent, measures = true): void {
    if (event.type === 'waiting') {
      this.#say(event.for, event.detail);
      this.#fraction = event.fraction;
    } else if (event.type === 'stage' && event.state === 'started') this.#say(`connecting: ${event.stage}`);
    else if (event.type === 'query-id') this.about(event.queryId, event.url);
    else if (event.type === 'rows') {
      this.#rows += event.rows.length;
      if (measures) this.#bytes += sizeOf(event.rows);
      this.#say('fetching');
    }
  }

  /** @returns whether there was a wait to be told of */
  pause(): boolean {
    const isWaiting = this.#timer !== undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tell(null);
    return isWaiting;
  }

  resume(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  #tick(): void {
    const ms = performance.now() - this.#started;
    if (this.#options.isSpoken === true) this.#speak(ms);
    else if (ms >= (this.#options.silentMs ?? SILENT_MS)) this.#tell(this.#line(ms));
  }

  #speak(ms: number): void {
    // Nothing goes on before a person has heard of this one.
    if (ms < (this.#options.silentMs ?? SPOKEN_SILENT_MS) && this.#what !== WORDS['approval']) return;
    const line = this.#line(Math.floor(ms / 1000) * 1000);
    const news = `${line.split(' · ')[0]} ${Math.floor(ms / SPOKEN_AGAIN_MS)}`;
    if (news === this.#spoken) return;
    this.#spoken = news;
    this.#tell(line);
  }

  #say(what: string, detail = ''): void {
    this.#what = WORDS[what] ?? what;
    this.#detail = detail;
    this.#fraction = undefined;
  }

  #line(ms: number): string {
    const { link = (text) => text, isSpoken = false } = this.#options;
    // What the keys do is said once.
    const keys = this.#spoken === '' ? (this.#keys ?? this.#options.keys ?? 'Ctrl+C cancels') : '';
    const size = this.#file?.size() ?? 0;
    const parts = [
      size > 0 && this.#rows === 0 ? writingText(this.#file!.label, size, ms) : this.#what,
      isSpoken && ms === 0 ? '' : `${(ms / 1000).toFixed(isSpoken ? 0 : 1)} s`,
      this.#fraction === undefined ? '' : `${Math.floor(this.#fraction * 100)} %`,
      this.#rows > 0 ? `${this.#rows.toLocaleString('en-US')} ${this.#rows === 1 ? 'row' : 'rows'}` : '',
      this.#bytes > 0 ? bytesText(this.#bytes) : '',
      terminalSafe(this.#detail).replace(/\.$/, ''),
      keys,
      // Last: it is the longest, and the one that may be cut.
      this.#query ? queryText(this.#query, link) : '',
    ];
    return parts.filter(Boolean).join(' · ');
  }

  end(): void {
    if (this.#timer) this.pause();
  }
}

/** Tells a line for each thing that is waited for, where nothing is redrawn. */
export function spokenWaiting(tell: (line: string) => void): Waiting {
  return new Waiting((line) => line !== null && tell(line), { isSpoken: true });
}

/** `writing out.csv · 85.2 MB · 14.2 MB/s`; what takes less than a second has no rate of its own. */
export function writingText(label: string, bytes: number, ms: number): string {
  const rate = bytes / Math.max(1, ms / 1000);
  return [`writing ${terminalSafe(label)}`, ...(bytes > 0 ? [bytesText(bytes), `${bytesText(rate)}/s`] : [])].join(
    ' · ',
  );
}

function queryText(
  { id, url }: { readonly id: string; readonly url?: string | undefined },
  link: NonNullable<WaitingOptions['link']>,
): string {
  const text = `query ${terminalSafe(id)}`;
  return url === undefined ? text : link(text, url);
}

/** What the texts of the rows take; they are mostly ASCII. */
function sizeOf(rows: Batch): number {
  let size = 0;
  for (const row of rows) for (const cell of row) size += cell?.length ?? 0;
  return size;
}

import type { BackendEvent } from '../backends/base.js';
import type { SessionEvent } from '../session/index.js';
import { terminalSafe } from '../support/terminal-safe.js';

// Nothing is said about what takes less: it would only flicker.
const SILENT_MS = 300;
const TICK_MS = 100;

const WORDS: Readonly<Record<string, string>> = {
  connecting: 'connecting',
  approval: 'waiting for your approval',
  browser: 'waiting for the login in the browser',
  warehouse: 'warehouse starting',
  queued: 'queued',
  running: 'running',
  fetching: 'fetching rows',
};

/** The one line that says what is waited for: what, how long, how far. */
export class Waiting {
  readonly #tell: (line: string | null) => void;
  #what = '';
  #detail = '';
  #rows = 0;
  #started = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (line: string | null) => void) {
    this.#tell = tell;
  }

  begin(what: string): void {
    this.end();
    this.#what = WORDS[what] ?? what;
    this.#detail = '';
    this.#rows = 0;
    this.#started = performance.now();
    this.resume();
  }

  set(what: string): void {
    this.#what = what;
    this.#detail = '';
  }

  take(event: SessionEvent | BackendEvent): void {
    if (event.type === 'waiting') {
      this.#what = WORDS[event.for] ?? event.for;
      this.#detail = event.detail ?? (event.fraction === undefined ? '' : `${Math.floor(event.fraction * 100)} %`);
    } else if (event.type === 'stage' && event.state === 'started') this.set(`connecting: ${event.stage}`);
    else if (event.type === 'query-id') this.#detail = `query ${event.queryId}`;
    else if (event.type === 'rows') {
      this.#rows += event.rows.length;
      this.#what = WORDS['fetching']!;
    }
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tell(null);
  }

  resume(): void {
    this.#timer ??= setInterval(() => {
      const ms = performance.now() - this.#started;
      if (ms >= SILENT_MS) this.#tell(this.#line(ms));
    }, TICK_MS);
  }

  #line(ms: number): string {
    const rows = this.#rows > 0 ? `${this.#rows.toLocaleString('en-US')} rows` : '';
    const parts = [this.#what, `${(ms / 1000).toFixed(1)} s`, rows, terminalSafe(this.#detail)];
    return `${parts.filter(Boolean).join(' · ')} · Ctrl+C cancels`;
  }

  end(): void {
    if (this.#timer) this.pause();
  }
}

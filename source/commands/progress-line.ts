import { sizeOfFile } from '../results/engine-file.js';
import { progressText, type Progress } from '../results/progress.js';
import { terminalSafe } from '../support/terminal-safe.js';

// Nothing is said about what takes less: it would only flicker.
const SILENT_MS = 500;
const EVERY_MS = 200;
const ERASE = '\r\x1b[K';

/** One line on stderr, rewritten in place, that says how much of a file is written. Silent where stderr is no terminal. */
export class ProgressLine {
  readonly #label: string;
  readonly #started = performance.now();
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(label: string) {
    this.#label = terminalSafe(label);
  }

  take(progress: Progress): void {
    if (!process.stderr.isTTY || process.env['TERM'] === 'dumb') return;
    const now = performance.now();
    if (now - this.#started < SILENT_MS || now - this.#told < EVERY_MS) return;
    this.#told = now;
    const text = `Writing ${this.#label} · ${progressText(progress, now - this.#started)}`;
    process.stderr.write(`${ERASE}${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  /** Follows a file that the engine writes by itself, if it does. */
  watch(path: string): void {
    if (!process.stderr.isTTY) return;
    const look = (): void => {
      const bytes = sizeOfFile(path);
      if (bytes > 0) this.take({ rows: 0, bytes });
    };
    this.#timer = setInterval(look, EVERY_MS);
  }

  /** Takes the line away. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#told > 0) process.stderr.write(ERASE);
    this.#told = 0;
  }
}

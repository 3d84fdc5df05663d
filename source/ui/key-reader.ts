import { StringDecoder } from 'node:string_decoder';
import type { KeyEvent } from './keys/event.js';
import { createKeyParser, type Pending } from './keys/parser.js';

/** A lone Esc is decided after 50 ms (as clack and gemini-cli do); a sequence that began may crawl over SSH. */
const PATIENCE: Record<Exclude<Pending, 'none'>, number> = { escape: 50, sequence: 500, paste: 1000 };
/** What was typed while a child had the terminal lies there to be read at once; a busy machine may take a moment. */
const AHEAD_MS = 50;

/** Makes keys and pastes of what is read from the terminal, piece by piece. */
export class KeyReader {
  readonly #hasBrackets: boolean;
  readonly #emit: (events: readonly KeyEvent[]) => void;
  readonly #parser = createKeyParser();
  #decoder = new StringDecoder('utf8');
  #timer: NodeJS.Timeout | undefined;
  /** Set while what is read may have been typed when a child had the terminal; another one for each time. */
  #ahead: object | undefined;

  /** @param hasBrackets whether the terminal marks what is pasted */
  constructor(hasBrackets: boolean, emit: (events: readonly KeyEvent[]) => void) {
    this.#hasBrackets = hasBrackets;
    this.#emit = emit;
  }

  /** Reading begins: what was read in part before has no rest. */
  begin(): void {
    this.#decoder = new StringDecoder('utf8');
  }

  /** A child had the terminal until now: what was typed meanwhile may be read until it was looked at once more. */
  expectAhead(): void {
    const since = {};
    this.#ahead = since;
    const end = (): void => {
      if (this.#ahead === since) this.#ahead = undefined;
    };
    // setImmediate comes behind that look.
    setTimeout(() => setImmediate(end), AHEAD_MS).unref();
  }

  read(chunk: Buffer | string): void {
    clearTimeout(this.#timer);
    const read = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    // No brackets were asked for, either, where a child had the terminal.
    const mayBePasted = !this.#hasBrackets || this.#ahead !== undefined;
    const text = this.#ahead ? withEnter(read) : read;
    this.#ahead = undefined;
    this.#emit(mayBePasted && looksPasted(text) ? [unbracketed(text)] : this.#parser.feed(text));
    const pending = this.#parser.pending();
    if (pending !== 'none') this.#timer = setTimeout(() => this.flush(), PATIENCE[pending]);
  }

  /** What has begun is taken for what it is by now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#emit(this.#parser.flush());
  }
}

/** The terminal of a child turns Enter into a line feed, which is Ctrl-J to us: one at the end is what was typed. */
function withEnter(text: string): string {
  return text.replace(/\n$/, '\r');
}

/** A line end with something behind it in one read: nobody types that fast. */
function looksPasted(text: string): boolean {
  return /[\r\n][^\r\n]/.test(text) && !text.includes('\u001b');
}

function unbracketed(text: string): KeyEvent {
  return { type: 'paste', text: text.replace(/\r\n?/g, '\n') };
}

import { controlKey, isControl } from './control.js';
import { keyPress, type KeyEvent } from './event.js';
import { createPasteCollector } from './paste.js';
import { csiKey, linuxFunctionKey, ss3Key } from './sequences.js';

/** What the parser waits for: nothing; the rest of a lone Esc; the rest of a sequence; the end of a paste. */
export type Pending = 'none' | 'escape' | 'sequence' | 'paste';

export interface KeyParser {
  /** Takes what one read gave. Text after the last complete key waits inside, never lost. */
  feed(chunk: string): KeyEvent[];
  /** Time has passed and nothing came: decides what is pending (a lone Esc is the Esc key). */
  flush(): KeyEvent[];
  pending(): Pending;
}

/**
 * A parser of what a terminal sends: pure, never throws, and feeding in pieces gives what feeding at once gives
 * (adjacent text events may be cut differently). Unknown sequences are dropped, never typed.
 */
export function createKeyParser(): KeyParser {
  return new Parser();
}

type State = 'ground' | 'escape' | 'csi' | 'linux' | 'x10' | 'ss3' | 'string' | 'string-escape' | 'paste';

const ESC = '\u001b';
/** Longer sequences are read to their end and dropped; the longest known key (kitty with text) has about 40. */
const MAX_BODY = 128;
/**
 * OSC, DCS and APC begin terminal replies. SOS (`ESC X`) and PM (`ESC ^`) begin none, and `ESC X` is Alt+X with Caps
 * Lock: reading it as a string would swallow what is typed next.
 */
const STRING_STARTS: ReadonlySet<string> = new Set([']', 'P', '_']);

class Parser implements KeyParser {
  #state: State = 'ground';
  #body = '';
  #alt = false;
  #heldSurrogate = '';
  #x10Left = 0;
  #events: KeyEvent[] = [];
  readonly #paste = createPasteCollector();

  feed(chunk: string): KeyEvent[] {
    if (this.#state === 'paste' && this.#paste.isStalled() && looksTyped(chunk)) this.#toGround();
    let input = this.#heldSurrogate + chunk;
    this.#heldSurrogate = '';
    if (/[\ud800-\udbff]$/.test(input)) {
      this.#heldSurrogate = input.slice(-1);
      input = input.slice(0, -1);
    }
    for (let at = 0; at < input.length;) at = this.#consume(input, at);
    return this.#take();
  }

  flush(): KeyEvent[] {
    if (this.#state === 'paste') {
      const text = this.#paste.interrupt();
      if (text !== '') this.#events.push({ type: 'paste', text });
      return this.#take();
    }
    if (this.#state === 'escape') {
      if (this.#alt) this.#events.push(keyPress('escape'));
      this.#events.push(keyPress('escape'));
    } else if (this.#state === 'csi' && this.#body === '') this.#events.push(altKey('['));
    else if (this.#state === 'ss3' && this.#body === '') this.#events.push(altKey('O'));
    else if (this.#state === 'string' && STRING_STARTS.has(this.#body)) this.#events.push(altKey(this.#body));
    this.#toGround();
    return this.#take();
  }

  pending(): Pending {
    if (this.#state === 'ground') return 'none';
    if (this.#state === 'paste') return 'paste';
    return this.#state === 'escape' ? 'escape' : 'sequence';
  }

  /** Consumes from `start` and returns where the next state goes on. */
  #consume(chunk: string, start: number): number {
    if (this.#state === 'ground') return this.#ground(chunk, start);
    if (this.#state === 'paste') return this.#takePaste(chunk, start);
    // A sequence is ASCII, but Alt may be held with a character outside the first plane.
    const code = chunk.codePointAt(start)!;
    const char = String.fromCodePoint(code);
    return this.#step(char, code) ? start + char.length : start;
  }

  #ground(chunk: string, start: number): number {
    let end = start;
    while (end < chunk.length && !isControl(chunk.charCodeAt(end))) end += 1;
    if (end > start) {
      this.#events.push({ type: 'text', text: chunk.slice(start, end) });
      return end;
    }
    const code = chunk.charCodeAt(start);
    if (chunk[start] === ESC) this.#enter('escape');
    else if (code < 0x80) this.#events.push(controlKey(code, false));
    return start + 1;
  }

  #takePaste(chunk: string, start: number): number {
    const { text, next } = this.#paste.take(chunk, start);
    if (text !== undefined) this.#finish(text === '' ? undefined : { type: 'paste', text });
    return next;
  }

  /** False: the character broke the sequence, and is read again in the state it left. */
  #step(char: string, code: number): boolean {
    switch (this.#state) {
      case 'escape':
        return this.#escape(char, code);
      case 'csi':
        return isControl(code) || code > 0x7e ? this.#abandon() : this.#csi(char, code);
      case 'linux':
        return isControl(code) ? this.#abandon() : this.#finish(linuxFunctionKey(char));
      case 'x10':
        this.#x10Left -= 1;
        return code < 0x20 ? this.#abandon() : this.#x10Left > 0 || this.#toGround();
      case 'ss3':
        return isControl(code) ? this.#abandon() : this.#ss3(char);
      case 'string':
        return this.#string(char, code);
      case 'string-escape':
        return this.#stringEscape(char);
      default:
        return this.#abandon();
    }
  }

  #escape(char: string, code: number): boolean {
    if (char === '[') return this.#enter('csi');
    if (char === 'O') return this.#enter('ss3');
    if (STRING_STARTS.has(char)) return this.#enter('string', char);
    // Two in a row: Alt held with a sequence (rxvt), or Esc pressed twice, which `flush` decides.
    if (this.#alt) this.#events.push(keyPress('escape'));
    if (char === ESC) return (this.#alt = true);
    if (isControl(code)) return this.#finish(code < 0x80 ? controlKey(code, true) : undefined);
    return this.#finish(altKey(char));
  }

  #csi(char: string, code: number): boolean {
    if (char === '[' && this.#body === '') return this.#enter('linux');
    if (char === 'M' && this.#body === '') {
      this.#x10Left = 3;
      return this.#enter('x10');
    }
    const isFinal = code >= 0x40 || (char === '$' && /^\d+$/.test(this.#body));
    if (!isFinal) return this.#append(char);
    if (char !== '~' || this.#body !== '200') return this.#finish(csiKey(this.#body, char, this.#alt));
    this.#paste.start();
    this.#toGround();
    return this.#enter('paste');
  }

  #ss3(char: string): boolean {
    return /\d/.test(char) ? this.#append(char) : this.#finish(ss3Key(this.#body, char, this.#alt));
  }

  #string(char: string, code: number): boolean {
    if (char === ESC) return this.#enter('string-escape');
    if (code === 0x07 || code === 0x9c) return this.#toGround();
    // Anything else below 0x20 was typed: a reply never holds it, and Ctrl-C must be seen behind a broken reply.
    if (code < 0x20) return this.#abandon();
    this.#body = 'begun';
    return true;
  }

  #stringEscape(char: string): boolean {
    this.#toGround();
    if (char === '\\') return true;
    this.#enter('escape');
    return false;
  }

  #append(char: string): true {
    if (this.#body.length < MAX_BODY) this.#body += char;
    return true;
  }

  #enter(state: State, body = ''): true {
    this.#state = state;
    this.#body = body;
    return true;
  }

  #toGround(): true {
    this.#alt = false;
    return this.#enter('ground');
  }

  #finish(key: KeyEvent | undefined): true {
    if (key !== undefined) this.#events.push(key);
    return this.#toGround();
  }

  #abandon(): false {
    this.#toGround();
    return false;
  }

  #take(): KeyEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}

function altKey(char: string): KeyEvent {
  if (char === ' ') return keyPress('space', { alt: true });
  const lower = char.toLowerCase();
  return keyPress(lower, { alt: true, shift: lower !== char });
}

/** After a paste that stalled, a read this short is a key (the longest in use has six units), not the paste going on. */
function looksTyped(chunk: string): boolean {
  return chunk.length <= 6;
}

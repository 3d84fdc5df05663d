import { KeyReader } from './key-reader.js';
import { keyPress, type KeyEvent } from './keys/event.js';
import { createSignals, type Signals } from './signals.js';
import { createViewport, type Viewport } from './viewport.js';

/** What is used of `process.stdin`. */
export interface TtyInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  on(event: 'end' | 'error', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'end' | 'error', listener: () => void): unknown;
}

/** What is used of `process.stdout`. */
export interface TtyOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string, written?: () => void): boolean;
  on(event: 'resize' | 'error', listener: () => void): unknown;
  off(event: 'resize' | 'error', listener: () => void): unknown;
}

export interface TtyOptions {
  readonly stdin?: TtyInput;
  readonly stdout?: TtyOutput;
  readonly env?: NodeJS.ProcessEnv;
  readonly signals?: Signals;
  /** Runs before the program ends on SIGTERM, SIGHUP or a closed terminal; it has a second. */
  readonly onTerminate?: (signal: 'SIGTERM' | 'SIGHUP') => void | Promise<void>;
}

/** Who draws while the alternate screen is shown. */
export interface FullScreen {
  readonly onKeys: (events: readonly KeyEvent[]) => void;
  /** The screen is empty now: at the start, and after the program was stopped and continued. */
  readonly onCleared: () => void;
}

/** The one owner of the terminal: its input, its modes, its size, and the signals that touch them. */
export interface Tty {
  readonly stdout: TtyOutput;
  readonly viewport: Viewport;
  /** Raw mode and bracketed paste until the returned function was called as often as this one. */
  acquire(): () => void;
  /** Sends keys to `listener`, first those typed before there was one. One listener at a time. */
  onKeys(listener: (events: readonly KeyEvent[]) => void): () => void;
  /**
   * Gives the terminal away in the state in which the shell had it, and takes it back when `run` is done.
   * @param onInterrupt told of each Ctrl-C meanwhile, which a child in the terminal gets, too
   */
  handOver<T>(run: () => T | Promise<T>, onInterrupt?: () => void): Promise<T>;
  /**
   * Inside `handOver`: takes the keys and the alternate screen for a part of the program that draws by itself. The main
   * screen is back when `run` is done, and when the program ends before that.
   */
  fullScreen<T>(face: FullScreen, run: () => Promise<T>): Promise<T>;
  /** Called when somebody else stops or has continued the program; the frame has to be cleared or drawn again. */
  onJobControl(listener: (what: 'stop' | 'continued') => void): () => void;
  /** Shows the mode of vi; a child that gets the terminal finds the person's own shape. */
  setCursorShape(shape: 'block' | 'bar' | undefined): void;
  /** Stops the program as Ctrl-Z does, and resolves when it runs again. Call it inside `handOver`. */
  stop(): Promise<void>;
}

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
/** DECSCUSR; 0 is what the person chose for their terminal. */
const SHAPES = { none: '\u001b[0 q', block: '\u001b[2 q', bar: '\u001b[6 q' } as const;
const SHOW_CURSOR = '\u001b[?25h';
/** The alternate screen, no cursor, and no line breaks of the terminal's own: a row that is too long stays in its row. */
const FULL_SCREEN_ON = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const FULL_SCREEN_OFF = '\u001b[?7h\u001b[?1049l';
/**
 * The Ctrl-C that ended a child went to this program too, and may be told after the child's end is: signals that come
 * together have no order. From the keyboard none comes in raw mode, so this long after a hand-over none is believed.
 */
const LATE_INTERRUPT_MS = 300;
/** These answer nothing to `?2004h`: a read with a line end inside counts as a paste there. */
const NO_BRACKETED_PASTE = /^(linux|dumb|vt\d+|cons25)/;

export function createTty(options: TtyOptions = {}): Tty {
  return new OwnedTty(options);
}

class OwnedTty implements Tty {
  readonly stdout: TtyOutput;
  readonly viewport: Viewport;
  readonly #stdin: TtyInput;
  readonly #signals: Signals;
  readonly #bracketed: boolean;
  readonly #onTerminate: TtyOptions['onTerminate'];
  readonly #keys: KeyReader;
  #holders = 0;
  #handedOver = 0;
  #tookBackAt = -Infinity;
  #on = false;
  #shape: 'block' | 'bar' | undefined;
  #listener: ((events: readonly KeyEvent[]) => void) | undefined;
  #early: KeyEvent[] = [];
  #face: FullScreen | undefined;
  readonly #jobListeners = new Set<(what: 'stop' | 'continued') => void>();
  #unlisten: (() => void) | undefined;

  constructor(options: TtyOptions) {
    this.#stdin = options.stdin ?? process.stdin;
    this.stdout = options.stdout ?? process.stdout;
    this.#signals = options.signals ?? createSignals();
    this.#bracketed = !NO_BRACKETED_PASTE.test((options.env ?? process.env)['TERM'] ?? '');
    this.#keys = new KeyReader(this.#bracketed, (events) => this.#emit(events));
    this.#onTerminate = options.onTerminate;
    this.viewport = createViewport(this.stdout);
  }

  acquire(): () => void {
    this.#holders += 1;
    this.#apply();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders -= 1;
      this.#apply();
    };
  }

  onKeys(listener: (events: readonly KeyEvent[]) => void): () => void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    if (early.length > 0) listener(early);
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  async handOver<T>(run: () => T | Promise<T>, onInterrupt: () => void = () => undefined): Promise<T> {
    if (this.#on) await this.#readRest();
    this.#handedOver += 1;
    this.#apply();
    const stopIgnoring = this.#signals.takeInterrupts(onInterrupt);
    try {
      return await run();
    } finally {
      stopIgnoring();
      this.#handedOver -= 1;
      this.#tookBackAt = performance.now();
      this.#keys.expectAhead();
      this.#apply();
    }
  }

  /** A Ctrl-C that came as a key would be a byte among others to whoever has the terminal next; from now on it is none. */
  async #readRest(): Promise<void> {
    this.#stdin.setRawMode?.(false);
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async fullScreen<T>(face: FullScreen, run: () => Promise<T>): Promise<T> {
    const away = this.#handedOver;
    this.#face = face;
    this.#handedOver = 0;
    this.#holders += 1;
    this.#apply();
    try {
      return await run();
    } finally {
      this.#handedOver = away;
      this.#holders -= 1;
      this.#apply();
      this.#face = undefined;
    }
  }

  onJobControl(listener: (what: 'stop' | 'continued') => void): () => void {
    this.#jobListeners.add(listener);
    return () => void this.#jobListeners.delete(listener);
  }

  setCursorShape(shape: 'block' | 'bar' | undefined): void {
    if (shape === this.#shape) return;
    this.#shape = shape;
    if (this.#on) this.stdout.write(SHAPES[shape ?? 'none']);
  }

  async stop(): Promise<void> {
    await this.#signals.stopProcess();
  }

  /** Brings the terminal into the state that the counts ask for. */
  #apply(): void {
    const wanted = this.#holders > 0 && this.#handedOver === 0;
    if (wanted === this.#on) return;
    this.#on = wanted;
    if (wanted) this.#turnOn();
    else this.#turnOff();
  }

  #turnOn(): void {
    this.#keys.begin();
    this.#stdin.setRawMode?.(true);
    if (this.#bracketed) this.stdout.write(PASTE_ON);
    if (this.#shape !== undefined) this.stdout.write(SHAPES[this.#shape]);
    this.#stdin.on('data', this.#read);
    this.#stdin.on('end', this.#hangUp);
    this.#stdin.on('error', this.#hangUp);
    this.stdout.on('error', this.#hangUp);
    this.#stdin.resume();
    this.#unlisten = this.#signals.listen({
      exit: () => this.#turnOff(),
      interrupt: () => this.#interrupt(),
      terminate: (signal) => this.#terminate(signal),
      stop: () => this.#tellJob('stop'),
      continued: () => this.#continued(),
    });
    this.#showFace();
  }

  #showFace(): void {
    if (this.#face === undefined) return;
    this.stdout.write(FULL_SCREEN_ON);
    this.#face.onCleared();
  }

  #turnOff(): void {
    this.#on = false;
    this.#unlisten?.();
    this.#stdin.off('data', this.#read);
    this.#stdin.off('end', this.#hangUp);
    this.#stdin.off('error', this.#hangUp);
    // A child must find no second reader: Ink alone left stdin flowing, and keys went astray in 5 of 8 runs.
    this.#stdin.pause();
    try {
      this.#stdin.setRawMode?.(false);
      this.stdout.write(
        (this.#face === undefined ? '' : FULL_SCREEN_OFF) +
          (this.#bracketed ? PASTE_OFF : '') +
          (this.#shape === undefined ? '' : SHAPES.none) +
          SHOW_CURSOR,
      );
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
    this.stdout.off('error', this.#hangUp);
    this.#keys.flush();
  }

  readonly #read = (chunk: Buffer | string): void => this.#keys.read(chunk);

  #interrupt(): void {
    if (performance.now() - this.#tookBackAt < LATE_INTERRUPT_MS) return;
    this.#emit([keyPress('c', { ctrl: true })]);
  }

  readonly #hangUp = (): void => this.#terminate('SIGHUP');

  #emit(events: readonly KeyEvent[]): void {
    if (events.length === 0) return;
    const listener = this.#on && this.#face ? this.#face.onKeys : this.#listener;
    if (listener === undefined) this.#early.push(...events);
    else listener(events);
  }

  #terminate(signal: 'SIGTERM' | 'SIGHUP'): void {
    const done = (): void => {
      // Ending by SIGHUP runs no exit handlers.
      if (this.#on) this.#turnOff();
      this.#signals.exit(signal);
    };
    const late = setTimeout(done, 1000);
    void Promise.resolve(this.#onTerminate?.(signal))
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(late);
        done();
      });
  }

  #continued(): void {
    // `kill -STOP` and `kill -CONT` leave the terminal as the shell set it in between.
    if (!this.#on) return;
    this.#stdin.setRawMode?.(false);
    this.#stdin.setRawMode?.(true);
    if (this.#bracketed) this.stdout.write(PASTE_ON);
    if (this.#face) this.#showFace();
    else this.#tellJob('continued');
  }

  #tellJob(what: 'stop' | 'continued'): void {
    for (const listener of this.#jobListeners) listener(what);
  }
}

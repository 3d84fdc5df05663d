import type { Io, Question } from '../backends/base.js';
import type { Display, KeyHelp, PastStatement } from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Session } from '../session/index.js';
import type { Stopped } from '../support/text-parts.js';
import type { GridHome } from './grid/grid-app.js';
import type { Ending, ViewTarget } from './run-view.js';

/** What the live part of the screen shows. */
export interface ReplState {
  readonly session: Session;
  /** True from Enter until the last statement's result is printed. */
  readonly busy: boolean;
  /** What is waited for, drawn once it takes longer than 0.3 s. */
  readonly wait: string | null;
  /** How the opening of the first session goes; null: it is open. */
  readonly opening: string | null;
  readonly question: Question | null;
  /** One line that is gone with the next key. */
  readonly hint: string | null;
  readonly ended: boolean;
}

/** What the Repl needs of the screen that it stands on. */
export interface ReplScreen extends Omit<ViewTarget, 'display'> {
  /** Resolves when what was printed is written; how far a long text came where that was stopped. */
  printed(): Promise<Stopped | null>;
  /** Leaves off a long text that is being written; false: none is. */
  stopPrinting(): boolean;
  /** Opens the person's editor on a text; null when that ended with an error. */
  editText(text: string): Promise<string | null>;
  /** False when the editor ended with an error. */
  editFile(path: string): Promise<boolean>;
  /** Where nothing is redrawn: prints what is waited for, once for each thing. */
  readonly tellWait?: ((line: string) => void) | undefined;
  /** Puts a text into the prompt, for the person to go on with. */
  setDraft(text: string): void;
  draft(): string;
  /** False where there is no prompt to put a text into: setDraft throws. */
  readonly hasDraft: boolean;
  /** Whose keys edit the statement; null where there is no editor. */
  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' | null;
  /** Gives the whole terminal to a program; `onInterrupt` is told of a Ctrl-C, which the program gets, too. */
  handOver<T>(run: () => Promise<T>, onInterrupt?: () => void): Promise<T>;
  /** The key that leaves what runs; absent where there is none. */
  readonly detachKey?: string | undefined;
  /** Makes a text that can be clicked; absent where the terminal can't. */
  readonly link?: (text: string, url: string) => string;
  bell?(): void;
  /** Shows kept results on the whole screen until that is closed; absent where nothing can be redrawn. */
  readonly gridKey?: string | undefined;
  openGrid?(home: ResultsHome, index: number, display: Display): Promise<void>;
}

/** What the grid needs of the Repl. */
export type ResultsHome = Pick<
  GridHome,
  'results' | 'engine' | 'environment' | 'formulaGuard' | 'readOn' | 'interrupt'
>;

export interface ReplOptions {
  /** Opens the first session, which isn't open yet; absent: it is. */
  readonly open?: ((io: Io) => Promise<void>) | undefined;
  /** Given what was entered and could not be sent: it belongs back at the prompt. */
  readonly onGivenBack?: (text: string) => void;
  /** Resolves when no key has come for a moment. */
  readonly quiet?: () => Promise<void>;
  readonly profiles: ProfileStore;
  readonly screen: ReplScreen;
  /** Told of every statement that ended, for the history. */
  readonly onEnded?: (ended: EndedStatement) => void;
  /** For \s; null where no history is kept. */
  readonly history?: () => readonly PastStatement[] | null;
  /** For \? keys. */
  readonly keys?: () => readonly KeyHelp[];
}

/** A statement or \command that ended, or stood behind one that failed. */
export interface EndedItem {
  readonly sql: string;
  readonly ms: number;
  readonly ending: Ending | 'command' | 'not-run';
  readonly rows: number;
}

export interface EndedStatement extends EndedItem {
  readonly session: Session;
}

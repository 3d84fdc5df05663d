import type { Parameters, Question } from '../backends/base.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import type { ProductionQuestion, Session } from '../session/index.js';
import { DEFAULT_PROMPT } from './prompt-template.js';
import type { Style } from '../support/style.js';
import type { Variables } from './variables.js';

/** How results are shown; changed by \x, \timing, \pset and read at each result. */
export interface Display {
  expanded: boolean | 'auto';
  timing: boolean;
  /** What stands for NULL on the screen. */
  nullText: string;
  /** A line with the types under the names. */
  types: boolean;
  digitGroups: boolean;
  border: 'light' | 'none';
  /** Rows fetched for the screen before a result pauses. */
  limit: number;
  /** Shown no wider than that; null: as wide as there is room. */
  maxWidth: number | null;
  /** What stands before the statement, and below it: templates with {fields}, see prompt-template.ts. */
  prompt: string;
  status: string;
  /** By the name of a text format: `table`, `csv`, … */
  format: string;
  /** Whether results are shown in $PAGER: those that the screen doesn't hold, all, or none. */
  pager: 'on' | 'always' | 'off';
  /** csv, tsv: text that a spreadsheet would run as a formula gets a `'` before it. */
  formulaGuard: boolean;
}

export const DEFAULT_DISPLAY: Readonly<Display> = {
  expanded: false,
  timing: true,
  nullText: 'NULL',
  types: false,
  digitGroups: false,
  border: 'light',
  limit: 10_000,
  maxWidth: null,
  prompt: DEFAULT_PROMPT,
  status: '',
  format: 'table',
  pager: 'off',
  formulaGuard: false,
};

/** How a statement that a command runs differs from one that was typed. */
export interface HostRunOptions {
  readonly expanded?: boolean;
  /** A file, or a command after `|`, for the rows. */
  readonly to?: string;
  readonly parameters?: Parameters;
  /** The line of the person's text on which the statement starts, from 1: errors count from it. */
  readonly line?: number;
}

/** A small result, whole. */
export interface WholeResult {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The start of a result that is kept, and how many rows are kept of it. */
export interface ResultPart extends WholeResult {
  readonly total: number;
}

/** What there is to draw on. */
export interface DrawingRoom {
  /** The widest that a line may be, in terminal columns. */
  readonly width: number;
  readonly rows: number;
  readonly style: Style;
}

export interface ExecuteOptions {
  readonly parameters?: Parameters;
  /** What the person is told meanwhile: `importing · 20,000 rows of 100,000`. */
  readonly waiting?: string;
  /** Runs although the person has asked to stop: what takes half-done work away. */
  readonly cleansUp?: boolean;
  /** Where PUT may read, in place of what the profile allows: files of the command's own. */
  readonly localFolder?: string;
}

export interface Executed extends WholeResult {
  /** Rows inserted, updated or deleted; null when the engine gives no count. */
  readonly affected: number | null;
}

/** A statement of the history. */
export interface PastStatement {
  readonly sql: string;
  /** When it was sent: milliseconds since 1970. */
  readonly time: number;
  readonly ms?: number;
  readonly outcome: string;
  readonly rows?: number;
}

/** What a key does, as `\? keys` lists it. */
export interface KeyHelp {
  readonly context: string;
  readonly chords: readonly string[];
  readonly help: string;
}

/** A statement that nobody waits for, as \queries lists it. */
export interface DetachedInfo {
  readonly number: number;
  readonly sql: string;
  /** The session's name. */
  readonly session: string;
  readonly queryId: string | null;
  readonly state: string;
  readonly seconds: number;
}

/** Statements that nobody waits for. */
export interface Detached {
  /** The oldest first. */
  list(): readonly DetachedInfo[];
  /**
   * Shows the rows of one, waiting for them, by its number or the engine's id; null: of the newest not shown yet.
   * @throws ConfigError when there is none
   */
  result(which: string | null): Promise<boolean>;
  /** False when it is none of these. */
  cancel(which: string): Promise<boolean>;
}

/** A result as DuckDB SQL can name it. */
export interface LocalResult {
  /** `last`, `last2`, … */
  readonly name: string;
  readonly rows: number;
  readonly isWhole: boolean;
  readonly columns: readonly Column[];
  /** The statement that it is of. */
  readonly sql: string;
}

/** The results that are kept, for the embedded DuckDB. */
export interface Local {
  /** The newest first. */
  list(): readonly LocalResult[];
  /** Values of the columns of a name in the newest rows of each result, where they are objects or lists of JSON. */
  json(column: string): readonly { readonly sql: string; readonly texts: readonly string[] }[];
  /**
   * Runs a statement on them as if it had been typed. False when it failed or was cancelled.
   * @throws ConfigError when it names a result that isn't there
   */
  run(sql: string, line?: number): Promise<boolean>;
}

/** What meta-commands act on. The REPL and the script runner are hosts. */
export interface Host {
  readonly session: Session;
  readonly profiles: ProfileStore;
  /** Sessions that were left with \c and are still there. */
  readonly parked: readonly Session[];
  readonly display: Display;
  /** True where a person sits at it and can be asked. */
  readonly interactive: boolean;
  /** False where `\!` and `|command` need --allow-shell. */
  readonly allowsShell: boolean;
  readonly variables: Variables;
  /** What --param gave, for saved queries. */
  readonly parameters: Parameters | undefined;
  /** The statement that ran last, for \g without one. */
  readonly lastSql: string | null;
  /** Talk: one or more lines, not data. */
  say(text: string): void;
  /** What a command was asked for, as \echo's text: said even where --quiet wants no talk. */
  answer(text: string): void;
  /** Shows rows that are no statement's result: a list of tables, of profiles. */
  show(columns: readonly Column[], rows: readonly Row[]): void;
  /** Shows lines that were made for the room there is, styled and safe for a terminal. */
  draw(make: (room: DrawingRoom) => readonly string[]): void;
  /** Runs SQL as if it had been typed. False when a statement failed or was cancelled. */
  runSql(sql: string, options?: HostRunOptions): Promise<boolean>;
  /** Absent in scripts, which wait for all they run. */
  readonly detached?: Detached;
  /** Starts a statement that nobody waits for. @throws ConfigError where it would change the session */
  start?(sql: string, options?: HostRunOptions): Promise<void>;
  /** Leaves the statement that runs. */
  detach?(): void;
  /**
   * Runs a statement as if it had been typed, and keeps its rows instead of showing them.
   * @throws SmallexError when it fails; ValueError when there are more than `most` rows
   */
  read(sql: string, most: number): Promise<WholeResult>;
  /**
   * Runs a statement that is a part of what a command does: nothing is shown of it, and \g doesn't run it again.
   * @throws SmallexError when it fails; CancelledError
   */
  execute(sql: string, options?: ExecuteOptions): Promise<Executed>;
  /** Does work of the command's own, here and not on the server; Ctrl-C aborts the signal. @param waiting what is told meanwhile */
  work<T>(waiting: string, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Asks what has to be answered on production. @throws ConfigError when the answer is no, or nobody can be asked */
  confirm(question: ProductionQuestion): Promise<void>;
  /** Runs a file of SQL and meta-commands; `beside`: its path is taken from the folder of the file that is running. */
  runFile(path: string, options?: { readonly beside?: boolean }): Promise<boolean>;
  /** Sends all results from now on to a file or `|command`; null: to the screen again. @throws ExportError */
  redirect(to: string | null): Promise<void>;
  /** @throws ConfigError where nobody can be asked, CancelledError when the question is left. */
  ask(question: Question): Promise<string>;
  /** Waits; false when Ctrl-C ended it. */
  wait(ms: number): Promise<boolean>;
  /** Runs a command of the system with the whole terminal. @returns its exit code */
  shell(command: string): Promise<number>;
  /** What was run before, oldest first; null where no history is kept. */
  history(): readonly PastStatement[] | null;
  keys(): readonly KeyHelp[];
  /** Whose keys edit the statement; without a choice it only tells. Null where there is no editor. */
  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' | null;
  /** Laid out over lines; null when the formatter can't read it. */
  formatSql(sql: string): Promise<string | null>;
  /** Puts a text into the prompt, for the person to go on with; false where there is no prompt. */
  toPrompt(text: string): boolean;
  /** Opens another profile, parking this session; `-` goes back. */
  switchTo(name: string): Promise<void>;
  /** The person's editor on a file, or on the statement being typed (or the last one); the text is then in the prompt. */
  edit(file: string | null): Promise<void>;
  /** The first `most` rows of the last result; absent where none are kept. @throws ConfigError when there is none. */
  lastResult?(most: number): Promise<ResultPart>;
  /** Absent where no results are kept. */
  readonly local?: Local;
  /** Shows the last result (`age` 1) or an older one on the whole screen. @throws ConfigError when it is not there. */
  openGrid?(age: number): Promise<void>;
  /** Reads on in a paused result. @throws ConfigError when there is none. */
  more(rows: number): Promise<void>;
  quit(): void | Promise<void>;
}

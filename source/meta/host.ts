import type { ProfileStore } from '../profiles/index.js';
import type { Column, Row } from '../results/column.js';
import type { Session } from '../session/index.js';

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
}

export const DEFAULT_DISPLAY: Readonly<Display> = {
  expanded: false,
  timing: true,
  nullText: 'NULL',
  types: false,
  digitGroups: false,
  border: 'light',
  limit: 10_000,
};

/** How a statement that a command runs differs from one that was typed. */
export interface HostRunOptions {
  readonly expanded?: boolean;
  /** A file, or a command after `|`, for the rows. */
  readonly to?: string;
  readonly unsplit?: boolean;
}

/** What meta-commands act on. The REPL and the script runner are hosts. */
export interface Host {
  readonly session: Session;
  readonly profiles: ProfileStore;
  readonly display: Display;
  /** True where a person sits at it and can be asked. */
  readonly interactive: boolean;
  /** The statement that ran last, for \g without one. */
  readonly lastSql: string | null;
  /** Talk: one or more lines, not data. */
  say(text: string): void;
  /** Shows rows that are no statement's result: a list of tables, of profiles. */
  show(columns: readonly Column[], rows: readonly Row[]): void;
  /** Runs SQL as if it had been typed. False when a statement failed or was cancelled. */
  runSql(sql: string, options?: HostRunOptions): Promise<boolean>;
  /** Runs a file of SQL and meta-commands, its path taken from the current folder. */
  runFile(path: string): Promise<boolean>;
  /** Opens another profile, parking this session; `-` goes back. */
  switchTo(name: string): Promise<void>;
  /** The person's editor on a file, or on the statement being typed (or the last one); the text is then in the prompt. */
  edit(file: string | null): Promise<void>;
  /** Shows the last result (`age` 1) or an older one on the whole screen. @throws ConfigError when it is not there. */
  openGrid?(age: number): Promise<void>;
  /** Reads on in a paused result. @throws ConfigError when there is none. */
  more(rows: number): Promise<void>;
  quit(): void;
}

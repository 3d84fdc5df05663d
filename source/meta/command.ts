import type { Host } from './host.js';

export type MetaGroup = 'General' | 'Connection' | 'Catalog' | 'Query' | 'Display' | 'Files';

/** What an argument is completed from; a list: one of these words. */
export type ArgumentKind =
  | readonly string[]
  | 'profile'
  | 'table'
  | 'schema'
  | 'catalog'
  | 'function'
  | 'warehouse'
  | 'role'
  | 'place'
  | 'file'
  | 'folder'
  | 'topic'
  | 'variable'
  | 'variable-value'
  | 'saved-query'
  | 'query-parameter'
  | 'sql'
  /** DuckDB's, on the results that are kept. */
  | 'local-sql'
  | 'display-option'
  | 'display-value'
  | 'text';

/** A \command. Help, completion and docs/commands.md are made from what it says of itself. */
export interface MetaCommand {
  /** With their backslash, the first being the one that is shown: `['\\dt', '.tables']`. */
  readonly names: readonly string[];
  /** The arguments as help shows them: `[PATTERN]`. */
  readonly usage: string;
  readonly group: MetaGroup;
  /** What it does, as a sentence without a subject: `List tables and views.` */
  readonly help: string;
  readonly arguments?: readonly ArgumentKind[];
  readonly examples?: readonly string[];
  /** Takes the rest of the line as it stands, quotes and all. */
  readonly raw?: boolean;
  /** Acts on a statement: may stand at the end of one, in place of its `;`. */
  readonly sends?: boolean;
  /** Runs the statement that it stands behind: what that would destroy is asked about beforehand. */
  readonly runs?: boolean;
  /** Needs no connection: runs while the session is still being opened. */
  readonly offline?: boolean;
  /** @throws SmallexError, which the host shows as it shows a failed statement. */
  run(host: Host, call: MetaCall): Promise<void> | void;
}

/** A statement that a command ended, and the line of the script on which it starts, from 1. */
export interface StatementBuffer {
  readonly sql: string;
  readonly line: number;
  /** What stands around it: blanks and comments, which belong to no statement. */
  readonly before?: string;
  readonly after?: string;
}

export interface MetaCall {
  /** As it was typed: `\dt+`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Everything after the name, trimmed. */
  readonly rest: string;
  /** True for the `+` forms, which tell more. */
  readonly plus: boolean;
  /** The statement that the command ended: `select 1 \gx`. */
  readonly buffer?: StatementBuffer;
}

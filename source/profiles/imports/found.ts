import type { EngineName } from '../../backends/base.js';
import type { OptionValue } from '../profile.js';

/** Whose files connections are read from; also the word before the colon in `smallex snowflake:NAME`. */
export const SOURCES = ['snowflake', 'snowsql', 'databricks', 'dbt'] as const;
export type SourceName = (typeof SOURCES)[number];

/** Where a secret of another tool's connection is: in its file as plain text, or where a reference leads. */
export type FoundSecret =
  { readonly kind: 'inline'; readonly value: string } | { readonly kind: 'reference'; readonly reference: string };

/** A connection as another tool knows it, in smallex's own options. */
export interface FoundConnection {
  readonly source: SourceName;
  /** What that tool calls it: `prod`, for dbt `jaffle.dev`. */
  readonly id: string;
  /** The file it stands in; null when it is made of environment variables alone. */
  readonly file: string | null;
  readonly engine: EngineName;
  /** `auth_mode` among them, no secrets. */
  readonly connection: Readonly<Record<string, OptionValue>>;
  readonly secrets: Readonly<Record<string, FoundSecret>>;
  /** What isn't taken over, and why; full sentences. */
  readonly notes: readonly string[];
}

/** One that can't be used, and the sentence that says why. */
export interface SkippedConnection {
  readonly source: SourceName;
  readonly id: string;
  readonly file: string | null;
  readonly reason: string;
}

/** What one source holds. */
export interface Reading {
  readonly connections: readonly FoundConnection[];
  readonly skipped: readonly SkippedConnection[];
  /** The files that were there. */
  readonly files: readonly string[];
  /** About the files themselves: unreadable, open to others. */
  readonly warnings: readonly string[];
  /** The connection that the tool itself opens when none is named. */
  readonly usual: string | null;
}

/** Where things are looked for. */
export interface ImportWorld {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/** Reads every connection of one tool. Never throws for what stands in the files. */
export type ReadSource = (world: ImportWorld) => Reading;

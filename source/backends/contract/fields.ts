import type { StageName } from '../../support/errors.js';

/** The engines smallex speaks to; also the names of the SQL dialects. */
export type EngineName = 'snowflake' | 'databricks' | 'duckdb';

/** Options of a connection under their documented snake_case names, secrets resolved to plain text. */
export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** What a configuration file says of a connection. */
export interface DatabaseConfig {
  /** The engine's identifier, such as `snowflake`. */
  readonly engine: string;
  /** The options that its backend takes. */
  readonly connection: Record<string, unknown>;
}

/** One thing that is wrong, or should be known, about a set of options. */
export interface Fault {
  readonly field: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}

/** One option of a connection as wizard, flags, `--help`, validation and docs know it. */
export interface Field {
  readonly key: string;
  readonly label: string;
  /** One line under the field: where the value is found, or an example. */
  readonly help: string;
  readonly secret?: boolean;
  readonly required?: boolean;
  /** Good for one login (a passcode): never saved. */
  readonly once?: boolean;
  readonly default?: string;
  /** Environment variables that may already hold the value, most specific first. */
  readonly env?: readonly string[];
  readonly choices?: readonly Choice[];
  /**
   * Makes the stored value of what was typed or pasted: a URL becomes an account.
   * @throws ValueError with a sentence for the person when the text can't be used.
   */
  readonly parse?: (text: string) => string;
}

/** One way to log in. Everything that knows about auth modes is made from these. */
export interface AuthMode {
  readonly mode: string;
  readonly label: string;
  /** One line that says when to choose it. */
  readonly help: string;
  readonly fields: readonly Field[];
  /** Listed under "more" in the menu. */
  readonly more?: boolean;
  /** Needs a person (browser, phone) at each fresh login: scripts can't use it unattended. */
  readonly interactive?: boolean;
  /** The login only shows a token: nothing counts attempts, so one that was cut may be sent again. */
  readonly repeatable?: boolean;
}

/** What can be chosen after the login: role, warehouse, catalog, schema. */
export interface ContextField extends Field {
  readonly stage: StageName;
}

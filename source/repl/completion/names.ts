import type { Dialect } from '../../sql/index.js';
import type { Known } from '../../session/catalog/index.js';
import { isReserved } from './keywords.js';
import type { NamePart } from './words.js';

const PLAIN: Readonly<Record<Dialect, RegExp>> = {
  // What stands without quotes is stored in upper case there.
  snowflake: /^[A-Z_][A-Z0-9_$]*$/,
  databricks: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
  duckdb: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
};

export interface Spelling {
  readonly dialect: Dialect;
  /** The quote that the person opened; empty: none. */
  readonly quote: string;
  /** How names are written where case is free: on Snowflake alone. */
  readonly lower: boolean;
}

/** A stored name as it must stand in SQL: quoted where it has to be, or where a quote was opened. */
export function spelled(name: string, { dialect, quote, lower }: Spelling): string {
  if (quote === '' && PLAIN[dialect].test(name) && !isReserved(name)) {
    return dialect === 'snowflake' && lower ? name.toLowerCase() : name;
  }
  const sign = quote === '' ? (dialect === 'databricks' ? '`' : '"') : quote;
  return sign + name.replaceAll(sign, sign + sign) + sign;
}

/** The name as the engine stores what a person wrote; `entries`, where they are listed, tell the case. */
export function storedName({ text, quoted }: NamePart, dialect: Dialect, entries: readonly Known[] = []): string {
  if (quoted && dialect !== 'duckdb') return text;
  if (dialect === 'snowflake') return text.toUpperCase();
  if (entries.some(({ name }) => name === text)) return text;
  const folded = text.toLowerCase();
  const found = entries.find(({ name }) => name.toLowerCase() === folded);
  return found?.name ?? (dialect === 'databricks' ? folded : text);
}

/** Whether two written names mean the same thing. */
export function sameName(a: NamePart, b: NamePart, dialect: Dialect): boolean {
  if (dialect !== 'snowflake') return a.text.toLowerCase() === b.text.toLowerCase();
  return storedName(a, dialect) === storedName(b, dialect);
}

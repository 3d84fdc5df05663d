import type { Known } from '../../session/catalog/index.js';
import type { Dialect } from '../../sql/index.js';
import { isReserved } from './keywords.js';
import type { Query } from './query.js';
import { namePart, type Around, type NamePart, type Word } from './words.js';

/** A path into a VARIANT (Databricks: also into a text of JSON) that ends at the caret: `o.v:items[0].`. */
export interface JsonPath {
  /** The column that it goes into; undefined for another expression. */
  readonly column: NamePart | undefined;
  /** The keys on the way; what stands in brackets is left out. */
  readonly keys: readonly string[];
}

/** What has values of a column that were seen: the statement, and the texts. */
export interface SeenJson {
  readonly sql: string;
  readonly texts: readonly string[];
}

/** The path that what is typed at the caret belongs to; undefined where there is none. */
export function jsonPathAt({ words, at, path, from }: Around, text: string): JsonPath | undefined {
  const keys = path.map((part) => part.text);
  let index = at - 1;
  // Behind brackets a dot is no part of a name.
  if (words[index]?.text === ']' && !/\.\s*$/.test(text.slice(0, from))) return undefined;
  while (words[index]?.text === ']') {
    while (index >= 0 && words[index]!.text !== '[') index--;
    index--;
    for (; isName(words[index]); index--) {
      keys.unshift(namePart(words[index]!).text);
      if (words[index - 1]?.text !== '.') {
        index--;
        break;
      }
      index--;
    }
  }
  if (words[index]?.text !== ':') return undefined;
  const before = words[index - 1];
  if (!before || !(isName(before) || before.text === ')' || before.text === ']')) return undefined;
  return { column: isName(before) ? namePart(before) : undefined, keys };
}

function isName(word: Word | undefined): boolean {
  return word?.kind === 'identifier' || word?.kind === 'quotedIdentifier' || word?.kind === 'keyword';
}

/**
 * The keys at the end of a path, in values that were seen of the column: of statements that name one of the tables in
 * sight, where there are any. No statement is run for it.
 */
export function jsonKeys({ keys }: JsonPath, seen: readonly SeenJson[], query: Query | undefined): readonly Known[] {
  const tables = tablesInSight(query);
  const found = new Map<string, string>();
  for (const { sql, texts } of seen) {
    if (tables.length > 0 && !tables.some((table) => names(sql, table))) continue;
    for (const text of texts) {
      for (const value of valuesAt([parsed(text)], keys)) {
        if (!isObject(value)) continue;
        for (const [key, inner] of Object.entries(value)) if (!found.has(key)) found.set(key, typeOf(inner));
      }
    }
  }
  return [...found].map(([name, type]) => ({ name, type }));
}

/** Keys are told apart by case, and quoted where they are no plain name. */
export function spelledKey(name: string, dialect: Dialect, quote: string): string {
  if (quote === '' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isReserved(name)) return name;
  const sign = quote === '' ? (dialect === 'databricks' ? '`' : '"') : quote;
  return sign + name.replaceAll(sign, sign + sign) + sign;
}

/** Whether a statement has the name of a table, which is in lower case. */
function names(sql: string, table: string): boolean {
  const lower = sql.toLowerCase();
  return /^[\w$]+$/.test(table) ? lower.split(/[^\p{L}\p{N}_$]+/u).includes(table) : lower.includes(table);
}

function tablesInSight(query: Query | undefined): readonly string[] {
  const tables: string[] = [];
  const seen = new Set<Query>();
  const visit = (one: Query | undefined): void => {
    if (!one || seen.has(one)) return;
    seen.add(one);
    for (const { path, query: inner } of one.sources) {
      if (path.length > 0) tables.push(path.at(-1)!.text.toLowerCase());
      visit(inner);
    }
    for (const { query: inner } of one.ctes) visit(inner);
    visit(one.parent);
  };
  visit(query);
  return tables;
}

/** What the keys lead to; through lists to each of what they hold. */
function valuesAt(values: readonly unknown[], keys: readonly string[]): readonly unknown[] {
  const inner = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  const [key, ...rest] = keys;
  if (key === undefined) return inner;
  return valuesAt(
    inner.flatMap((value) => (isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [])),
    rest,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

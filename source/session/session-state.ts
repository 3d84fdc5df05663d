import type { EngineName } from '../backends/base.js';
import { tokenize, type Classification } from '../sql/index.js';

/** Something that lives on the server with the session and can't be put back. */
export interface Held {
  /** As a person would say it: `temporary table`, `variable`, `prepared statement`. */
  readonly kind: string;
  readonly name: string;
}

/** A statement that changed the session and can be sent again to the same effect. */
interface Setting {
  /** What it sets: a later statement with the same key takes its place. */
  readonly key: string;
  readonly sql: string;
}

/** What the statements of a person have made of their session. Immutable. */
export interface SessionState {
  /** In the order in which they are to be sent again. */
  readonly settings: readonly Setting[];
  readonly held: readonly Held[];
}

export const FRESH_STATE: SessionState = { settings: [], held: [] };

interface Words {
  /** Tokens as written, without comments and blanks. */
  readonly texts: readonly string[];
  /** The same in upper case. */
  readonly upper: readonly string[];
}

/** Statements with a body would be read to their end for nothing: what is of interest starts with one of these. */
const HEADS = /^(?:SET|UNSET|RESET|USE|ALTER|CREATE|DROP|DECLARE|ATTACH|DETACH|PRAGMA|LOAD|PREPARE|DEALLOCATE)\b/;

/** The state after a statement that the engine has run. Pure. */
export function noteStatement(
  state: SessionState,
  sql: string,
  meaning: Classification,
  engine: EngineName,
): SessionState {
  if (!HEADS.test(meaning.verb) && !/^EXPLAIN ANALYZE/.test(meaning.verb)) return state;
  const words = wordsOf(sql, engine);
  switch (words.upper[0]) {
    case 'CREATE':
      return created(state, sql, meaning, engine);
    case 'DROP':
      return dropped(state, meaning);
    case 'SET':
      return isVariable(words, engine) ? noteVariable(state, sql, words, engine) : withSetting(state, words, sql);
    case 'UNSET':
      return without(state, 'variable', words.upper[1] ?? '');
    case 'RESET':
    case 'PRAGMA':
    case 'LOAD':
      return withSetting(state, words, sql);
    case 'ALTER':
      return words.upper[1] === 'SESSION' ? withSetting(state, words, sql) : state;
    case 'DECLARE':
      return withHeld(state, 'variable', meaning.target?.parts.at(-1) ?? 'of DECLARE');
    case 'USE':
      // Role, warehouse, catalog and schema are known as such; DuckDB's catalogs are only there once they are attached.
      return engine === 'duckdb' || words.upper[1] === 'SECONDARY' ? withSetting(state, words, sql) : state;
    case 'ATTACH':
      return attached(state, words, sql);
    case 'DETACH':
      return detached(state, words);
    case 'PREPARE':
      return withHeld(state, 'prepared statement', words.texts[1] ?? '');
    case 'DEALLOCATE':
      return without(state, 'prepared statement', words.upper.at(-1) ?? '');
    default:
      return state;
  }
}

function wordsOf(sql: string, engine: EngineName): Words {
  const texts: string[] = [];
  for (const { kind, start, end } of tokenize(sql, engine)) {
    if (kind !== 'whitespace' && kind !== 'comment' && sql.slice(start, end) !== ';') texts.push(sql.slice(start, end));
  }
  return { texts, upper: texts.map((text) => text.toUpperCase()) };
}

/** Snowflake: SET x = …; Databricks: SET VAR x = …; DuckDB: SET VARIABLE x = …. */
function isVariable({ upper }: Words, engine: EngineName): boolean {
  return engine === 'snowflake' || upper[1] === 'VARIABLE' || upper[1] === 'VAR';
}

/** A value that is written out gives the same again; what was computed then would be computed from other data. */
function noteVariable(state: SessionState, sql: string, words: Words, engine: EngineName): SessionState {
  const name = words.texts[engine === 'snowflake' ? 1 : 2] ?? '';
  const value = words.texts.slice(words.texts.indexOf('=') + 1);
  const [first = ''] = value[0] === '-' ? value.slice(1) : value;
  const isPlain = value.length === (value[0] === '-' ? 2 : 1) && /^(?:'|\$\$|[\d.]|TRUE$|FALSE$|NULL$)/i.test(first);
  // Databricks' variables are declared with a type first.
  if (!isPlain || engine === 'databricks')
    return withHeld(dropSetting(state, `VARIABLE ${name.toUpperCase()}`), 'variable', name);
  const rest = without(state, 'variable', name.toUpperCase());
  return put(rest, { key: `VARIABLE ${name.toUpperCase()}`, sql });
}

function created(state: SessionState, sql: string, meaning: Classification, engine: EngineName): SessionState {
  const { verb, target, catalogChange } = meaning;
  const name = target?.parts.at(-1) ?? '';
  const object = catalogChange?.object ?? 'object';
  if (engine === 'duckdb' && object === 'secret') {
    return /\bPERSISTENT\b/.test(verb) ? state : put(state, { key: `SECRET ${name.toUpperCase()}`, sql });
  }
  return /\b(?:TEMP|TEMPORARY|VOLATILE)\b/.test(verb) ? withHeld(state, `temporary ${object}`, name) : state;
}

function dropped(state: SessionState, { target, catalogChange, verb }: Classification): SessionState {
  const name = (target?.parts.at(-1) ?? '').toUpperCase();
  const object = catalogChange?.object ?? '';
  if (object === 'variable' || /VARIABLE/.test(verb)) return without(state, 'variable', name);
  if (object === 'secret') return dropSetting(state, `SECRET ${name}`);
  return without(state, `temporary ${object}`, name);
}

function attached(state: SessionState, words: Words, sql: string): SessionState {
  const name = attachedName(words);
  const path = words.texts.find((text) => text.startsWith("'")) ?? '';
  if (path === "':memory:'" || path === "''") return withHeld(state, 'database in memory', name);
  return put(state, { key: `ATTACH ${name.toUpperCase()}`, sql });
}

/** `ATTACH 'x/sales.db'` is called `sales`, unless AS says otherwise. */
function attachedName({ texts, upper }: Words): string {
  const as = upper.indexOf('AS');
  if (as > 0) return plainName(texts[as + 1] ?? '');
  const path = (texts.find((text) => text.startsWith("'")) ?? '').replace(/^'|'$/g, '');
  return path.split(/[/\\]/).at(-1)!.split('.')[0]!;
}

function detached(state: SessionState, words: Words): SessionState {
  const name = plainName(words.texts.at(-1) ?? '').toUpperCase();
  return dropSetting(without(state, 'database in memory', name), `ATTACH ${name}`);
}

function plainName(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"');
}

/** What a SET, RESET, ALTER SESSION, PRAGMA, LOAD or USE is about; the value is left out. */
function keyOf({ upper }: Words): string {
  if (upper[0] === 'USE') return upper[1] === 'SECONDARY' ? 'USE SECONDARY' : 'USE';
  const body = upper[0] === 'ALTER' ? upper.slice(3) : upper.slice(1);
  if (upper[0] === 'ALTER') {
    const names = body.filter((word, index) => (upper[2] === 'UNSET' ? word !== ',' : body[index + 1] === '='));
    return `SESSION ${names.join(' ')}`;
  }
  const scope = ['SESSION', 'GLOBAL', 'LOCAL'].includes(body[0] ?? '') ? body.slice(1) : body;
  const end = scope.findIndex((word) => word === '=' || word === 'TO' || /^['"\d-]/.test(word));
  const named = (end < 0 ? scope.slice(0, 8) : scope.slice(0, end)).join(' ');
  return upper[0] === 'LOAD' ? `LOAD ${scope.join(' ')}` : `SETTING ${named}`;
}

function withSetting(state: SessionState, words: Words, sql: string): SessionState {
  return put(state, { key: keyOf(words), sql });
}

function put(state: SessionState, setting: Setting): SessionState {
  const { settings } = state;
  const before = settings.findIndex(({ key }) => key === setting.key);
  // What was attached, loaded or signed in for stays before what came to lean on it.
  if (before >= 0 && /^(?:ATTACH|LOAD|SECRET) /.test(setting.key)) {
    return { ...state, settings: settings.map((one, index) => (index === before ? setting : one)) };
  }
  return { ...state, settings: [...settings.filter((_, index) => index !== before), setting] };
}

function dropSetting(state: SessionState, key: string): SessionState {
  return { ...state, settings: state.settings.filter((setting) => setting.key !== key) };
}

function withHeld(state: SessionState, kind: string, name: string): SessionState {
  return { ...state, held: [...without(state, kind, name.toUpperCase()).held, { kind, name }] };
}

function without(state: SessionState, kind: string, upperName: string): SessionState {
  const settings = kind === 'variable' ? dropSetting(state, `VARIABLE ${upperName}`).settings : state.settings;
  return { settings, held: state.held.filter((held) => held.kind !== kind || held.name.toUpperCase() !== upperName) };
}

/** `the open transaction, the temporary table T and 2 variables`, what would be lost with the session; '' for nothing. */
export function heldText(held: readonly Held[], inTransaction: boolean): string {
  const parts = [...(inTransaction ? ['the open transaction'] : []), ...byKind(held)];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

function byKind(held: readonly Held[]): string[] {
  const kinds = [...new Set(held.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const names = held.filter((one) => one.kind === kind).map(({ name }) => name);
    const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
    return names.length === 1 ? `the ${kind} ${shown}` : `${names.length} ${kind}s (${shown})`;
  });
}

import { functionEffect } from './functions.js';
import { DOLLAR_STRING, STRING } from './kinds.js';
import type { Lexemes } from './lexemes.js';
import { skipWords, withTarget, type Look } from './look.js';
import { worst, type Classification } from './meaning.js';
import { nameAt, unquote } from './names.js';
import { splitStatements } from './split.js';
import { ruleFor } from './statements.js';
import { words } from './dialects/rules.js';

/** Words after which a statement of a block starts. */
const OPENERS = ['BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', 'ATOMIC'];
/** Statements of the scripting languages that touch nothing but the block's own variables and flow. */
const FLOW = words(`
  IF ELSEIF ELSE CASE WHEN FOR WHILE LOOP REPEAT UNTIL END EXCEPTION RETURN LET NULL BREAK CONTINUE EXIT LEAVE ITERATE RAISE SIGNAL
  RESIGNAL OPEN FETCH CLOSE AWAIT DECLARE BEGIN NOT ATOMIC SET
`);
const ANSWERED = 'A scripting block does what the statements in it do.';

/** `BEGIN` opens a transaction, or is a block. */
export function refineScript(look: Look): Classification {
  const { lexemes, base, dialect } = look;
  const second = lexemes.at(1);
  if (dialect === 'duckdb' || second.kind === -1) return base;
  const isTransaction = ['TRANSACTION', 'WORK', 'NAME'].includes(second.text) && lexemes.sign(2) !== ':=';
  return isTransaction ? base : judgeScript(look, 'BEGIN … END');
}

export function refineDeclare(look: Look): Classification {
  if (look.dialect === 'snowflake') return judgeScript(look, 'DECLARE … END');
  const start = skipWords(look.lexemes, look.next, ['OR', 'REPLACE', 'VARIABLE', 'VAR']);
  return withTarget(look.base, nameAt(look.lexemes, start)?.target);
}

/** The worst of what the block's statements do. Blocks answer with rows: their RETURN, or their last result. */
export function judgeScript({ lexemes, again, base }: Look, verb: string): Classification {
  const inner: Classification[] = [{ kind: 'reads', verb, returnsRows: true }];
  let judgedTo = 0;
  for (const start of starts(lexemes)) {
    // A statement holds no other one: what starts inside the last one judged is an expression (and time stays linear).
    if (lexemes.at(start).start < judgedTo) continue;
    const part = judgePart(lexemes, start, again);
    if (part) inner.push(part.meaning);
    judgedTo = part?.end ?? judgedTo;
  }
  const effect = functionEffect(lexemes);
  if (effect) inner.push({ ...base, ...effect });
  const { target, unconditional, catalogChange, kind, reason, verb: worstVerb } = worst(inner)!;
  return {
    kind,
    verb: worstVerb === verb || kind === 'reads' ? verb : `${verb}: ${worstVerb}`,
    returnsRows: true,
    ...(target && { target }),
    ...(unconditional && { unconditional }),
    ...(catalogChange && { catalogChange }),
    ...(kind !== 'reads' && { reason: reason ?? ANSWERED }),
  };
}

/** Where statements of the block may start: a THEN of a CASE expression is among them, and judged harmless later. */
function starts(lexemes: Lexemes): number[] {
  const found: number[] = [];
  for (let index = 0; lexemes.at(index).kind !== -1; index++) {
    if (lexemes.sign(index) === ';' || OPENERS.includes(lexemes.word(index))) found.push(index + 1);
  }
  return found;
}

interface JudgedPart {
  readonly meaning: Classification;
  readonly end: number;
}

function judgePart(lexemes: Lexemes, start: number, again: Look['again']): JudgedPart | undefined {
  const word = lexemes.word(start);
  if (word === '' || FLOW.has(word) || isAssignment(lexemes, start)) return undefined;
  const certain = lexemes.sign(start - 1) === ';' || lexemes.word(start - 1) === 'BEGIN';
  const from = lexemes.at(start).start;
  const rule = ruleFor(word, lexemes.word(start + 1), lexemes.dialect);
  if (!rule || (lexemes.sign(start + 1) === '(' && rule.kind !== 'reads')) {
    if (!certain || rule) return undefined;
    return { meaning: { kind: 'unknown', verb: word, returnsRows: true }, end: from };
  }
  const end = partEnd(lexemes, start);
  return { meaning: again(lexemes.sql.slice(from, end)), end };
}

function isAssignment(lexemes: Lexemes, start: number): boolean {
  return [':=', '=', ':', '.'].includes(lexemes.sign(start + 1)) || lexemes.word(start + 1) === 'EXCEPTION';
}

function partEnd(lexemes: Lexemes, start: number): number {
  for (let index = start; lexemes.at(index).kind !== -1; index++) {
    if (lexemes.sign(index) === ';') return lexemes.at(index).start;
  }
  return lexemes.sql.length;
}

/**
 * Settings of DuckDB that make it write files (logs, profiles, secrets), or run what it fetches from elsewhere.
 * Source: duckdb.org/docs/stable/configuration/overview, tried on 1.5.6 by test/unit/session/read-only.test.ts.
 */
const REACHES_OUT = /(?:^|_)LOG(?:_|GING|S?$)|PROFIL|_DIRECTORY$|REPOSITORY|EXTENSION|SECRET/;

function reachesOut(name: string): string {
  return `The setting ${name} makes DuckDB write files or load programs.`;
}

/** SET of a session's own settings; its value may be a query. */
export function refineSet({ lexemes, base, next, dialect }: Look): Classification {
  const at = lexemes.at(skipWords(lexemes, next, ['SESSION', 'GLOBAL', 'LOCAL']));
  const name = unquote(at.text).toUpperCase();
  if (dialect === 'duckdb' && name !== 'VARIABLE' && REACHES_OUT.test(name)) {
    return { ...base, kind: 'unknown', reason: reachesOut(name) };
  }
  const effect = functionEffect(lexemes, next);
  return effect ? { ...base, ...effect } : base;
}

/** DuckDB loads an extension that is installed, by its name; from a file it may be anybody's program. */
export function refineLoad({ lexemes, base, next }: Look): Classification {
  const { kind, text } = lexemes.at(next);
  if (kind !== STRING || /^'\w+'$/.test(text)) return base;
  return { ...base, kind: 'unknown', reason: 'A file may hold any program.' };
}

/** EXECUTE IMMEDIATE with its text written out is judged by that text. */
export function refineImmediate({ lexemes, base, next, dialect, again }: Look): Classification {
  const text = lexemes.at(next);
  if (text.kind !== STRING && text.kind !== DOLLAR_STRING) {
    return { ...base, reason: 'What it runs is not written out here.' };
  }
  const after = lexemes.word(next + 1) || lexemes.at(next + 1).text;
  if (!['', 'INTO', 'USING'].includes(after)) return { ...base, reason: 'Its text goes on behind the first quotes.' };
  // What other escapes stand for is the engine's business: `\n` would end a comment that hides the rest.
  if (text.kind === STRING && /\\(?!['"\\])/.test(text.text.replace(/\\['"\\]/g, ''))) {
    return { ...base, reason: 'Its text has escapes, which are not read here.' };
  }
  const inner = splitStatements(unquote(text.text).replace(/\\(['"\\])/g, '$1'), { dialect }).map((part) =>
    again(part.text),
  );
  const found = worst(inner);
  return found ? { ...found, verb: `EXECUTE IMMEDIATE: ${found.verb}`, returnsRows: true } : base;
}

export function refineCall({ lexemes, base, next }: Look): Classification {
  const target = nameAt(lexemes, next)?.target;
  const effect = functionEffect(lexemes, next);
  if (!effect) return withTarget({ ...base, kind: 'reads' }, target);
  const reason = effect.kind === 'writes' ? effect.reason : 'A procedure may do anything.';
  return withTarget({ ...base, kind: effect.kind, reason }, target);
}

/** duckdb.org/docs/stable/configuration/pragmas, those that only answer. */
const READING_PRAGMAS = words(`
  COLLATIONS DATABASE_LIST DATABASE_SIZE EXTENSION_VERSIONS FUNCTIONS METADATA_INFO PLATFORM SHOW SHOW_DATABASES SHOW_TABLES
  SHOW_TABLES_EXPANDED STORAGE_INFO TABLE_INFO USER_AGENT VERSION
`);

export function refinePragma({ lexemes, base, next }: Look): Classification {
  const name = unquote(lexemes.at(next).text).toUpperCase();
  const meaning = { ...base, verb: `PRAGMA ${name}`.trim() };
  if (REACHES_OUT.test(name)) return { ...meaning, reason: reachesOut(name) };
  if (READING_PRAGMAS.has(name)) return { ...meaning, kind: 'reads' };
  const sets = lexemes.sign(next + 1) === '=' || /^(ENABLE|DISABLE)_/.test(name);
  return sets ? { ...meaning, kind: 'session', returnsRows: false } : meaning;
}

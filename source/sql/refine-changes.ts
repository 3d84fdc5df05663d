import { NUMBER, STRING } from './kinds.js';
import type { Lexemes } from './lexemes.js';
import { behindBrackets, findOutside, skipWords, withTarget, type Look } from './look.js';
import type { Classification } from './meaning.js';
import { nameAt } from './names.js';

const EVERY_ROW = 'No condition narrows it down: it acts on every row.';
const BEFORE_NAMES = ['FROM', 'INTO', 'TABLE', 'ONLY', 'IF', 'EXISTS', 'MATERIALIZED', 'VIEW', 'OVERWRITE'];

export function refineDelete(look: Look): Classification {
  const { lexemes, rule, next } = look;
  const base = named(look, next);
  if (rule.verb === 'TRUNCATE') return { ...base, unconditional: true, reason: EVERY_ROW };
  return returning(look, conditioned(base, lexemes, next));
}

export function refineUpdate(look: Look): Classification {
  return returning(look, conditioned(named(look, look.next), look.lexemes, look.next));
}

function named({ lexemes, base }: Look, at: number): Classification {
  return withTarget(base, nameAt(lexemes, skipWords(lexemes, at, BEFORE_NAMES))?.target);
}

function conditioned(base: Classification, lexemes: Lexemes, from: number): Classification {
  const where = findOutside(lexemes, from, ['WHERE']);
  if (where >= 0 && !alwaysTrue(lexemes, where + 1)) return base;
  return { ...base, kind: 'destroys', unconditional: true, reason: EVERY_ROW };
}

const CONDITION_ENDS = ['', 'RETURNING', 'WHEN', 'ORDER', 'LIMIT', 'SELECT', 'VALUES'];

/** `TRUE`, `1 = 1`, `1`, `(1=1)`: conditions of constants alone that hold. */
function alwaysTrue(lexemes: Lexemes, from: number): boolean {
  let at = from;
  let open = 0;
  for (; lexemes.sign(at) === '('; at++) open++;
  const first = lexemes.at(at);
  const second = lexemes.at(at + 2);
  if (first.text === 'TRUE' || (first.kind === NUMBER && lexemes.sign(at + 1) !== '=')) at += 1;
  else if (isConstant(first.kind) && lexemes.sign(at + 1) === '=' && second.text === first.text) at += 3;
  else return false;
  for (; open > 0 && lexemes.sign(at) === ')'; at++) open--;
  const end = lexemes.at(at);
  return open === 0 && (end.kind === -1 || end.text === ')' || CONDITION_ENDS.includes(lexemes.word(at) || '-'));
}

function isConstant(kind: number): boolean {
  return kind === NUMBER || kind === STRING;
}

/** DuckDB's RETURNING makes rows of a change. The text is asked first: an INSERT may hold 10 MB of values. */
function returning({ lexemes, dialect, next }: Look, meaning: Classification): Classification {
  if (dialect !== 'duckdb' || !/\breturning\b/i.test(lexemes.sql)) return meaning;
  return findOutside(lexemes, next, ['RETURNING']) > 0 ? { ...meaning, returnsRows: true } : meaning;
}

export function refineInsert(look: Look): Classification {
  const { lexemes, next, dialect } = look;
  const start = skipWords(lexemes, next, ['OR', 'REPLACE', 'IGNORE', 'OVERWRITE', 'ALL', 'FIRST']);
  const base = returning(look, named(look, start));
  const words = Array.from({ length: start - next }, (_, index) => lexemes.word(next + index));
  if (words.includes('OVERWRITE')) {
    return { ...base, verb: 'INSERT OVERWRITE', kind: 'destroys', reason: 'OVERWRITE removes what is there first.' };
  }
  if (dialect !== 'databricks') return base;
  return replacing(lexemes, start, base);
}

/** Databricks: `INSERT INTO t REPLACE WHERE …` deletes what the condition holds for. */
function replacing(lexemes: Lexemes, from: number, base: Classification): Classification {
  const behindName = nameAt(lexemes, skipWords(lexemes, from, BEFORE_NAMES))?.next ?? from;
  const replace = behindName + (lexemes.word(behindName) === 'BY' ? 2 : 0);
  if (lexemes.word(replace) !== 'REPLACE' || lexemes.word(replace + 1) !== 'WHERE') return base;
  if (!alwaysTrue(lexemes, replace + 2)) return { ...base, verb: 'INSERT REPLACE WHERE' };
  return { ...base, verb: 'INSERT REPLACE WHERE', kind: 'destroys', unconditional: true, reason: EVERY_ROW };
}

export function refineMerge(look: Look): Classification {
  const { lexemes, next } = look;
  const base = returning(look, named(look, skipWords(lexemes, next, ['WITH', 'SCHEMA', 'EVOLUTION'])));
  const on = findOutside(lexemes, next, ['ON']);
  if (on >= 0 && alwaysTrue(lexemes, on + 1)) {
    return { ...base, kind: 'destroys', unconditional: true, reason: EVERY_ROW };
  }
  for (let at = next; (at = findOutside(lexemes, at, ['SOURCE'])) >= 0; at++) {
    if (lexemes.word(at - 1) === 'BY' && lexemes.word(at + 1) === 'THEN') {
      const reason = 'It changes every row that the source does not have.';
      return { ...base, kind: 'destroys', unconditional: true, reason };
    }
  }
  return base;
}

export function refineCopy({ lexemes, base, next, dialect, rule }: Look): Classification {
  if (rule.verb === 'LOAD DATA') {
    const overwrites = findOutside(lexemes, next, ['OVERWRITE']) > 0;
    return overwrites ? { ...base, kind: 'destroys', reason: 'OVERWRITE removes what is there first.' } : base;
  }
  const into = lexemes.word(next) === 'INTO';
  const start = skipWords(lexemes, next, ['INTO', 'FROM', 'DATABASE']);
  const target = lexemes.sign(start) === '(' ? undefined : nameAt(lexemes, start)?.target;
  const meaning = withTarget(into ? { ...base, verb: 'COPY INTO' } : base, target);
  if (dialect === 'duckdb') return copiedByDuckdb(lexemes, start, meaning);
  const overwrite = findOutside(lexemes, start, ['OVERWRITE']);
  const overwrites = overwrite > 0 && lexemes.sign(overwrite + 1) === '=' && lexemes.word(overwrite + 2) === 'TRUE';
  return overwrites ? { ...meaning, kind: 'destroys', reason: 'OVERWRITE removes what is there first.' } : meaning;
}

/** `COPY (query) TO 'file'` acts on the file; COPY FROM DATABASE makes tables. */
function copiedByDuckdb(lexemes: Lexemes, start: number, meaning: Classification): Classification {
  if (lexemes.word(start - 1) === 'DATABASE')
    return { ...meaning, catalogChange: { action: 'create', object: 'table' } };
  const behind = lexemes.sign(start) === '(' ? behindBrackets(lexemes, start) : start;
  const to = Number.isFinite(behind) ? findOutside(lexemes, behind, ['TO']) : -1;
  return to > 0 ? withTarget({ ...meaning, verb: 'COPY TO' }, nameAt(lexemes, to + 1)?.target) : meaning;
}

import type { Dialect } from './dialect.js';
import { functionEffect } from './functions.js';
import { QUOTED_IDENTIFIER, WORD } from './kinds.js';
import { Lexemes } from './lexemes.js';
import { behindBrackets, findOutside, withTarget, type Look, type Refiner } from './look.js';
import { isWorse, worst, type Classification } from './meaning.js';
import { nameAt } from './names.js';
import { refineCopy, refineDelete, refineInsert, refineMerge, refineUpdate } from './refine-changes.js';
import { refineAlter, refineAlterSession, refineCreate, refineDrop, refineUse } from './refine-objects.js';
import {
  judgeScript,
  refineCall,
  refineDeclare,
  refineImmediate,
  refineLoad,
  refinePragma,
  refineScript,
  refineSet,
} from './refine-scripts.js';
import type { SplitOptions } from './split.js';
import type { Refinement } from './rule.js';
import { ruleFor } from './statements.js';

/** EXPLAIN in EXECUTE IMMEDIATE in a block …: deeper than this nobody writes by hand, so it is `unknown`. */
const DEEPEST = 6;

/**
 * What one statement does, judged from its text alone and on the safe side: what is not known to only read is never
 * called reading. The whole table is in docs/sql.md. Never throws.
 */
export function classifyStatement(sql: string, { dialect }: SplitOptions): Classification {
  return classify(sql, dialect, 0);
}

function classify(sql: string, dialect: Dialect, depth: number): Classification {
  if (depth > DEEPEST)
    return { kind: 'unknown', verb: '', returnsRows: true, reason: 'It is nested too deep to judge.' };
  const again = (text: string) => classify(text, dialect, depth + 1);
  const lexemes = new Lexemes(sql, dialect);
  if (dialect === 'snowflake' && sql.includes('->>')) {
    const pieces = chain(lexemes);
    if (pieces.length > 1) return judgeChain(pieces.map(again));
  }
  return judge(lexemes, dialect, again);
}

/** The statements of a Snowflake chain (`SHOW TABLES ->> SELECT …`): `->>` stands between statements only. */
function chain(lexemes: Lexemes): string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  for (let index = 0; lexemes.at(index).kind !== -1; index++) {
    const sign = lexemes.sign(index);
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '->>' && depth === 0) {
      pieces.push(lexemes.sql.slice(start, lexemes.at(index).start));
      start = lexemes.at(index).end;
    }
  }
  pieces.push(lexemes.sql.slice(start));
  return pieces;
}

function judgeChain(meanings: readonly Classification[]): Classification {
  return { ...worst(meanings)!, returnsRows: meanings.at(-1)!.returnsRows };
}

const SCRIPT_WORDS = ['IF', 'CASE', 'FOR', 'WHILE', 'LOOP', 'REPEAT'];

function judge(lexemes: Lexemes, dialect: Dialect, again: Look['again']): Classification {
  let first = 0;
  while (lexemes.sign(first) === '(') first++;
  const verb = lexemes.word(first);
  const rule = ruleFor(verb, lexemes.word(first + 1), dialect);
  if (!rule || (first > 0 && rule.kind !== 'reads')) return judgeOther(lexemes, dialect, again, verb);
  const base: Classification = {
    kind: rule.kind,
    verb: rule.verb,
    returnsRows: rule.rows,
    ...(rule.transaction && { transaction: rule.transaction }),
    ...(rule.catalogChange && { catalogChange: rule.catalogChange }),
  };
  if (!rule.refine) return base;
  const next = first + rule.verb.split(' ').length;
  return REFINERS[rule.refine]({ lexemes, dialect, base, rule, next, again });
}

/** Scripts that start with a label or a loop, and what is not known at all. */
function judgeOther(lexemes: Lexemes, dialect: Dialect, again: Look['again'], verb: string): Classification {
  const labelled = dialect === 'databricks' && lexemes.sign(1) === ':' && isName(lexemes.at(0).kind);
  const base: Classification = { kind: 'unknown', verb, returnsRows: true };
  if (dialect !== 'duckdb' && (labelled || SCRIPT_WORDS.includes(verb))) {
    const rule = { verb, kind: 'unknown', rows: true } as const;
    return judgeScript({ lexemes, dialect, base, rule, next: 1, again }, labelled ? 'BEGIN … END' : verb);
  }
  return { ...base, reason: verb === '' ? 'It starts with no word.' : `What ${verb} does is not known.` };
}

function isName(kind: number): boolean {
  return kind === WORD || kind === QUOTED_IDENTIFIER;
}

/** A query is what the functions it calls make of it. */
function refineQuery({ lexemes, base, next }: Look): Classification {
  const effect = functionEffect(lexemes, next);
  return effect && isWorse(effect.kind, base.kind) ? { ...base, ...effect } : base;
}

const CHANGES = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];

/** The statement behind the CTEs, and whatever a CTE changes. */
function refineWith(look: Look): Classification {
  const { lexemes, again, next } = look;
  const judged = [refineQuery(look)];
  for (let index = next; lexemes.at(index).kind !== -1; index++) {
    if (lexemes.sign(index) !== '(' || !CHANGES.includes(lexemes.word(index + 1))) continue;
    if (lexemes.sign(index + 2) === '(') continue;
    const behind = behindBrackets(lexemes, index);
    const end = Number.isFinite(behind) ? lexemes.at(behind - 1).start : lexemes.sql.length;
    judged.push(again(lexemes.sql.slice(lexemes.at(index + 1).start, end)));
    index = behind - 1;
  }
  const main = mainStatement(lexemes, next);
  if (main < 0) return worst(judged)!;
  const meaning = again(lexemes.sql.slice(lexemes.at(main).start));
  return { ...worst([meaning, ...judged])!, returnsRows: meaning.returnsRows };
}

/** The index of the first word behind `AS (…)` that is no further CTE; -1 when there is none. */
function mainStatement(lexemes: Lexemes, from: number): number {
  let index = from;
  for (;;) {
    const as = findOutside(lexemes, index, ['AS']);
    if (as < 0) return -1;
    // Snowflake: WITH p AS PROCEDURE () … CALL p()
    if (lexemes.word(as + 1) === 'PROCEDURE') return findOutside(lexemes, as, ['CALL']);
    index = as + 1;
    while (lexemes.at(index).kind === WORD) index++;
    if (lexemes.sign(index) !== '(') return -1;
    index = behindBrackets(lexemes, index);
    if (!Number.isFinite(index)) return -1;
    if (lexemes.word(index) === 'USING') index = findOutside(lexemes, index, ['SELECT', 'FROM', 'VALUES']);
    if (lexemes.sign(index) !== ',') return lexemes.at(index).kind === -1 ? -1 : index;
  }
}

/** Databricks: FROM t INSERT INTO … */
function refineFrom(look: Look): Classification {
  const insert = look.dialect === 'databricks' ? findOutside(look.lexemes, look.next, ['INSERT']) : -1;
  if (insert < 0) return refineQuery(look);
  return look.again(look.lexemes.sql.slice(look.lexemes.at(insert).start));
}

const RUNS_IT = ['ANALYZE', 'ANALYSE'];

/** EXPLAIN only plans; EXPLAIN ANALYZE (also `(ANALYZE, …)`, and DuckDB's ANALYSE) runs. */
function refineExplain({ lexemes, base, next, again }: Look): Classification {
  let start = next;
  let runs = false;
  if (lexemes.sign(start) === '(') {
    const behind = behindBrackets(lexemes, start);
    for (; start < behind && lexemes.at(start).kind !== -1; start++) runs ||= RUNS_IT.includes(lexemes.word(start));
  } else if (RUNS_IT.includes(lexemes.word(start))) {
    runs = true;
    start++;
    // DuckDB: EXPLAIN ANALYZE (FORMAT json) SELECT …
    if (lexemes.sign(start) === '(' && lexemes.word(start + 1) === 'FORMAT') start = behindBrackets(lexemes, start);
  }
  if (!runs || !Number.isFinite(start)) return base;
  const inner = again(lexemes.sql.slice(Math.max(0, lexemes.at(start).start)));
  return { ...inner, verb: `EXPLAIN ANALYZE ${inner.verb}`.trim(), returnsRows: true };
}

const BEFORE_NAME = ['TABLE', 'IF', 'EXISTS', 'NOT', 'FROM'];

function refineNamed({ lexemes, base, next }: Look): Classification {
  let at = next;
  while (BEFORE_NAME.includes(lexemes.word(at))) at++;
  return withTarget(base, nameAt(lexemes, at)?.target);
}

const REFINERS: Readonly<Record<Refinement, Refiner>> = {
  alter: refineAlter,
  alterSession: refineAlterSession,
  call: refineCall,
  copy: refineCopy,
  create: refineCreate,
  declare: refineDeclare,
  delete: refineDelete,
  drop: refineDrop,
  explain: refineExplain,
  from: refineFrom,
  immediate: refineImmediate,
  insert: refineInsert,
  load: refineLoad,
  merge: refineMerge,
  named: refineNamed,
  pragma: refinePragma,
  query: refineQuery,
  script: refineScript,
  set: refineSet,
  update: refineUpdate,
  use: refineUse,
  with: refineWith,
};

import { classifyStatement } from './classify.js';
import { PARAMETER, VARIABLE, WORD } from './kinds.js';
import { Lexemes } from './lexemes.js';
import { findOutside } from './look.js';
import { nameAt } from './names.js';
import type { SplitOptions } from './split.js';

const VERBS = ['DELETE', 'UPDATE', 'TRUNCATE'];
/** Clauses with which other rows may be meant than those of the target that the condition holds for. */
const OTHERS = ['USING', 'FROM', 'JOIN', 'RETURNING', 'LIMIT', 'ORDER', 'SELECT', 'PARTITION', 'IF', 'ONLY'];
/** Functions that give another answer the second time. */
const FICKLE = /\b(?:rand\w*|uniform|normal|zipf|uuid\w*|gen_random_uuid|seq\d)\s*\(/i;

/**
 * A SELECT that counts the rows which a DELETE, UPDATE or TRUNCATE would hit, made of the statement's own text: its
 * target, its alias and its condition. Only where that is surely the same rows: undefined with USING, FROM, LIMIT,
 * RETURNING, CTEs, parameters or variables, and where the condition calls what is not known to only read.
 */
export function countHits(sql: string, { dialect }: SplitOptions): string | undefined {
  const lexemes = new Lexemes(sql, dialect);
  const verb = lexemes.word(0);
  if (!VERBS.includes(verb) || holdsValues(lexemes) || FICKLE.test(sql)) return undefined;
  const first = lexemes.word(1) === (verb === 'DELETE' ? 'FROM' : verb === 'TRUNCATE' ? 'TABLE' : '-') ? 2 : 1;
  const target = OTHERS.includes(lexemes.word(first)) ? undefined : nameAt(lexemes, first);
  if (!target || (verb === 'DELETE' && first === 1)) return undefined;
  const named = aliasEnd(lexemes, target.next, verb);
  const end = verb === 'UPDATE' ? findOutside(lexemes, named, ['SET', 'WHERE']) : named;
  if (end !== named) return undefined;
  const where = findOutside(lexemes, named, ['WHERE']);
  if (verb === 'TRUNCATE' ? lexemes.at(named).kind !== -1 : !isPlain(lexemes, named, where, verb)) return undefined;
  const from = sql.slice(lexemes.at(first).start, lexemes.at(named - 1).end);
  const count = `SELECT count(*) FROM ${from}${where < 0 ? '' : ` ${sql.slice(lexemes.at(where).start)}`}`;
  return classifyStatement(count, { dialect }).kind === 'reads' ? count : undefined;
}

/** The index behind `t`, `t a` or `AS a`: of the word that goes on. */
function aliasEnd(lexemes: Lexemes, behind: number, verb: string): number {
  if (lexemes.word(behind) === 'AS') return behind + 2;
  const follows = verb === 'UPDATE' ? 'SET' : 'WHERE';
  const hasAlias = lexemes.at(behind).kind === WORD && ![follows, ...OTHERS].includes(lexemes.word(behind));
  return hasAlias ? behind + 1 : behind;
}

/** Nothing but SET …, then WHERE … to the end. */
function isPlain(lexemes: Lexemes, from: number, where: number, verb: string): boolean {
  if (findOutside(lexemes, from, OTHERS) >= 0) return false;
  if (verb === 'UPDATE') return true;
  return where < 0 ? lexemes.at(from).kind === -1 : where === from;
}

function holdsValues(lexemes: Lexemes): boolean {
  for (let index = 0; lexemes.at(index).kind !== -1; index++) {
    const { kind, text } = lexemes.at(index);
    if (kind === PARAMETER || kind === VARIABLE || text === '?' || text === '&' || text === ';') return true;
  }
  return false;
}

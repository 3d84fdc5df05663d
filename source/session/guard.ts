import type { EngineName } from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';
import { classifyStatement, countHits, splitStatements, type Classification } from '../sql/index.js';
import { ConfigError, messageOf } from '../support/errors.js';

/** A statement as the guard sees it. */
export interface GuardedStatement {
  readonly sql: string;
  /** From 1. */
  readonly number: number;
  /** How many the batch has; null while text is still arriving. */
  readonly of: number | null;
}

/** What a guard has to know of the session. */
export interface GuardedSession {
  /** The profile's name. */
  readonly name: string;
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  readonly warehouse: string | null;
}

/** The statements of a text that is sent as one: an engine runs them all. */
function guardedParts(statement: GuardedStatement, engine: EngineName): readonly GuardedStatement[] {
  if (!statement.sql.includes(';')) return [statement];
  const parts = splitStatements(statement.sql, { dialect: engine });
  if (parts.length < 2) return [statement];
  return parts.map(({ text }, index) => ({ sql: text, number: index + 1, of: parts.length }));
}

/** @throws ConfigError for a statement that a read-only session doesn't run; nothing of it was sent. */
export function refuseWrites(statement: GuardedStatement, engine: EngineName): void {
  for (const { sql } of guardedParts(statement, engine)) refuseWrite(sql, classifyStatement(sql, { dialect: engine }));
}

function refuseWrite(sql: string, meaning: Classification): void {
  const isHarmless = meaning.kind === 'reads' || meaning.kind === 'session';
  if (isHarmless && !bringsRolesBack(sql, meaning)) return;
  const what = meaning.target ? `${meaning.verb} ${meaning.target.text}` : meaning.verb;
  throw new ConfigError(`This session is read-only: ${what || 'it'} was not run.`, {
    hint: isHarmless
      ? 'Secondary roles are off while it is: they could write.'
      : meaning.kind === 'unknown'
        ? `What is not surely a read counts as a write.${meaning.reason === undefined ? '' : ` ${meaning.reason}`}`
        : 'Open the profile without --read-only to change data.',
  });
}

/** @throws ConfigError for a statement of the profile that would run at each opening of a read-only session */
export function refuseStartup(startup: readonly string[], engine: EngineName): void {
  for (const sql of startup) {
    try {
      refuseWrites({ sql, number: 1, of: 1 }, engine);
    } catch (cause) {
      throw new ConfigError(`A startup statement of this profile is not surely a read: ${messageOf(cause)}`, {
        hint: 'The session is read-only. Open it for writing, or change them: smallex profiles set NAME startup=',
        cause,
      });
    }
  }
}

/** `USE SECONDARY ROLES ALL` would undo what read-only did at the opening. */
function bringsRolesBack(sql: string, { verb }: Classification): boolean {
  return verb === 'USE SECONDARY ROLES' && !/\bnone$/i.test(sql);
}

/** What has to be answered before a statement runs on a production profile. */
export interface ProductionQuestion {
  /** What would happen to what, as a full sentence. */
  readonly message: string;
  /** What to type, as a full sentence. */
  readonly hint: string;
  /** The answer that lets it run: the target's name for what destroys, else `yes`. */
  readonly answer: string;
  readonly statement: GuardedStatement;
  /** The profile's name. */
  readonly session: string;
  /** A SELECT that counts the rows it would hit; undefined where that can't surely be told. */
  readonly count?: string | undefined;
}

const ASKED =
  /(?:^|: |EXPLAIN ANALYZE )(?:MERGE|GRANT|REVOKE|DENY|CALL|EXECUTE|COPY INTO|ALTER (?:WAREHOUSE|USER|ACCOUNT))\b/;
const NARROWED = /(?:^|: )(?:UPDATE|DELETE|INSERT REPLACE WHERE)\b/;
/** What holds several statements is named by the worst of them, and may hold others of the list. */
const SEVERAL = /^(?:BEGIN … END|DECLARE … END|IF|CASE|FOR|WHILE|LOOP|REPEAT)\b/;

/** The questions that a statement raises on a production profile; none where it simply runs. */
export function productionQuestions(
  statement: GuardedStatement,
  session: GuardedSession,
): readonly ProductionQuestion[] {
  if (session.settings.environment !== 'production') return [];
  return guardedParts(statement, session.engine).flatMap((part) => questionOf(part, session));
}

function questionOf(statement: GuardedStatement, session: GuardedSession): readonly ProductionQuestion[] {
  const meaning = classifyStatement(statement.sql, { dialect: session.engine });
  if (!isAsked(statement.sql, meaning, session)) return [];
  const { verb, target, kind, unconditional } = meaning;
  const answer = kind === 'destroys' ? answerFor(target?.text) : 'yes';
  const count = answer === 'c' ? undefined : countHits(statement.sql, { dialect: session.engine });
  const what = `${target ? `${verb} ${target.text}` : verb}${unconditional === true ? ', every row of it' : ''}`;
  return [
    {
      message: `This is production (${session.name})${placeOf(statement)}: ${what}.`,
      hint: hintFor(answer, count, session),
      answer,
      statement,
      session: session.name,
      count,
    },
  ];
}

function isAsked(sql: string, { kind, verb }: Classification, { engine, settings }: GuardedSession): boolean {
  if (kind === 'reads' || kind === 'session') return false;
  const isChain = engine === 'snowflake' && sql.includes('->>');
  if (kind === 'destroys' || ASKED.test(verb) || SEVERAL.test(verb) || isChain) return true;
  return settings.confirm_changes === true && NARROWED.test(verb);
}

/** A name that can't be typed, or is as long as a sentence, would keep the statement from ever being run. */
function answerFor(target: string | undefined): string {
  const isTypeable = target !== undefined && target.length <= 60 && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(target);
  return isTypeable ? target.trim() : 'yes';
}

function placeOf({ number, of }: GuardedStatement): string {
  if (of === 1) return '';
  return of === null ? `, statement ${number}` : `, statement ${number} of ${of}`;
}

function hintFor(answer: string, count: string | undefined, { engine, warehouse }: GuardedSession): string {
  const where = engine === 'duckdb' ? '' : ` on the warehouse ${warehouse ?? '(none is chosen)'}`;
  const counting = count === undefined ? '' : ` c counts the rows first${where}.`;
  return `Type ${answer} to run it; Enter alone does not.${counting}`;
}

/**
 * The question of what a command changes by several statements, as of one of them.
 * @param what what would happen to what; `sql`: the statements
 */
export function commandQuestion(
  { what, sql }: { readonly what: string; readonly sql: string },
  session: GuardedSession,
): ProductionQuestion | null {
  if (session.settings.environment !== 'production') return null;
  const statement = { sql, number: 1, of: 1 };
  return {
    message: `This is production (${session.name}): ${what}.`,
    hint: hintFor('yes', undefined, session),
    answer: 'yes',
    statement,
    session: session.name,
  };
}

/** @throws ConfigError: nobody is there to be asked, and nobody has said yes beforehand. */
export function refuseUnasked({ message }: ProductionQuestion): never {
  throw new ConfigError(`${message} It was not run.`, {
    hint: 'In a script it needs --yes; from code, pass `confirm`.',
  });
}

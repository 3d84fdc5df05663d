import { W } from './vocabulary.js';

/** How far the statement at hand has been understood; the numbers of BlockTracker's phases. */
export const START = 0;
export const PLAIN = 1;
/** BEGIN was read: a transaction or a block */
export const AFTER_BEGIN = 2;
/** BEGIN TRANSACTION, WORK or NAME was read: a transaction, unless it is a variable that gets a value */
export const AFTER_BEGIN_WORD = 3;
/** a Databricks BEGIN was read: NOT and ATOMIC may follow */
export const ATOMICITY = 4;
export const DECLARE_STATEMENT = 5;
export const HANDLER = 6;
/** between IF, CASE, WHEN, FOR, WHILE and the THEN, DO, LOOP that starts their statements */
export const HEADER = 7;
export const UNTIL = 8;
export const AFTER_END = 9;
export const LABEL = 10;
/** From here on: heads of statements that may have a body, read by {@link Head}. */
export const FIRST_HEAD = 11;
export const CREATE_HEAD = 11;
export const ALTER_HEAD = 12;
export const WITH_HEAD = 13;
export const DECLARE_ITEM = 14;
const WITH_NAME = 15;
const WITH_AS = 16;
/** CREATE PROCEDURE, FUNCTION, TASK, ALERT: somewhere a word stands before the body */
const BODY_AWAITED = 17;
const BODY_EXECUTE = 18;
export const BODY_NEXT = 19;
/** a Databricks body began with a word: the label of its block, if `:` follows */
export const BODY_LABEL = 20;

const CREATE_MODIFIERS = new Set([
  W.OR,
  W.REPLACE,
  W.ALTER,
  W.TEMP,
  W.TEMPORARY,
  W.SECURE,
  W.AGGREGATE,
  W.EXTERNAL,
  W.DATA,
  W.METRIC,
]);

/**
 * Reads the head of CREATE PROCEDURE, FUNCTION, TASK and ALERT, of ALTER TASK and ALERT, of Snowflake's WITH … AS
 * PROCEDURE and of a nested procedure in a DECLARE, up to the word behind which the body stands. A quoted or `$$` body
 * needs no care; one that starts with BEGIN or DECLARE does.
 */
export class Head {
  /** AS; for alerts THEN (CREATE) or ACTION (ALTER) */
  private opener = 0;
  /** The body stands behind AS: on Databricks its block may have a label, which the expression behind RETURN can't. */
  afterAs = false;

  /** The phase after a word. BODY_NEXT says that the next word starts the body. */
  word(phase: number, number: number, outsideParens: boolean): number {
    switch (phase) {
      case CREATE_HEAD:
        return this.create(number);
      case ALTER_HEAD:
        if (number === W.ALERT) return this.await(W.ACTION);
        return number === W.TASK ? this.await(W.AS) : PLAIN;
      case WITH_HEAD:
        return WITH_NAME;
      case WITH_NAME:
        return number === W.AS ? WITH_AS : PLAIN;
      case WITH_AS:
      case DECLARE_ITEM:
        return number === W.PROCEDURE || number === W.FUNCTION ? this.await(W.AS) : PLAIN;
      case BODY_EXECUTE:
        return BODY_AWAITED;
      default:
        return outsideParens ? this.awaited(number) : BODY_AWAITED;
    }
  }

  /** The phase after a token that is no word. */
  other(phase: number, isQuotedName: boolean): number {
    if (phase === BODY_AWAITED || phase === BODY_EXECUTE) return BODY_AWAITED;
    return phase === WITH_HEAD && isQuotedName ? WITH_NAME : PLAIN;
  }

  private create(number: number): number {
    if (number === W.ALERT) return this.await(W.THEN);
    if (number === W.PROCEDURE || number === W.FUNCTION || number === W.TASK) return this.await(W.AS);
    return CREATE_MODIFIERS.has(number) ? CREATE_HEAD : PLAIN;
  }

  private await(opener: number): number {
    this.opener = opener;
    return BODY_AWAITED;
  }

  private awaited(number: number): number {
    // EXECUTE AS CALLER, OWNER, USER name: an AS that no body follows.
    if (number === W.EXECUTE) return BODY_EXECUTE;
    this.afterAs = number === W.AS;
    if (number === this.opener || (number === W.RETURN && this.opener === W.AS)) return BODY_NEXT;
    return BODY_AWAITED;
  }
}

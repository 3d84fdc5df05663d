import type { DialectRules } from './dialects/rules.js';
import { OPERATOR, PUNCTUATION, QUOTED_IDENTIFIER, WORD } from './kinds.js';
import type { Scanner } from './scanner.js';
import { W, wordNumber } from './vocabulary.js';

/** What is open around the statement at hand. */
const BLOCK = 1;
const DECLARES = 2;
const BRANCH = 3;
const CASE_STATEMENT = 4;
const LOOP = 5;
const REPEAT = 6;
const CASE_EXPRESSION = 7;

/** How far the statement at hand has been understood. */
const START = 0;
const PLAIN = 1;
/** BEGIN was read: a transaction or a block */
const AFTER_BEGIN = 2;
/** BEGIN TRANSACTION, WORK or NAME was read: a transaction, unless it is a variable that gets a value */
const AFTER_BEGIN_WORD = 3;
/** a Databricks BEGIN was read: NOT and ATOMIC may follow */
const ATOMICITY = 4;
const CREATE_HEAD = 5;
const ALTER_HEAD = 6;
const WITH_HEAD = 7;
const WITH_NAME = 8;
const WITH_AS = 9;
/** CREATE PROCEDURE, FUNCTION, TASK, ALERT: a word (`opener`) stands before the body */
const BODY_AWAITED = 10;
const BODY_EXECUTE = 11;
const BODY_NEXT = 12;
const DECLARE_ITEM = 13;
const DECLARE_STATEMENT = 14;
const HANDLER = 15;
/** between IF, CASE, WHEN, FOR, WHILE and the THEN, DO, LOOP that starts their statements */
const HEADER = 16;
const UNTIL = 17;
const AFTER_END = 18;
const LABEL = 19;

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
const WITH_BODIES = new Set([W.PROCEDURE, W.FUNCTION, W.TASK, W.ALERT]);

const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const DOT = 46;
const COLON = 58;

/**
 * Follows the scripting blocks of one dialect, token by token, to say which `;` end a statement. A `;` inside a block
 * ends a statement of the block only. It needs no token twice, so text may arrive in pieces.
 *
 * Grammar: docs.snowflake.com/en/sql-reference-snowflake-scripting (begin, declare, if, case, for, while, loop, repeat,
 * exception), sql/create-procedure, create-task, create-alert, call-with; docs.databricks.com/sql/language-manual/
 * control-flow and Spark's `compoundBody`. END closes a block only where a statement may start (both grammars want `;`
 * after every statement of a block), so a column named END closes nothing.
 */
export class BlockTracker {
  private readonly scripting: DialectRules['scripting'];
  private readonly stack: number[] = [];
  private phase = START;
  private parens = 0;
  private afterDot = false;
  /** the word that stands before the body in BODY_AWAITED: AS, for alerts THEN or ACTION */
  private opener = 0;

  constructor(rules: DialectRules) {
    this.scripting = rules.scripting;
    this.reset();
  }

  /** True where no token but `;` can matter until the next statement: the splitter's fast way. */
  get idle(): boolean {
    return this.phase === PLAIN && this.stack.length === 0;
  }

  /** Whether a block, or the head of one, is open. */
  get open(): boolean {
    return this.stack.length > 0 || this.phase === BODY_NEXT;
  }

  reset(): void {
    this.stack.length = 0;
    this.begin();
  }

  /** A `;` was read. True when it ends the whole statement. */
  semicolon(): boolean {
    while (this.top === CASE_EXPRESSION) this.stack.pop();
    this.begin();
    return this.stack.length === 0;
  }

  /** Takes the token that `scanner` stands on: any but trivia and `;`. */
  take(scanner: Scanner): void {
    const { kind, start } = scanner;
    if (kind === WORD) {
      this.word(this.afterDot ? 0 : wordNumber(scanner.text, start, scanner.end));
      this.afterDot = false;
      return;
    }
    const code = scanner.text.charCodeAt(start);
    this.afterDot = kind === PUNCTUATION && code === DOT;
    if (kind === PUNCTUATION) this.punctuation(code);
    else this.other(kind, code, scanner.end - start);
  }

  private get top(): number {
    return this.stack.length > 0 ? this.stack[this.stack.length - 1]! : 0;
  }

  private begin(): void {
    this.phase = this.scripting === 'none' ? PLAIN : START;
    this.parens = 0;
    this.afterDot = false;
  }

  private enter(frame: number, phase: number): void {
    this.stack.push(frame);
    this.phase = phase;
  }

  private punctuation(code: number): void {
    if (code === OPEN_PAREN) this.parens++;
    else if (code === CLOSE_PAREN) this.parens--;
    if (this.phase !== BODY_AWAITED && this.phase !== HEADER && this.phase !== UNTIL) this.other(PUNCTUATION, code, 1);
  }

  /** A token that is no word: it settles what the word before it was. */
  private other(kind: number, code: number, length: number): void {
    switch (this.phase) {
      case START:
      case ATOMICITY:
        this.phase = kind === QUOTED_IDENTIFIER && this.scripting === 'databricks' ? LABEL : PLAIN;
        return;
      case LABEL:
        this.phase = kind === OPERATOR && code === COLON && length === 1 ? START : PLAIN;
        return;
      case AFTER_BEGIN:
        return this.enter(BLOCK, PLAIN);
      case AFTER_BEGIN_WORD:
        if (kind === OPERATOR && code === COLON) this.stack.push(BLOCK);
        this.phase = PLAIN;
        return;
      case WITH_HEAD:
        this.phase = kind === QUOTED_IDENTIFIER ? WITH_NAME : PLAIN;
        return;
      case CREATE_HEAD:
      case ALTER_HEAD:
      case WITH_NAME:
      case WITH_AS:
      case BODY_NEXT:
        this.phase = PLAIN;
    }
  }

  private word(number: number): void {
    switch (this.phase) {
      case START:
        return this.startWord(number);
      case PLAIN:
        return this.plainWord(number);
      case HEADER:
        return this.headerWord(number);
      case UNTIL:
        if (number === W.END && this.top === REPEAT) return this.leave();
        return this.plainWord(number);
      case AFTER_BEGIN:
        return this.wordAfterBegin(number);
      case AFTER_BEGIN_WORD:
        return this.plain();
      case ATOMICITY:
        return this.atomicity(number);
      case LABEL:
        this.phase = PLAIN;
        return this.plainWord(number);
      case DECLARE_ITEM:
        if (number === W.PROCEDURE || number === W.FUNCTION) this.body(W.AS);
        else this.phase = PLAIN;
        return;
      case DECLARE_STATEMENT:
        if (number === W.HANDLER) this.phase = HANDLER;
        return;
      case HANDLER:
        if (number === W.BEGIN) this.enter(BLOCK, START);
        return;
      case AFTER_END:
        return;
      default:
        return this.headWord(number);
    }
  }

  private startWord(number: number): void {
    if (this.top === DECLARES && number !== W.BEGIN) {
      this.phase = DECLARE_ITEM;
      return;
    }
    switch (number) {
      case W.BEGIN:
        if (this.top !== DECLARES) this.phase = AFTER_BEGIN;
        else this.stack[this.stack.length - 1] = BLOCK;
        return;
      case W.DECLARE:
        return this.declare();
      case W.CREATE:
        this.phase = CREATE_HEAD;
        return;
      case W.ALTER:
        this.phase = ALTER_HEAD;
        return;
      case W.WITH:
        this.phase = this.scripting === 'snowflake' ? WITH_HEAD : PLAIN;
        return;
      case W.END:
        return this.stack.length > 0 ? this.leave() : this.plain();
      default:
        return this.startControl(number);
    }
  }

  private startControl(number: number): void {
    switch (number) {
      case W.IF:
        return this.enter(BRANCH, HEADER);
      case W.CASE:
        return this.enter(CASE_STATEMENT, HEADER);
      case W.FOR:
      case W.WHILE:
        return this.enter(LOOP, HEADER);
      case W.LOOP:
        return this.enter(LOOP, START);
      case W.REPEAT:
        return this.enter(REPEAT, START);
      case W.ELSEIF:
      case W.WHEN:
        this.phase = this.stack.length > 0 ? HEADER : PLAIN;
        return;
      case W.ELSE:
      case W.EXCEPTION:
        if (this.stack.length === 0) this.phase = PLAIN;
        return;
      case W.UNTIL:
        this.phase = UNTIL;
        return;
      default:
        this.phase = this.scripting === 'databricks' ? LABEL : PLAIN;
    }
  }

  private plain(): void {
    this.phase = PLAIN;
  }

  private declare(): void {
    if (this.scripting === 'snowflake') this.enter(DECLARES, START);
    else this.phase = this.stack.length > 0 ? DECLARE_STATEMENT : PLAIN;
  }

  private leave(): void {
    this.stack.pop();
    this.phase = AFTER_END;
  }

  private plainWord(number: number): void {
    if (this.stack.length === 0) return;
    if (number === W.CASE) this.stack.push(CASE_EXPRESSION);
    else if (number === W.END && this.top === CASE_EXPRESSION) this.stack.pop();
  }

  private headerWord(number: number): void {
    const { top } = this;
    if (top !== CASE_EXPRESSION) {
      if (number === W.THEN && top !== LOOP) this.phase = START;
      else if ((number === W.DO || number === W.LOOP) && top === LOOP && this.parens === 0) this.phase = START;
    }
    if (this.phase === HEADER) this.plainWord(number);
    else this.parens = 0;
  }

  private wordAfterBegin(number: number): void {
    if (number === W.TRANSACTION || number === W.WORK || number === W.NAME) {
      this.phase = AFTER_BEGIN_WORD;
      return;
    }
    this.enterBlock();
    this.word(number);
  }

  private atomicity(number: number): void {
    if (number === W.NOT) return;
    this.phase = START;
    if (number !== W.ATOMIC) this.startWord(number);
  }

  private headWord(number: number): void {
    switch (this.phase) {
      case CREATE_HEAD:
        if (WITH_BODIES.has(number)) this.body(number === W.ALERT ? W.THEN : W.AS);
        else if (!CREATE_MODIFIERS.has(number)) this.phase = PLAIN;
        return;
      case ALTER_HEAD:
        if (number === W.TASK || number === W.ALERT) this.body(number === W.ALERT ? W.ACTION : W.AS);
        else this.phase = PLAIN;
        return;
      case WITH_HEAD:
        this.phase = WITH_NAME;
        return;
      case WITH_NAME:
        this.phase = number === W.AS ? WITH_AS : PLAIN;
        return;
      case WITH_AS:
        if (number === W.PROCEDURE) this.body(W.AS);
        else this.phase = PLAIN;
        return;
      case BODY_EXECUTE:
        this.phase = BODY_AWAITED;
        return;
      case BODY_NEXT:
        return this.bodyWord(number);
      default:
        return this.awaitBody(number);
    }
  }

  private body(opener: number): void {
    this.phase = BODY_AWAITED;
    this.opener = opener;
  }

  private awaitBody(number: number): void {
    if (this.parens !== 0) return;
    // EXECUTE AS CALLER, OWNER, USER name: an AS that no body follows.
    if (number === W.EXECUTE) this.phase = BODY_EXECUTE;
    else if (number === this.opener || (number === W.RETURN && this.opener === W.AS)) this.phase = BODY_NEXT;
  }

  private bodyWord(number: number): void {
    if (number === W.BEGIN) this.enterBlock();
    else if (number === W.DECLARE && this.scripting === 'snowflake') this.enter(DECLARES, START);
    else this.phase = PLAIN;
  }

  /** Enters a block just after its BEGIN; Databricks may say [NOT] ATOMIC first. */
  private enterBlock(): void {
    this.enter(BLOCK, this.scripting === 'databricks' ? ATOMICITY : START);
  }
}

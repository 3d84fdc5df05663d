import { CLOSE_PAREN, COLON, DOT, OPEN_PAREN } from './codes.js';
import type { DialectRules } from './dialects/rules.js';
import {
  AFTER_BEGIN,
  AFTER_BEGIN_WORD,
  AFTER_END,
  ALTER_HEAD,
  ATOMICITY,
  BODY_LABEL,
  BODY_NEXT,
  CREATE_HEAD,
  DECLARE_ITEM,
  DECLARE_STATEMENT,
  FIRST_HEAD,
  HANDLER,
  HEADER,
  Head,
  LABEL,
  PLAIN,
  START,
  UNTIL,
  WITH_HEAD,
} from './heads.js';
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
  private readonly head = new Head();
  private readonly stack: number[] = [];
  private phase = START;
  private parens = 0;
  private afterDot = false;

  constructor(rules: DialectRules) {
    this.scripting = rules.scripting;
    this.begin();
  }

  /** True where no token but `;` can matter until the next statement: the splitter's fast way. */
  get idle(): boolean {
    return this.phase === PLAIN && this.stack.length === 0;
  }

  /** Whether a block, or the head of one, is open. */
  get open(): boolean {
    return this.stack.length > 0 || this.phase === BODY_NEXT;
  }

  /** A `;` was read. True when it ends the whole statement. */
  semicolon(): boolean {
    while (this.top === CASE_EXPRESSION) this.stack.pop();
    this.begin();
    return this.stack.length === 0;
  }

  /** Takes the token that `scanner` stands on: any but trivia and `;`. */
  take(scanner: Scanner): void {
    const { kind, start, end, text } = scanner;
    if (kind === WORD) {
      this.phase = this.word(this.afterDot ? 0 : wordNumber(text, start, end));
      this.afterDot = false;
      return;
    }
    const code = text.charCodeAt(start);
    const sign = kind === PUNCTUATION ? code : 0;
    this.afterDot = sign === DOT;
    if (sign === OPEN_PAREN) this.parens++;
    else if (sign === CLOSE_PAREN) this.parens--;
    const isColon = kind === OPERATOR && code === COLON;
    this.phase = this.other(kind === QUOTED_IDENTIFIER, isColon ? end - start : 0);
  }

  private get top(): number {
    return this.stack.length > 0 ? this.stack[this.stack.length - 1]! : 0;
  }

  private begin(): void {
    this.phase = this.scripting === 'none' ? PLAIN : START;
    this.parens = 0;
    this.afterDot = false;
  }

  private enter(frame: number, phase: number): number {
    this.stack.push(frame);
    return phase;
  }

  /** Enters a block just after its BEGIN; Databricks may say [NOT] ATOMIC first. */
  private enterBlock(): number {
    return this.enter(BLOCK, this.scripting === 'databricks' ? ATOMICITY : START);
  }

  private leave(): number {
    this.stack.pop();
    return AFTER_END;
  }

  /** The phase after a token that is no word: it settles what the word before it was. `colon` is the length of `:`, `:=`. */
  private other(isQuotedName: boolean, colon: number): number {
    switch (this.phase) {
      case START:
      case ATOMICITY:
        return this.afterName(isQuotedName);
      case LABEL:
        return colon === 1 ? START : PLAIN;
      case BODY_NEXT:
        return isQuotedName ? this.labelOfBody() : PLAIN;
      case BODY_LABEL:
        return colon === 1 ? BODY_NEXT : PLAIN;
      case AFTER_BEGIN:
        return this.enter(BLOCK, this.afterName(isQuotedName));
      case AFTER_BEGIN_WORD:
        return colon > 0 ? this.enter(BLOCK, PLAIN) : PLAIN;
      default:
        return this.phase >= FIRST_HEAD ? this.head.other(this.phase, isQuotedName) : this.phase;
    }
  }

  /** Databricks labels may be quoted. */
  private afterName(isQuotedName: boolean): number {
    return isQuotedName && this.scripting === 'databricks' ? LABEL : PLAIN;
  }

  private word(number: number): number {
    switch (this.phase) {
      case START:
        return this.startWord(number);
      case PLAIN:
      case LABEL:
      case BODY_LABEL:
        return this.plainWord(number);
      case HEADER:
        return this.headerWord(number);
      case UNTIL:
        return number === W.END && this.top === REPEAT ? this.leave() : this.inExpression(number, UNTIL);
      case AFTER_BEGIN:
        return this.wordAfterBegin(number);
      case AFTER_BEGIN_WORD:
        return PLAIN;
      case ATOMICITY:
        if (number === W.NOT) return ATOMICITY;
        return number === W.ATOMIC ? START : this.startWord(number);
      case BODY_NEXT:
        return this.bodyWord(number);
      default:
        return this.laterWord(number);
    }
  }

  private laterWord(number: number): number {
    switch (this.phase) {
      case DECLARE_STATEMENT:
        return number === W.HANDLER ? HANDLER : DECLARE_STATEMENT;
      case HANDLER:
        return number === W.BEGIN ? this.enterBlock() : HANDLER;
      case AFTER_END:
        return AFTER_END;
      default:
        return this.head.word(this.phase, number, this.parens === 0);
    }
  }

  private startWord(number: number): number {
    if (this.top === DECLARES) return this.declareWord(number);
    switch (number) {
      case W.BEGIN:
        return AFTER_BEGIN;
      case W.DECLARE:
        if (this.scripting === 'snowflake') return this.enter(DECLARES, START);
        return this.stack.length > 0 ? DECLARE_STATEMENT : PLAIN;
      case W.CREATE:
      case W.DEFINE:
        return CREATE_HEAD;
      case W.ALTER:
        return ALTER_HEAD;
      case W.WITH:
        return this.scripting === 'snowflake' ? WITH_HEAD : PLAIN;
      case W.END:
        return this.stack.length > 0 ? this.leave() : PLAIN;
      default:
        return this.controlWord(number);
    }
  }

  /** In Snowflake's DECLARE section: an item, or the BEGIN that ends the section. */
  private declareWord(number: number): number {
    if (number !== W.BEGIN) return DECLARE_ITEM;
    this.stack[this.stack.length - 1] = BLOCK;
    return START;
  }

  private controlWord(number: number): number {
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
        return this.stack.length > 0 ? HEADER : PLAIN;
      case W.ELSE:
      case W.EXCEPTION:
        return this.stack.length > 0 ? START : PLAIN;
      case W.UNTIL:
        return UNTIL;
      default:
        return this.scripting === 'databricks' ? LABEL : PLAIN;
    }
  }

  private plainWord(number: number): number {
    return this.stack.length === 0 ? PLAIN : this.inExpression(number, PLAIN);
  }

  /** CASE … END inside an expression; the phase stays. */
  private inExpression(number: number, phase: number): number {
    if (number === W.CASE) this.stack.push(CASE_EXPRESSION);
    else if (number === W.END && this.top === CASE_EXPRESSION) this.stack.pop();
    return phase;
  }

  private headerWord(number: number): number {
    const { top } = this;
    const opens = top === LOOP ? (number === W.DO || number === W.LOOP) && this.parens === 0 : number === W.THEN;
    if (top === CASE_EXPRESSION || !opens) return this.inExpression(number, HEADER);
    this.parens = 0;
    return START;
  }

  private wordAfterBegin(number: number): number {
    if (number === W.TRANSACTION || number === W.WORK || number === W.NAME) return AFTER_BEGIN_WORD;
    this.phase = this.enterBlock();
    return this.word(number);
  }

  private bodyWord(number: number): number {
    if (number === W.BEGIN) return this.enterBlock();
    if (number === W.DECLARE && this.scripting === 'snowflake') return this.enter(DECLARES, START);
    return this.labelOfBody();
  }

  private labelOfBody(): number {
    return this.scripting === 'databricks' && this.head.afterAs ? BODY_LABEL : PLAIN;
  }
}

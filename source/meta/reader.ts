import type { EngineName } from '../backends/base.js';
import { completeness, createSplitter, splitStatements, tokenize } from '../sql/index.js';
import type { MetaCommand, StatementBuffer } from './command.js';
import { isMetaLine } from './parse.js';

/** What a script holds, in order. */
export type ScriptItem =
  /** `line`: the line of the script on which the statement starts, from 1. */
  | { readonly kind: 'sql'; readonly sql: string; readonly line: number }
  /** `buffer`: the statement without `;` that the command stands behind (`select 1 \gx`) and acts on. */
  | { readonly kind: 'meta'; readonly text: string; readonly line: number; readonly buffer?: StatementBuffer };

// What may become such a command once the line is whole; anything else of the line is SQL that needn't wait for it.
const BEGINNING_OF_SEND = /\\(?:$|[a-z])/i;

/**
 * Reads a script of statements and \commands that arrives in pieces. A \command stands on a line of its own between
 * statements; inside a statement, string or comment the same characters are SQL. A statement is given as soon as its
 * `;` has arrived. Splits with the same lexer as the prompt.
 */
export class ScriptReader {
  readonly #dialect: EngineName;
  /** Finds the commands that end a statement. */
  readonly #send: RegExp;
  #splitter;
  /** Text after the last statement that was given, up to the line at hand. */
  #pending = '';
  /** Where #pending starts: an offset in what the splitter was given, and a line of the script. */
  #base = 0;
  #line = 1;
  /** The start of a line that may yet be a command. */
  #partial = '';
  /** True while a line is read of which the start was SQL and was taken already. */
  #inSqlLine = false;

  constructor(dialect: EngineName, commands: readonly MetaCommand[]) {
    this.#dialect = dialect;
    const names = commands.filter(({ sends }) => sends).flatMap((command) => command.names);
    const words = names.filter((name) => name.startsWith('\\')).map((name) => name.slice(1));
    this.#send = new RegExp(`\\\\(?:${words.join('|')})(?=\\s|;|$)`, 'g');
    this.#splitter = createSplitter(dialect);
  }

  push(chunk: string): ScriptItem[] {
    const text = this.#partial + chunk;
    const whole = text.lastIndexOf('\n') + 1;
    const goesOn = whole === 0 && this.#inSqlLine;
    const items = whole === 0 ? [] : this.#lines(text.slice(0, whole));
    const rest = text.slice(whole);
    // What can't become a command needs no line end to be read: a statement runs as soon as its `;` has arrived.
    const isSql = goesOn || /^\s*[^\s\\.!]/.test(rest);
    this.#inSqlLine = isSql;
    const held = isSql ? rest.search(BEGINNING_OF_SEND) : 0;
    const taken = held < 0 ? rest.length : held;
    this.#partial = rest.slice(taken);
    return taken > 0 ? [...items, ...this.#sql(rest.slice(0, taken))] : items;
  }

  /** The script is over: what no `;` or line end completed. */
  end(): ScriptItem[] {
    const items = this.#partial === '' ? [] : this.#lines(this.#partial);
    this.#partial = '';
    for (const piece of this.#splitter.end()) items.push(this.#take(piece));
    return items;
  }

  #lines(text: string): ScriptItem[] {
    const items: ScriptItem[] = [];
    let sql = '';
    for (const line of text.split(/(?<=\n)/)) {
      const continues = this.#inSqlLine;
      this.#inSqlLine = false;
      const isMeta = !continues && isMetaLine(line);
      if (!isMeta && !line.includes('\\')) {
        sql += line;
        continue;
      }
      items.push(...this.#sql(sql));
      sql = '';
      if (isMeta && !this.#holdsStatement()) items.push(this.#meta(line));
      else items.push(...this.#sending(line));
    }
    return [...items, ...this.#sql(sql)];
  }

  #holdsStatement(): boolean {
    return splitStatements(this.#pending, { dialect: this.#dialect }).length > 0;
  }

  /** A line of SQL that may end in a command: `select 1 \gx`. No dialect has a backslash outside of its quotes. */
  #sending(line: string): ScriptItem[] {
    const items: ScriptItem[] = [];
    let from = 0;
    for (const { index } of line.matchAll(this.#send)) {
      items.push(...this.#sql(line.slice(from, index)));
      from = index;
      if (!this.#isOpen()) return [...items, this.#meta(line.slice(index))];
    }
    return [...items, ...this.#sql(line.slice(from))];
  }

  /** True where what comes next is part of a string, a body or a comment. */
  #isOpen(): boolean {
    const last = tokenize(this.#pending, this.#dialect).at(-1);
    if (!last) return false;
    const isLineComment = last.kind === 'comment' && !this.#pending.startsWith('/*', last.start);
    return !last.terminated || (isLineComment && !this.#pending.endsWith('\n'));
  }

  #sql(text: string): ScriptItem[] {
    if (text === '') return [];
    this.#pending += text;
    return this.#splitter.push(text).map((piece) => this.#take(piece));
  }

  #take({ text: sql, start, end }: { text: string; start: number; end: number }): ScriptItem {
    const before = this.#pending.slice(0, start - this.#base);
    const line = this.#line + countLines(before);
    this.#line = line + countLines(sql);
    this.#pending = this.#pending.slice(end - this.#base);
    this.#base = end;
    return { kind: 'sql', sql, line };
  }

  #meta(line: string): ScriptItem {
    const pieces = splitStatements(this.#pending, { dialect: this.#dialect });
    const [first, last] = [pieces[0], pieces.at(-1)];
    const number = this.#line + countLines(this.#pending);
    const buffer = first && {
      sql: this.#pending.slice(first.start, last!.end),
      line: this.#line + countLines(this.#pending.slice(0, first.start)),
      before: this.#pending.slice(0, first.start),
      after: this.#pending.slice(last!.end),
    };
    // The splitter starts anew behind a command: nothing before it is left.
    this.#splitter = createSplitter(this.#dialect);
    this.#pending = '';
    this.#base = 0;
    this.#line = number + 1;
    return { kind: 'meta', text: line.trim(), line: number, ...(buffer && { buffer }) };
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** All items of a whole script. */
export function readScript(text: string, dialect: EngineName, commands: readonly MetaCommand[]): ScriptItem[] {
  const reader = new ScriptReader(dialect, commands);
  return [...reader.push(text), ...reader.end()];
}

/**
 * SnowSQL's `;>` at the end of a text, which means not to wait, as \g & does; null where there is none. Inside a string
 * or comment it is text.
 */
export function asDetached(text: string, dialect: EngineName): string | null {
  const body = /^([^]*;)>\s*$/.exec(text)?.[1];
  if (body === undefined || !completeness(body, dialect).complete) return null;
  return `${body.slice(0, -1)} \\g &`;
}

/** True for a text at the prompt whose last line ends it with a command: `select 1 \g`. */
export function endsInCommand(text: string, dialect: EngineName, commands: readonly MetaCommand[]): boolean {
  if (asDetached(text, dialect) !== null) return true;
  if (!text.includes('\\')) return false;
  const last = readScript(text.trimEnd(), dialect, commands).at(-1);
  return last?.kind === 'meta' && text.trimEnd().endsWith(last.text);
}

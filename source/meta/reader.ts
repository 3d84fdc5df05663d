import type { EngineName } from '../backends/base.js';
import { createSplitter, splitStatements } from '../sql/index.js';
import type { MetaCommand } from './command.js';
import { isMetaLine } from './parse.js';

/** What a script holds, in order. */
export type ScriptItem =
  /** `line`: the line of the script on which the statement starts, from 1. */
  | { readonly kind: 'sql'; readonly sql: string; readonly line: number }
  | { readonly kind: 'meta'; readonly text: string; readonly line: number };

/**
 * Reads a script of statements and \commands that arrives in pieces. A \command stands on a line of its own between
 * statements; inside a statement, string or comment the same characters are SQL. A statement is given as soon as its
 * `;` has arrived. Splits with the same lexer as the prompt.
 */
export class ScriptReader {
  readonly #dialect: EngineName;
  readonly #commands: readonly MetaCommand[];
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
    this.#commands = commands;
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
    this.#partial = isSql ? '' : rest;
    return isSql ? [...items, ...this.#sql(rest)] : items;
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
      if (continues || !isMetaLine(line, this.#commands)) {
        sql += line;
        continue;
      }
      items.push(...this.#sql(sql));
      sql = '';
      if (splitStatements(this.#pending, { dialect: this.#dialect }).length > 0) sql = line;
      else items.push(this.#meta(line));
    }
    return [...items, ...this.#sql(sql)];
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
    const number = this.#line + countLines(this.#pending);
    // The splitter starts anew behind a command: nothing before it is left.
    this.#splitter = createSplitter(this.#dialect);
    this.#pending = '';
    this.#base = 0;
    this.#line = number + 1;
    return { kind: 'meta', text: line.trim(), line: number };
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

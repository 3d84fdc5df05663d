import type { Cell } from '../../results/column.js';
import { compactJson } from '../../results/json-text.js';
import { ValueError } from '../../support/errors.js';
import type { Hint } from './infer.js';

export interface Member {
  /** Digits as they stand, strings unescaped, nested values as JSON. */
  readonly cell: Cell;
  readonly hint: Hint;
}

/**
 * The members of one JSON object, their values as they are written: JSON.parse would round 0.12345678901234567890.
 * @param text valid JSON. @throws ValueError when it is no object
 */
export function jsonMembers(text: string): Map<string, Member> {
  const members = new Map<string, Member>();
  const tokens = new Tokens(text);
  if (tokens.next() !== '{') throw new ValueError('It holds something else than objects.');
  for (let name = tokens.next(); name !== '}'; name = tokens.next()) {
    if (name === ',') continue;
    tokens.next(); // the colon
    members.set(JSON.parse(name) as string, memberOf(tokens));
  }
  return members;
}

function memberOf(tokens: Tokens): Member {
  const start = tokens.at;
  const token = tokens.next();
  if (token === 'null') return { cell: null, hint: 'any' };
  if (token === 'true' || token === 'false') return { cell: token, hint: 'boolean' };
  if (token.startsWith('"')) return { cell: JSON.parse(token) as string, hint: 'string' };
  if (token !== '{' && token !== '[') return { cell: token, hint: 'number' };
  for (let depth = 1; depth > 0;) {
    const next = tokens.next();
    if (next === '{' || next === '[') depth++;
    else if (next === '}' || next === ']') depth--;
  }
  return { cell: compactJson(tokens.since(start).trim()), hint: 'json' };
}

const BLANK = /\s*/y;
const WORD = /[{}[\],:]|[^\s{}[\],:"]+/y;

/** JSON token by token. Strings are walked through: a regular expression overflows the stack on long ones. */
class Tokens {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws ValueError at the end of the text */
  next(): string {
    BLANK.lastIndex = this.at;
    BLANK.test(this.#text);
    const start = BLANK.lastIndex;
    this.at = this.#text[start] === '"' ? this.#endOfString(start) : this.#endOfWord(start);
    return this.#text.slice(start, this.at);
  }

  since(start: number): string {
    return this.#text.slice(start, this.at);
  }

  #endOfWord(start: number): number {
    WORD.lastIndex = start;
    if (!WORD.test(this.#text)) throw new ValueError('It holds JSON that does not end.');
    return WORD.lastIndex;
  }

  #endOfString(start: number): number {
    for (let at = start + 1; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x5c) at++;
      else if (code === 0x22) return at + 1;
    }
    throw new ValueError('It holds a JSON string that does not end.');
  }
}

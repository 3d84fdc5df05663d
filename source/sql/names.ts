import { PUNCTUATION, QUOTED_IDENTIFIER, STAGE, STRING, VARIABLE, WORD } from './kinds.js';
import type { Lexemes } from './lexemes.js';
import type { StatementTarget } from './meaning.js';

/** A name found in a statement, and the index of the token behind it. */
export interface FoundName {
  readonly target: StatementTarget;
  readonly next: number;
}

/** The name that starts at token `index`: `a.b."c"`, `@stage/path`, `'file'`, `IDENTIFIER('a.b')`, a Delta path. */
export function nameAt(lexemes: Lexemes, index: number): FoundName | undefined {
  const first = lexemes.at(index);
  if (first.kind === STAGE || first.kind === STRING) {
    const text = first.kind === STRING ? unquote(first.text) : first.text;
    return { target: { text: first.text, parts: [text] }, next: index + 1 };
  }
  if ((first.text === 'IDENTIFIER' || first.text === 'TABLE') && lexemes.sign(index + 1) === '(') {
    return calledName(lexemes, index);
  }
  return dottedName(lexemes, index);
}

function calledName(lexemes: Lexemes, index: number): FoundName | undefined {
  const inner = lexemes.at(index + 2);
  if (lexemes.sign(index + 3) !== ')') return undefined;
  const parts = inner.kind === STRING ? unquote(inner.text).split('.') : [inner.text];
  return { target: { text: textOf(lexemes, index, index + 3), parts }, next: index + 4 };
}

function dottedName(lexemes: Lexemes, index: number): FoundName | undefined {
  const parts: string[] = [];
  let at = index;
  for (;;) {
    const part = lexemes.at(at);
    if (part.kind !== WORD && part.kind !== QUOTED_IDENTIFIER && part.kind !== VARIABLE) break;
    parts.push(part.kind === QUOTED_IDENTIFIER ? unquote(part.text) : lexemes.sql.slice(part.start, part.end));
    at++;
    if (lexemes.at(at).kind !== PUNCTUATION || lexemes.at(at).text !== '.') break;
    at++;
    // Snowflake's `db..table`: the schema in between is PUBLIC and left out.
    if (lexemes.sign(at) === '.') at++;
  }
  if (parts.length === 0) return undefined;
  return { target: { text: textOf(lexemes, index, at - 1), parts }, next: at };
}

function textOf(lexemes: Lexemes, first: number, last: number): string {
  return lexemes.sql.slice(lexemes.at(first).start, lexemes.at(last).end);
}

/** A quoted token's inside: its quotes removed, a doubled quote single. */
export function unquote(text: string): string {
  const quote = text.charAt(0);
  if (text.startsWith('$')) {
    const tag = text.slice(0, text.indexOf('$', 1) + 1);
    return text.endsWith(tag) && text.length >= tag.length * 2 ? text.slice(tag.length, -tag.length) : text;
  }
  if (!`'"\``.includes(quote) || !text.endsWith(quote) || text.length < 2) return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

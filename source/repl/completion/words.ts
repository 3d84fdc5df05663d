import { tokenize, type Dialect, type Token, type TokenKind } from '../../sql/index.js';

/** A token of a statement, blanks and comments left out. */
export interface Word {
  readonly kind: TokenKind | 'caret';
  readonly text: string;
  readonly upper: string;
  /** Offset in the text that was given. */
  readonly start: number;
}

/** A part of a dotted name: unquoted, as written. */
export interface NamePart {
  readonly text: string;
  readonly quoted: boolean;
}

/** The statement around the caret. */
export interface Around {
  /** The words of the statement, with one of kind `caret` in the place of the name being typed. */
  readonly words: readonly Word[];
  /** Index of the caret in `words`. */
  readonly at: number;
  /** What is typed of the name at the caret, without its opening quote. */
  readonly prefix: string;
  /** The quote that was opened before it; empty: none. */
  readonly quote: string;
  /** What stands before it with a dot: `sales.public.` gives two parts. */
  readonly path: readonly NamePart[];
  /** Offsets of what a completion replaces. */
  readonly from: number;
  readonly to: number;
  /** The last word of what stands before the statement: how words are written here. */
  readonly earlier: string;
  /** The string that the caret stands in, from its quote on; undefined outside of one. */
  readonly literal: string | undefined;
  /** The stage path that ends at the caret, without its `@`; undefined where there is none. */
  readonly stage: string | undefined;
}

// Enough for any statement that a person is in the middle of; a pasted dump must not make a key slow.
const BEFORE = 60_000;
const AFTER = 20_000;

/** The statement around the caret; undefined where nothing can be completed: in a comment, a number, a parameter. */
export function wordsAround(text: string, caret: number, dialect: Dialect): Around | undefined {
  const base = Math.max(0, caret - BEFORE);
  const before = text.slice(base, caret);
  const all = tokenize(before, dialect);
  const tokens = statementEnd(all, before);
  const last = tokens.at(-1);
  if (last && isOpaque(last, before)) return undefined;
  const words = tokens.flatMap((token) => wordOf(token, before, base));
  const stage = dialect === 'snowflake' && last ? stageAt(last, before) : undefined;
  if (stage !== undefined) words.pop();
  const literal = last?.kind === 'string' && !last.terminated ? words.pop()!.text : undefined;
  const touches = last !== undefined && literal === undefined && isName(last) && words.length > 0;
  const open = touches && last.kind === 'quotedIdentifier';
  const partial = touches && !(open && last.terminated) ? words.pop()! : undefined;
  const quote = open && partial ? partial.text.charAt(0) : '';
  const path = literal === undefined ? takePath(words) : [];
  const rest = text.slice(caret, caret + AFTER);
  const closes = quote !== '' && rest.startsWith(quote) ? 1 : 0;
  const after = tokenize(rest.slice(closes), dialect);
  const end = after.findIndex((token) => rest.charAt(token.start + closes) === ';' && token.kind === 'punctuation');
  const following = after.slice(0, end < 0 ? undefined : end);
  const at = words.length;
  const caretWord: Word = { kind: 'caret', text: '', upper: '', start: caret };
  const prefix = partial === undefined ? '' : partial.text.slice(quote.length);
  return {
    words: [...words, caretWord, ...following.flatMap((token) => wordOf(token, rest.slice(closes), caret + closes))],
    at,
    prefix: quote === '' ? prefix : prefix.replaceAll(quote + quote, quote),
    quote,
    path,
    from: partial?.start ?? caret,
    to: caret + closes,
    literal,
    stage,
    earlier: lastWord(all.slice(0, all.length - tokens.length), before),
  };
}

/** The tokens behind the last `;`. */
function statementEnd(tokens: readonly Token[], text: string): readonly Token[] {
  const end = tokens.findLastIndex((token) => token.kind === 'punctuation' && text.charAt(token.start) === ';');
  return tokens.slice(end + 1);
}

function lastWord(tokens: readonly Token[], text: string): string {
  const word = tokens.findLast(({ kind }) => kind === 'keyword') ?? tokens.findLast(isName);
  return word ? text.slice(word.start, word.end) : '';
}

function isOpaque(last: Token, before: string): boolean {
  if (last.kind === 'comment') return !last.terminated || !before.slice(last.start).startsWith('/*');
  return last.kind === 'number' || last.kind === 'parameter' || last.kind === 'variable';
}

/** `@` alone is an operator to the lexer. */
function stageAt({ kind, start, end }: Token, before: string): string | undefined {
  if (end !== before.length || before.charAt(start) !== '@') return undefined;
  return kind === 'stage' || end === start + 1 ? before.slice(start + 1) : undefined;
}

function isName({ kind }: Token): boolean {
  return kind === 'identifier' || kind === 'keyword' || kind === 'quotedIdentifier';
}

function wordOf({ kind, start, end }: Token, text: string, base: number): Word[] {
  if (kind === 'whitespace' || kind === 'comment') return [];
  const own = text.slice(start, end);
  // Upper case is asked of words alone; a string of a megabyte is not copied for it.
  const upper = kind === 'identifier' || kind === 'keyword' ? own.toUpperCase() : own;
  return [{ kind, text: own, upper, start: base + start }];
}

/** Takes `a.b.` off the end of the words. */
function takePath(words: Word[]): readonly NamePart[] {
  const path: NamePart[] = [];
  while (words.at(-1)?.text === '.') {
    words.pop();
    const part = words.at(-1);
    // Snowflake's `db..table`: the schema in between is PUBLIC.
    if (part?.text === '.') path.unshift({ text: 'PUBLIC', quoted: true });
    else if (part && (part.kind === 'identifier' || part.kind === 'keyword' || part.kind === 'quotedIdentifier')) {
      path.unshift(namePart(part));
      words.pop();
    } else break;
  }
  return path;
}

/** A name as written, without its quotes. */
export function namePart({ kind, text }: Word): NamePart {
  if (kind !== 'quotedIdentifier') return { text, quoted: false };
  const quote = text.charAt(0);
  const inner = text.slice(1, text.endsWith(quote) && text.length > 1 ? -1 : undefined);
  return { text: inner.replaceAll(quote + quote, quote), quoted: true };
}

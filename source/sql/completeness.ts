import { BlockTracker } from './blocks.js';
import type { Dialect } from './dialect.js';
import { BLOCK_COMMENT, PUNCTUATION, isTrivia } from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { BLOCK, BLOCK_NESTED, CLOSED, DOLLAR, LINE_CONTINUED, QUOTE_RULES } from './modes.js';
import { Scanner } from './scanner.js';

export interface Completeness {
  /** the buffer ends with a whole statement and its `;` (comments may follow) */
  readonly complete: boolean;
  /** what an incomplete buffer waits for; `statement`: it holds none */
  readonly waitingFor?: 'quote' | 'dollar' | 'comment' | 'paren' | 'block' | 'semicolon' | 'statement';
  /** one character for the continuation prompt, psql's where psql has one; `=` when nothing is open */
  readonly mark: string;
}

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether Enter at the end of the buffer may run it, and what it still waits for. Agrees with `splitStatements`. */
export function completeness(buffer: string, dialect: Dialect): Completeness {
  const lexicon = lexiconOf(dialect);
  const scanner = new Scanner(lexicon);
  const tracker = new BlockTracker(lexicon.rules);
  const brackets: string[] = [];
  let seen = false;
  let pending = false;
  scanner.read(buffer);
  while (scanner.next()) {
    if (isTrivia(scanner.kind) && (scanner.kind !== BLOCK_COMMENT || scanner.mode === CLOSED)) continue;
    const sign = scanner.kind === PUNCTUATION ? buffer.charAt(scanner.start) : '';
    if (sign === ';') {
      pending = !tracker.semicolon();
      brackets.length = 0;
      continue;
    }
    seen = true;
    pending = true;
    if ('([{'.includes(sign) && sign !== '') brackets.push(sign);
    else if (CLOSERS[sign] !== undefined && brackets.at(-1) === CLOSERS[sign]) brackets.pop();
    if (!tracker.idle) tracker.take(scanner);
  }
  if (scanner.mode !== CLOSED && scanner.mode !== LINE_CONTINUED) return waitingFor(scanner.mode);
  if (!seen) return { complete: false, waitingFor: 'statement', mark: '=' };
  if (!pending) return { complete: true, mark: '=' };
  if (brackets.length > 0) return { complete: false, waitingFor: 'paren', mark: brackets.at(-1)! };
  return { complete: false, waitingFor: tracker.open ? 'block' : 'semicolon', mark: '-' };
}

function waitingFor(mode: number): Completeness {
  if (mode === DOLLAR) return { complete: false, waitingFor: 'dollar', mark: '$' };
  if (mode === BLOCK || mode === BLOCK_NESTED) return { complete: false, waitingFor: 'comment', mark: '*' };
  return { complete: false, waitingFor: 'quote', mark: QUOTE_RULES[mode]!.quote };
}

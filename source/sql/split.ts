import { BlockTracker } from './blocks.js';
import { SEMICOLON } from './codes.js';
import type { Dialect } from './dialect.js';
import { BLOCK_COMMENT, PUNCTUATION } from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { CLOSED } from './modes.js';
import { Scanner } from './scanner.js';

/** A statement's own text, and where it stands: half-open UTF-16 offsets of the text it was split from. */
export interface StatementText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface SplitOptions {
  readonly dialect: Dialect;
}

/**
 * Splits text into statements. A statement runs from its first token to its last: comments inside stay, comments before
 * the first and after the last token are outside, and so is the terminating `;`. A piece without tokens is no statement.
 * An unfinished comment belongs to its statement, so that the engine complains of it instead of half a text being run.
 * Takes linear time and never throws.
 */
export function splitStatements(sql: string, { dialect }: SplitOptions): StatementText[] {
  const lexicon = lexiconOf(dialect);
  const scanner = new Scanner(lexicon);
  const tracker = new BlockTracker(lexicon.rules);
  const statements: StatementText[] = [];
  scanner.read(sql);
  let start = -1;
  let end = 0;
  while (scanner.next()) {
    const { kind } = scanner;
    if (kind <= BLOCK_COMMENT && (kind !== BLOCK_COMMENT || scanner.mode === CLOSED)) continue;
    if (kind === PUNCTUATION && sql.charCodeAt(scanner.start) === SEMICOLON) {
      if (!tracker.semicolon()) continue;
      if (start >= 0) statements.push({ text: sql.slice(start, end), start, end });
      start = -1;
      continue;
    }
    if (start < 0) start = scanner.start;
    end = scanner.end;
    if (!tracker.idle) tracker.take(scanner);
  }
  if (start >= 0) statements.push({ text: sql.slice(start, end), start, end });
  return statements;
}

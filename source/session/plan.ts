import type { EngineName, Parameters } from '../backends/base.js';
import { classifyStatement, createSplitter, placeholders, splitStatements } from '../sql/index.js';
import { ValueError } from '../support/errors.js';
import type { StatementText } from './events.js';
import type { RunOptions } from './run-options.js';

/** A statement as the session planned it; `last` is false while it is known that more follow. */
export interface PlannedStatement {
  readonly text: StatementText;
  readonly last: boolean;
  readonly parameters: Parameters | undefined;
}

/** Text to run: whole, or arriving in pieces that may break anywhere. */
export type SqlText = string | AsyncIterable<string>;

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The statements of a text in order. Whole text is split, and its parameters checked, before the first one runs;
 * text that arrives in pieces gives each statement as soon as it is complete.
 * @throws ValueError for a parameter that no statement of the text uses.
 */
export async function* planStatements(
  text: SqlText,
  dialect: EngineName,
  { parameters, unsplit }: RunOptions,
): AsyncIterable<PlannedStatement> {
  if (typeof text !== 'string') {
    yield* planArriving(text, dialect, parameters);
    return;
  }
  const pieces = unsplit ? [wholeOf(text)] : splitStatements(text, { dialect });
  if (parameters) {
    refuseUnused(
      pieces.map((piece) => piece.text),
      dialect,
      Object.keys(parameters),
    );
  }
  for (const [index, piece] of pieces.entries()) {
    yield planned(piece, index + 1, pieces.length, dialect, parameters);
  }
}

async function* planArriving(
  chunks: AsyncIterable<string>,
  dialect: EngineName,
  parameters: Parameters | undefined,
): AsyncIterable<PlannedStatement> {
  const splitter = createSplitter(dialect);
  let number = 0;
  for await (const chunk of chunks) {
    for (const piece of splitter.push(chunk)) yield planned(piece, ++number, null, dialect, parameters);
  }
  for (const piece of splitter.end()) yield planned(piece, ++number, null, dialect, parameters);
}

function planned(
  { text: sql, start, end }: Piece,
  number: number,
  of: number | null,
  dialect: EngineName,
  parameters: Parameters | undefined,
): PlannedStatement {
  return {
    text: { sql, start, end, number, of, meaning: classifyStatement(sql, { dialect }) },
    last: number === of,
    parameters: parameters && only(parameters, placeholders(sql, dialect)),
  };
}

function wholeOf(text: string): Piece {
  const body = text.trim().replace(/;+$/, '');
  const start = text.indexOf(body);
  return { text: body, start, end: start + body.length };
}

/** Each statement is given the values it uses, so that one --param can serve the third of five. */
function only(parameters: Parameters, names: readonly string[]): Parameters | undefined {
  const used = Object.entries(parameters).filter(([name]) => names.includes(name));
  return used.length > 0 || names.length > 0 ? Object.fromEntries(used) : undefined;
}

/** @throws ValueError for a parameter that none of the statements uses */
export function refuseUnused(statements: readonly string[], dialect: EngineName, given: readonly string[]): void {
  const used = new Set(statements.flatMap((sql) => placeholders(sql, dialect)));
  const unused = given.filter((name) => !used.has(name));
  if (unused.length === 0) return;
  const sign = dialect === 'duckdb' ? '$' : ':';
  throw new ValueError(`No statement uses the parameter ${unused.map((name) => sign + name).join(', ')}.`, {
    hint:
      used.size > 0
        ? `Used are: ${[...used].map((name) => sign + name).join(', ')}.`
        : `Write ${sign}${unused[0]!} where the value belongs.`,
  });
}

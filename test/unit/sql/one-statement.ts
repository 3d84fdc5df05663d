import { expect, it } from 'vitest';
import { splitStatements, type Dialect } from '../../../source/sql/index.js';

/** Each text must come out whole between two neighbours, with its own offsets, and with or without a last `;`. */
export function eachIsOneStatement(dialect: Dialect, statements: readonly string[]): void {
  it.each(statements)('%s', (statement) => {
    const text = `SELECT 1;\n-- before\n${statement} -- after\n;\n\nSELECT 2`;
    const found = splitStatements(text, { dialect });
    expect(found.map((piece) => piece.text)).toEqual(['SELECT 1', statement, 'SELECT 2']);
    for (const { text: piece, start, end } of found) expect(text.slice(start, end)).toBe(piece);
    expect(splitStatements(statement, { dialect }).map((piece) => piece.text)).toEqual([statement]);
    expect(splitStatements(`${statement};`, { dialect }).map((piece) => piece.text)).toEqual([statement]);
  });
}

/** The pieces of a text. */
export function pieces(text: string, dialect: Dialect): string[] {
  return splitStatements(text, { dialect }).map((piece) => piece.text);
}

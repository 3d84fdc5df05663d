import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bindNamed,
  classifyStatement,
  completeness,
  createSplitter,
  placeholders,
  splitStatements,
  tokenize,
  type Dialect,
} from '../../../source/sql/index.js';
import { chunked, dialects, sqlLike } from './texts.js';

const RUNS = { numRuns: 3000 };
const anyText = fc.oneof(sqlLike, fc.string({ unit: 'binary', maxLength: 200 }));

function feed(chunks: readonly string[], dialect: Dialect) {
  const splitter = createSplitter(dialect);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

describe('for any text', () => {
  it('nothing throws', () => {
    fc.assert(
      fc.property(anyText, dialects, (text, dialect) => {
        splitStatements(text, { dialect });
        classifyStatement(text, { dialect });
        completeness(text, dialect);
        bindNamed(text, dialect, ['name', 'x']);
        placeholders(text, dialect);
      }),
      RUNS,
    );
  });

  it('tokens lie end to end and cover it', () => {
    fc.assert(
      fc.property(anyText, dialects, (text, dialect) => {
        let at = 0;
        for (const { start, end } of tokenize(text, dialect)) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(text.length);
      }),
      RUNS,
    );
  });

  it('pieces give what the whole gives, wherever it is cut', () => {
    fc.assert(
      fc.property(chunked, dialects, (chunks, dialect) => {
        expect(feed(chunks, dialect)).toEqual(splitStatements(chunks.join(''), { dialect }));
      }),
      { numRuns: 10_000 },
    );
  });

  it('a statement split again is itself', () => {
    fc.assert(
      fc.property(sqlLike, dialects, (text, dialect) => {
        for (const { text: statement } of splitStatements(text, { dialect })) {
          expect(splitStatements(statement, { dialect })).toEqual([
            { text: statement, start: 0, end: statement.length },
          ]);
        }
      }),
      RUNS,
    );
  });

  it('statements stand in order, outside comments and semicolons, at the offsets they name', () => {
    fc.assert(
      fc.property(sqlLike, dialects, (text, dialect) => {
        let last = 0;
        for (const { text: statement, start, end } of splitStatements(text, { dialect })) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(text.slice(start, end)).toBe(statement);
          expect(statement).toMatch(/^[^\s;]/);
          last = end;
        }
      }),
      RUNS,
    );
  });

  it('a complete buffer is one whose last statement its semicolon ended', () => {
    fc.assert(
      fc.property(sqlLike, dialects, (text, dialect) => {
        const { complete, waitingFor } = completeness(text, dialect);
        const ended = createSplitter(dialect);
        const pushed = ended.push(`${text}\n`);
        const left = ended.end();
        expect(complete).toBe(left.length === 0 && pushed.length > 0);
        expect(waitingFor === 'statement').toBe(left.length === 0 && pushed.length === 0);
      }),
      RUNS,
    );
  });
});

it('gives a statement as soon as its semicolon is there', () => {
  const splitter = createSplitter('snowflake');
  expect(splitter.push('SELECT 1')).toEqual([]);
  expect(splitter.push(';').map((piece) => piece.text)).toEqual(['SELECT 1']);
  expect(splitter.push(" SELECT 'a;")).toEqual([]);
  expect(splitter.push("b';BEGIN SELECT 1;").map((piece) => piece.text)).toEqual(["SELECT 'a;b'"]);
  expect(splitter.push(' END;')).toEqual([{ text: 'BEGIN SELECT 1; END', start: 23, end: 42 }]);
  expect(splitter.end()).toEqual([]);
});

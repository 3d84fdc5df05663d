import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocument, tokenize, type Dialect, type SqlDocument } from '../../../source/sql/index.js';
import { DIALECTS, dialects, sqlLike } from './texts.js';

interface Piece {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** The whole text's tokens cut at newlines: what a document must show line by line. */
function cutByLine(text: string, dialect: Dialect): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { kind, start, end } of tokenize(text, dialect)) {
    let at = start;
    for (const [index, part] of text.slice(start, end).split('\n').entries()) {
      if (index > 0) lines.push([]);
      const lineStart = text.lastIndexOf('\n', at - 1) + 1;
      if (part !== '') lines.at(-1)!.push({ kind, start: at - lineStart, end: at - lineStart + part.length });
      at += part.length + 1;
    }
  }
  return lines;
}

function linesOf(document: SqlDocument): Piece[][] {
  return Array.from({ length: document.lineCount }, (_, line) =>
    document.tokens(line).map(({ kind, start, end }) => ({ kind, start, end })),
  );
}

describe('a document by lines', () => {
  it('shows what the whole text has', () => {
    fc.assert(
      fc.property(sqlLike, dialects, (text, dialect) => {
        const document = createDocument(dialect);
        document.update(text.split('\n'));
        expect(linesOf(document)).toEqual(cutByLine(text, dialect));
      }),
      { numRuns: 3000 },
    );
  });

  it('shows the same after any edits as when read anew', () => {
    const edit = fc.tuple(fc.nat(30), fc.nat(4), sqlLike);
    fc.assert(
      fc.property(sqlLike, fc.array(edit, { maxLength: 5 }), dialects, (text, edits, dialect) => {
        const document = createDocument(dialect);
        let lines = text.split('\n');
        document.update(lines);
        for (const [at, count, put] of edits) {
          const from = Math.min(at, lines.length);
          const removed = Math.min(count, lines.length - from);
          document.edit(from, removed, put.split('\n'));
          lines = [...lines.slice(0, from), ...put.split('\n'), ...lines.slice(from + removed)];
        }
        expect(linesOf(document)).toEqual(cutByLine(lines.join('\n'), dialect));
      }),
      { numRuns: 3000 },
    );
  });
});

it.each(DIALECTS)('reads only the edited line again while nothing opens (%s)', (dialect) => {
  const document = createDocument(dialect);
  document.update(['SELECT 1', 'FROM t', 'WHERE a = 2']);
  expect(document.edit(1, 1, ['FROM other'])).toEqual({ from: 1, to: 2 });
  expect(document.edit(1, 1, ["FROM 'open"])).toEqual({ from: 1, to: 3 });
  expect(document.tokens(2).map(({ kind }) => kind)).toEqual(['string']);
  expect(document.edit(1, 1, ['FROM t', "'"])).toEqual({ from: 1, to: 3 });
  expect(document.edit(2, 1, [])).toEqual({ from: 2, to: 3 });
  expect(document.lineCount).toBe(3);
  expect(document.tokens(99)).toEqual([]);
});

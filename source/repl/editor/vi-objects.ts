import { isBlank, isWord } from '../../ui/text/motion.js';
import { matchingBrackets, type IsLiteral } from './brackets.js';
import { lineAt, type Lines, type Position } from './buffer.js';

/** What `iw`, `a(`, `i'` and the like mean around the caret: a half-open span; `undefined` when there is none. */
export function textObject(
  lines: Lines,
  caret: Position,
  char: string,
  around: boolean,
  isLiteral?: IsLiteral,
): readonly [Position, Position] | undefined {
  if (char === 'w') return wordObject(lines, caret, around);
  if (`'"\``.includes(char)) return quoteObject(lines, caret, char, around);
  const bracket = BRACKETS[char];
  return bracket === undefined ? undefined : bracketObject(lines, caret, bracket, around, isLiteral);
}

const BRACKETS: Record<string, string> = { '(': '(', ')': '(', b: '(', '[': '[', ']': '[', '{': '{', '}': '{', B: '{' };

function wordObject(lines: Lines, { row, column }: Position, around: boolean): readonly [Position, Position] {
  const line = lineAt(lines, row);
  const kind = kindOf(line.charAt(column));
  let start = column;
  let end = column;
  while (start > 0 && kindOf(line.charAt(start - 1)) === kind) start -= 1;
  while (end < line.length && kindOf(line.charAt(end)) === kind) end += 1;
  if (around) while (end < line.length && isBlank(line.charAt(end))) end += 1;
  return [
    { row, column: start },
    { row, column: end },
  ];
}

function kindOf(char: string): number {
  return isBlank(char) ? 0 : isWord(char) ? 1 : 2;
}

function quoteObject(
  lines: Lines,
  { row, column }: Position,
  quote: string,
  around: boolean,
): readonly [Position, Position] | undefined {
  const line = lineAt(lines, row);
  for (let open = line.indexOf(quote); open >= 0;) {
    const close = line.indexOf(quote, open + 1);
    if (close < 0) return undefined;
    if (close >= column) {
      const inner = around ? 0 : 1;
      return [
        { row, column: open + inner },
        { row, column: close + 1 - inner },
      ];
    }
    open = line.indexOf(quote, close + 1);
  }
  return undefined;
}

function bracketObject(
  lines: Lines,
  caret: Position,
  bracket: string,
  around: boolean,
  isLiteral?: IsLiteral,
): readonly [Position, Position] | undefined {
  for (let row = caret.row; row >= 0; row -= 1) {
    const line = lineAt(lines, row);
    const from = row === caret.row ? caret.column : line.length;
    for (let at = line.lastIndexOf(bracket, from); at >= 0; at = at === 0 ? -1 : line.lastIndexOf(bracket, at - 1)) {
      const pair = matchingBrackets(lines, { row, column: at }, isLiteral);
      const close = pair?.[1];
      const holds = close && (close.row > caret.row || (close.row === caret.row && close.column >= caret.column));
      if (!holds) continue;
      const inner = around ? 0 : 1;
      return [
        { row, column: at + inner },
        { row: close.row, column: close.column + 1 - inner },
      ];
    }
  }
  return undefined;
}

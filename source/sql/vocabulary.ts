/**
 * The words that decide where a statement ends. The splitter asks for a word's number only where one of these can
 * matter, and compares character codes, so that no string is made.
 */
const WORDS = [
  'BEGIN',
  'END',
  'DECLARE',
  'CREATE',
  'DEFINE',
  'ALTER',
  'WITH',
  'AS',
  'THEN',
  'ELSE',
  'ELSEIF',
  'CASE',
  'WHEN',
  'IF',
  'FOR',
  'WHILE',
  'LOOP',
  'REPEAT',
  'UNTIL',
  'DO',
  'EXCEPTION',
  'TRANSACTION',
  'WORK',
  'NAME',
  'PROCEDURE',
  'FUNCTION',
  'TASK',
  'ALERT',
  'HANDLER',
  'RETURN',
  'ACTION',
  'EXECUTE',
  'NOT',
  'ATOMIC',
  'OR',
  'REPLACE',
  'TEMP',
  'TEMPORARY',
  'SECURE',
  'AGGREGATE',
  'EXTERNAL',
  'DATA',
  'METRIC',
] as const;

export type VocabularyWord = (typeof WORDS)[number];

/** Numbers of the words, from 1; 0 is every other word. */
export const W = Object.fromEntries(WORDS.map((word, index) => [word, index + 1])) as Readonly<
  Record<VocabularyWord, number>
>;

const LONGEST = Math.max(...WORDS.map((word) => word.length));
const BUCKETS = 512;

/** A perfect hash of this list by length and first, second and last letter; a test keeps it perfect. */
const table = new Uint8Array(BUCKETS);

function bucket(length: number, first: number, last: number, second: number): number {
  return (length * 138 + first * 169 + last * 138 + second * 197) & (BUCKETS - 1);
}

for (const [index, word] of WORDS.entries()) {
  const slot = bucket(word.length, word.charCodeAt(0), word.charCodeAt(word.length - 1), word.charCodeAt(1));
  table[slot] = index + 1;
}

const UPPER = ~32;

/** The number (see {@link W}) of the word in text[start, end), case-insensitively; 0 for all others. */
export function wordNumber(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 2 || length > LONGEST) return 0;
  const slot = bucket(
    length,
    text.charCodeAt(start) & UPPER,
    text.charCodeAt(end - 1) & UPPER,
    text.charCodeAt(start + 1) & UPPER,
  );
  const number = table[slot]!;
  if (number === 0) return 0;
  const word = WORDS[number - 1]!;
  if (word.length !== length) return 0;
  for (let index = 0; index < length; index++) {
    if ((text.charCodeAt(start + index) & UPPER) !== word.charCodeAt(index)) return 0;
  }
  return number;
}

/** Token kinds as small integers: the scanner compares them millions of times a second; `KIND_NAMES` is for people. */
export const WHITESPACE = 0;
export const LINE_COMMENT = 1;
export const BLOCK_COMMENT = 2;
export const WORD = 3;
export const QUOTED_IDENTIFIER = 4;
export const STRING = 5;
export const DOLLAR_STRING = 6;
export const NUMBER = 7;
export const OPERATOR = 8;
export const PUNCTUATION = 9;
export const PARAMETER = 10;
export const VARIABLE = 11;
export const STAGE = 12;
export const UNKNOWN = 13;

/** What a token is called outside this room. A word is `keyword` or `identifier` by its dialect's list. */
export type TokenKind =
  | 'whitespace'
  | 'comment'
  | 'identifier'
  | 'keyword'
  | 'quotedIdentifier'
  | 'string'
  | 'number'
  | 'operator'
  | 'punctuation'
  | 'parameter'
  | 'variable'
  | 'stage'
  | 'unknown';

export const KIND_NAMES: readonly TokenKind[] = [
  'whitespace',
  'comment',
  'comment',
  'identifier',
  'quotedIdentifier',
  'string',
  'string',
  'number',
  'operator',
  'punctuation',
  'parameter',
  'variable',
  'stage',
  'unknown',
];

/** Comments and whitespace: what stands between tokens and belongs to none. */
export function isTrivia(kind: number): boolean {
  return kind <= BLOCK_COMMENT;
}

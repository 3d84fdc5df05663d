/**
 * SQL text: one lexer a dialect, and what is made of its tokens. Pure: no room of the house is imported, nothing is read
 * or written, and nothing throws, whatever the text. All offsets are half-open and count UTF-16 units.
 */
export type { Dialect } from './dialect.js';
export type { TokenKind } from './kinds.js';
export { splitStatements, type SplitOptions, type StatementText } from './split.js';
export { createSplitter, type Splitter } from './splitter.js';
export { completeness, type Completeness } from './completeness.js';
export { classifyStatement } from './classify.js';
export { countHits } from './count-hits.js';
export type { CatalogChange, Classification, StatementKind, StatementTarget } from './meaning.js';
export { tokenize, type Token } from './tokens.js';
export { createDocument, type ChangedLines, type SqlDocument } from './document.js';
export { bindNamed, placeholders, type BoundText } from './parameters.js';

import { BlockTracker } from './blocks.js';
import type { Dialect } from './dialect.js';
import { OPERATOR, PARAMETER, PUNCTUATION, WORD, isTrivia } from './kinds.js';
import { lexiconOf } from './lexicon.js';
import { Scanner } from './scanner.js';

/** A statement whose named parameters became positional ones. */
export interface BoundText {
  readonly sql: string;
  /** the name for each `?`, in order; a name used twice is there twice */
  readonly order: readonly string[];
  /** From an offset in `sql` to the offset in the text it was made from: an engine's error position comes back home. */
  readonly mapOffset: (offset: number) => number;
}

interface Marker {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Words that an operand follows. After any other word `:name` is a path into a column of that name. */
const BEFORE_OPERAND = new Set(
  `SELECT DISTINCT ALL WHERE AND OR NOT IN BETWEEN LIKE ILIKE RLIKE REGEXP ANY SOME ESCAPE THEN ELSE WHEN CASE ON HAVING
  QUALIFY BY LIMIT OFFSET FETCH FIRST NEXT TOP VALUES SET RETURN USING IS FROM JOIN INTERVAL DEFAULT ROWS RANGE IMMEDIATE
  DIV MOD COLLATE TABLE INTO CALL TO AT BEFORE`.split(/\s+/),
);

/**
 * Snowflake takes positional parameters over its API: each `:name` whose name is given becomes `?`. Only where an
 * operand may start (`src:name` is a path, `::name` a cast) and never inside a scripting block, where `:name` is a
 * variable of the block. For the other engines, which take names themselves, the text stays as it is.
 */
export function bindNamed(sql: string, dialect: Dialect, names: readonly string[]): BoundText {
  const given = new Set(names);
  const markers = dialect === 'snowflake' ? markersOf(sql, dialect).filter(({ name }) => given.has(name)) : [];
  let text = '';
  let last = 0;
  for (const { start, end } of markers) {
    text += `${sql.slice(last, start)}?`;
    last = end;
  }
  return {
    sql: text + sql.slice(last),
    order: markers.map(({ name }) => name),
    mapOffset: (offset) => mapBack(markers, offset),
  };
}

/** The names of a statement's parameters, each once, in order of appearance: DuckDB `$name`, the others `:name`. */
export function placeholders(sql: string, dialect: Dialect): string[] {
  return [...new Set(markersOf(sql, dialect).map(({ name }) => name))];
}

function mapBack(markers: readonly Marker[], offset: number): number {
  let shift = 0;
  for (const { start, end } of markers) {
    if (offset + shift <= start) break;
    shift += end - start - 1;
  }
  return offset + shift;
}

function markersOf(sql: string, dialect: Dialect): Marker[] {
  const lexicon = lexiconOf(dialect);
  const scanner = new Scanner(lexicon);
  const tracker = new BlockTracker(lexicon.rules);
  const markers: Marker[] = [];
  let operandNext = false;
  scanner.read(sql);
  while (scanner.next()) {
    const { kind, start, end } = scanner;
    if (isTrivia(kind)) continue;
    const named = kind === PARAMETER && end > start + 1 && sql.charAt(start) !== '?';
    if (named && (dialect === 'duckdb' || operandNext) && !(dialect === 'snowflake' && tracker.open)) {
      markers.push({ name: sql.slice(start + 1, end), start, end });
    }
    operandNext = allowsOperand(kind, sql, start, end);
    if (kind === PUNCTUATION && end === start + 1 && sql.charAt(start) === ';') tracker.semicolon();
    else if (!tracker.idle) tracker.take(scanner);
  }
  return markers;
}

function allowsOperand(kind: number, sql: string, start: number, end: number): boolean {
  if (kind === OPERATOR) return sql.slice(start, end) !== '::';
  if (kind === PUNCTUATION) return '([{,'.includes(sql.charAt(start));
  if (kind !== WORD || sql.charAt(start - 1) === '.') return false;
  return end - start < 10 && BEFORE_OPERAND.has(sql.slice(start, end).toUpperCase());
}

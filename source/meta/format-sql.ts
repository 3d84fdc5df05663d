import type { EngineName } from '../backends/base.js';
import { tokenize, type Token } from '../sql/index.js';

/**
 * The statement laid out over lines by sql-formatter, in the engine's dialect (Databricks has none of its own: Spark's, with
 * its casts).
 * What the formatter can't read stands as a name meanwhile and is put back as it was: paths of JSON, stages, templates.
 * @returns null when it can't be parsed, or more than blanks would change: it stays as the person wrote it.
 */
export async function formatSql(sql: string, engine: EngineName): Promise<string | null> {
  const { duckdb, formatDialect, snowflake, spark } = await import('sql-formatter');
  const { tokenizerOptions } = spark;
  const operators = [...(tokenizerOptions.operators ?? []), '::', '|>', '?::'];
  const formatOptions = { ...spark.formatOptions, alwaysDenseOperators: ['::', '?::'] };
  const databricks = { ...spark, tokenizerOptions: { ...tokenizerOptions, operators }, formatOptions };
  const dialect = { snowflake, databricks, duckdb }[engine];
  const tokens = tokenize(sql, engine);
  const mark = markFor(sql);
  const spans = spansOf(sql, tokens);
  try {
    const formatted = formatDialect(replaced(sql, spans, mark), {
      dialect,
      keywordCase: 'preserve',
      linesBetweenQueries: 1,
    });
    const text = putBack(formatted, sql, spans, mark);
    return sameBesidesBlanks(sql, text, engine) ? withTightCalls(sql, text, engine) : null;
  } catch {
    return null;
  }
}

/** A stretch of the text that the formatter is not shown. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** It follows what stands before it without a blank. */
  readonly glued: boolean;
}

/** A beginning of names that the text doesn't have. */
function markFor(sql: string): string {
  let mark = 'smx';
  while (sql.includes(mark)) mark += 'q';
  return mark;
}

function spansOf(sql: string, tokens: readonly Token[]): readonly Span[] {
  const spans: Span[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const last = lastOfSpan(sql, tokens, index);
    if (last === undefined) continue;
    const [first, final] = [tokens[index]!, tokens[last]!];
    const before = tokens[index - 1];
    const glued = sql.charAt(first.start) === ':' && before !== undefined && before.kind !== 'whitespace';
    spans.push({ start: first.start, end: final.end, glued });
    index = last;
  }
  return spans;
}

/** The last token of what begins here and is hidden; undefined where nothing is. */
function lastOfSpan(sql: string, tokens: readonly Token[], index: number): number | undefined {
  const { kind, start, end } = tokens[index]!;
  const text = sql.slice(start, end);
  if (kind === 'stage' || kind === 'variable' || kind === 'parameter') return index;
  if (kind === 'string') return text.startsWith('$') ? index : undefined;
  if (text === '{') return closing(sql, tokens, index);
  return kind === 'operator' && text === ':' ? endOfPath(sql, tokens, index) : undefined;
}

function closing(sql: string, tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const { kind, start } = tokens[index]!;
    if (kind !== 'punctuation') continue;
    const sign = sql.charAt(start);
    if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return index;
  }
  return tokens.length - 1;
}

/** `:a.b[0]."C d"`, up to the first blank or sign that belongs to no path. */
function endOfPath(sql: string, tokens: readonly Token[], from: number): number {
  let index = from;
  for (let next = index + 1; next < tokens.length; next++) {
    const { kind, start, end } = tokens[next]!;
    const text = sql.slice(start, end);
    // A variable that is filled in as a text: :'since'.
    if (kind === 'string' && next === from + 1) return next;
    const isName = kind === 'identifier' || kind === 'keyword' || kind === 'quotedIdentifier';
    if (text === '[') {
      while (next < tokens.length - 1 && sql.charAt(tokens[next]!.start) !== ']') next++;
    } else if (!isName && text !== '.' && text !== ':') break;
    index = next;
  }
  return index;
}

function replaced(sql: string, spans: readonly Span[], mark: string): string {
  let text = '';
  let at = 0;
  for (const [index, { start, end }] of spans.entries()) {
    text += `${sql.slice(at, start)}${mark}${index}x`;
    at = end;
  }
  return text + sql.slice(at);
}

function putBack(formatted: string, sql: string, spans: readonly Span[], mark: string): string {
  return formatted.replace(new RegExp(`(\\s*)${mark}(\\d+)x`, 'g'), (_all, blanks: string, number: string) => {
    const { start, end, glued } = spans[Number(number)]!;
    return (glued ? '' : blanks) + sql.slice(start, end);
  });
}

/** The formatter knows no functions that people made: `f(x)` would become `f (x)`. Both texts have the same words. */
function withTightCalls(before: string, after: string, engine: EngineName): string {
  const own = visible(before, engine);
  const others = visible(after, engine);
  let text = '';
  let at = 0;
  for (let index = 1; index < others.length; index++) {
    const { start } = others[index]!;
    const gap = after.slice(others[index - 1]!.end, start);
    const wasTight = own[index - 1]!.end === own[index]!.start && before.charAt(own[index]!.start) === '(';
    if (!wasTight || !/^ +$/.test(gap)) continue;
    text += after.slice(at, others[index - 1]!.end);
    at = start;
  }
  return text + after.slice(at);
}

function visible(sql: string, engine: EngineName): readonly Token[] {
  return tokenize(sql, engine).filter(({ kind }) => kind !== 'whitespace');
}

function sameBesidesBlanks(before: string, after: string, engine: EngineName): boolean {
  const words = (sql: string): string[] =>
    visible(sql, engine).map(({ kind, start, end }) => {
      const text = sql.slice(start, end);
      return kind === 'comment' ? text.replace(/\s+/g, ' ').trim() : text;
    });
  const [own, others] = [words(before), words(after)];
  return own.length === others.length && own.every((word, index) => word === others[index]);
}

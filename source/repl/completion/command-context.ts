import { isMetaLine, type ArgumentKind, type MetaCommand } from '../../meta/index.js';
import type { Dialect } from '../../sql/index.js';
import type { CompletionContext, Want } from './want.js';
import { wordsAround } from './words.js';

/** A \command up to the caret. */
export interface CommandAtCaret {
  readonly line: string;
  /** It ends a statement: `select 1 \g`. */
  readonly ends: boolean;
}

/** The \command that the caret stands in: on the first line of a text, behind a statement, or at the end of one. */
export function commandAtCaret(text: string, caret: number, dialect: Dialect): CommandAtCaret | undefined {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const line = text.slice(start, caret);
  const before = text.slice(0, start).trimEnd();
  const isFirst = before === '' || before.endsWith(';');
  if (isFirst && (/^\s*[.!]$/.test(line) || isMetaLine(line))) return { line: line.trimStart(), ends: false };
  const at = line.lastIndexOf('\\');
  if (at < 0 || !/^\\[a-z]*(?:\s|$)/i.test(line.slice(at))) return undefined;
  // Inside a string or a comment it is text.
  const around = wordsAround(text.slice(0, start + at), start + at, dialect);
  const isOutside = around !== undefined && around.literal === undefined && around.quote === '';
  return isOutside ? { line: line.slice(at), ends: true } : undefined;
}

/** What may be proposed in a \command. */
export type CommandContext =
  /** Of these words. */
  | { readonly kind: 'words'; readonly context: Partial<CompletionContext> & { readonly wants: readonly Want[] } }
  /** A name as in SQL, on all of its levels. */
  | { readonly kind: 'name'; readonly wants: readonly Want[]; readonly keywords: readonly string[] }
  /** The rest of the line is a statement that begins at this offset of the line; `isLocal`: one on kept results. */
  | { readonly kind: 'sql'; readonly start: number; readonly isLocal: boolean };

export function commandContext(
  { line, ends }: CommandAtCaret,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CommandContext | undefined {
  const known = ends ? commands.filter(({ sends }) => sends === true) : commands;
  if (!/\s/.test(line)) {
    const context = { wants: ['commands'], ends, prefix: line, from: caret - line.length } as const;
    return { kind: 'words', context };
  }
  const name = /^\S+/.exec(line)![0];
  const command =
    known.find(({ names }) => names.includes(name)) ??
    known.find(({ names }) => name.endsWith('+') && names.includes(name.slice(0, -1)));
  const kinds = command?.arguments ?? [];
  const words = argumentsIn(line, name.length);
  const last = words.at(-1)!;
  const isOneArgument = command?.raw === true && kinds.length === 1;
  const kind = kinds[isOneArgument ? 0 : words.length - 1] ?? repeated(kinds);
  if (kind === undefined) return undefined;
  if (kind === 'sql' || kind === 'local-sql') {
    const { start } = words[Math.min(words.length, kinds.length) - 1]!;
    return { kind: 'sql', start, isLocal: kind === 'local-sql' };
  }
  const given = words.slice(0, -1).map(({ text }) => text);
  if (kind === 'place') return placeContext(given.at(-1)?.toLowerCase(), dialect);
  if (typeof kind === 'string' && kind in NAMES) return { kind: 'name', wants: NAMES[kind] ?? [], keywords: [] };
  const start = isOneArgument ? words[0]!.start : last.start;
  const [prefix, from] = [isOneArgument ? line.slice(start) : last.text, caret - (line.length - start)];
  const common = { prefix, from, before: given.at(-1), ...(command?.raw !== true && { arguments: given }) };
  const choices = kind === 'topic' ? TOPICS : typeof kind === 'string' ? undefined : kind;
  const wants = typeof kind === 'string' ? (WORDS[kind] ?? []) : (['choices'] as const);
  return { kind: 'words', context: { ...common, wants, ...(choices && { choices }) } };
}

const TOPICS = ['keys', 'variables'];

const WORDS: Readonly<Record<string, readonly Want[]>> = {
  profile: ['profiles'],
  file: ['files'],
  folder: ['folders'],
  topic: ['commands', 'choices'],
  variable: ['variables'],
  'variable-value': ['variable-values'],
  'saved-query': ['saved-queries'],
  'query-parameter': ['query-parameters'],
  'display-option': ['display-options'],
  'display-value': ['display-values'],
};

const NAMES: Readonly<Record<string, readonly Want[]>> = {
  table: ['tables', 'schemas', 'catalogs'],
  schema: ['schemas', 'catalogs'],
  catalog: ['catalogs'],
  function: ['functions'],
  warehouse: ['warehouses'],
  role: ['roles'],
};

/** As many of the last kind as one likes. */
function repeated(kinds: readonly ArgumentKind[]): ArgumentKind | undefined {
  const last = kinds.at(-1);
  return last === 'sql' || last === 'local-sql' || last === 'query-parameter' ? last : undefined;
}

const PLACES: Readonly<Record<Dialect, readonly string[]>> = {
  snowflake: ['WAREHOUSE', 'ROLE', 'DATABASE', 'SCHEMA'],
  databricks: ['CATALOG', 'SCHEMA'],
  duckdb: [],
};

/** Of \use: a database, a schema, or the kind of another thing and its name. */
function placeContext(before: string | undefined, dialect: Dialect): CommandContext | undefined {
  if (before === undefined) return { kind: 'name', wants: ['catalogs', 'schemas'], keywords: PLACES[dialect] };
  const wants = { warehouse: 'warehouses', role: 'roles', database: 'catalogs', catalog: 'catalogs' } as const;
  const want = before in wants ? wants[before as keyof typeof wants] : before === 'schema' ? 'schemas' : undefined;
  return want && { kind: 'name', wants: [want], keywords: [] };
}

interface Argument {
  /** Without its quotes. */
  readonly text: string;
  /** Offset in the line. */
  readonly start: number;
}

/** The arguments behind a name; the last is the one being typed and may be empty. */
function argumentsIn(line: string, from: number): readonly Argument[] {
  const found: Argument[] = [];
  let end = from;
  for (const match of line.slice(from).matchAll(/'((?:[^']|'')*)('?)|"((?:[^"]|"")*)("?)|\S+/g)) {
    const [whole, single, , double] = match;
    end = from + match.index + whole.length;
    const text = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? whole;
    found.push({ text, start: from + match.index });
  }
  const isOver = end < line.length || found.length === 0;
  return isOver ? [...found, { text: '', start: line.length }] : found;
}

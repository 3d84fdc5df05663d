import type { MetaCommand } from '../../meta/index.js';
import type { Dialect } from '../../sql/index.js';
import { commandAtCaret, commandContext, type CommandAtCaret } from './command-context.js';
import { jsonPathAt } from './json-path.js';
import { namedAlready } from './listed.js';
import { placeOf } from './scope.js';
import { statementWants } from './statement-wants.js';
import type { CompletionContext, Want } from './want.js';
import { wordsAround, type Around, type Word } from './words.js';

/** The context of a caret in a text; undefined where nothing is ever proposed. Pure and linear. */
export function completionContext(
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const moved = dialect === 'snowflake' ? movedFile(text, caret) : undefined;
  if (moved) return moved;
  const command = commandAtCaret(text, caret, dialect);
  if (command !== undefined) return inCommand(command, text, caret, dialect, commands);
  return inStatement(text, caret, dialect);
}

function inCommand(
  command: CommandAtCaret,
  text: string,
  caret: number,
  dialect: Dialect,
  commands: readonly MetaCommand[],
): CompletionContext | undefined {
  const found = commandContext(command, caret, dialect, commands);
  if (!found) return undefined;
  const common = { ...NOTHING, dialect, prefix: '', from: caret, to: caret };
  if (found.kind === 'words') return { ...common, ...found.context };
  if (found.kind === 'sql') {
    const { isLocal } = found;
    const start = caret - command.line.length + found.start;
    const context = inStatement(' '.repeat(start) + text.slice(start), caret, isLocal ? 'duckdb' : dialect);
    return context && { ...context, isLocal };
  }
  const around = wordsAround(text, caret, dialect);
  if (!around) return undefined;
  const { wants, keywords } = found;
  if (around.path.length === 0) return { ...common, ...spelling(around), wants, keywords };
  const isIn = (want: Want): boolean => want === 'tables' || want === 'schemas';
  return { ...common, ...spelling(around), wants: wants.filter(isIn) };
}

/** The context of a caret in SQL. */
function inStatement(text: string, caret: number, dialect: Dialect): CompletionContext | undefined {
  const around = wordsAround(text, caret, dialect);
  if (!around) return undefined;
  if (around.literal !== undefined) return literalContext(around, caret, dialect);
  if (around.stage !== undefined) return stageContext(around.stage, caret, dialect);
  const place = placeOf(around.words, around.at);
  const json = dialect === 'duckdb' ? undefined : jsonPathAt(around, text);
  if (json) return { ...NOTHING, ...spelling(around), dialect, place, json, wants: ['json-keys'], unlisted: true };
  const wanted = statementWants(around, place, dialect);
  return { ...wanted, named: namedAlready(around, wanted.wants), ...spelling(around), dialect, place };
}

function spelling(around: Around): Pick<CompletionContext, 'prefix' | 'quote' | 'path' | 'from' | 'to' | 'lower'> {
  const { prefix, quote, path, from, to, words, earlier } = around;
  return { prefix, quote, path, from, to, lower: isLower(prefix, words, earlier) };
}

/** Case follows what is being typed, else the words before, else keywords are written in capitals. */
function isLower(prefix: string, words: readonly Word[], earlier: string): boolean {
  if (/[a-z]/i.test(prefix)) return /[a-z]/.test(prefix) && !/^[A-Z]/.test(prefix);
  const word = words.findLast(({ kind }) => kind === 'keyword') ?? words.findLast(({ kind }) => kind === 'identifier');
  const text = word?.text ?? earlier;
  return text !== '' && text === text.toLowerCase();
}

/** Stages of the schema, then what lies in the folder that is typed. */
function stageContext(stage: string, caret: number, dialect: Dialect): CompletionContext {
  const isFolder = stage.includes('/');
  const from = caret - stage.length;
  return {
    ...NOTHING,
    dialect,
    wants: isFolder ? ['stage-files'] : ['stages'],
    prefix: stage,
    from,
    to: caret,
    lower: !/[A-Z]/.test(stage),
  };
}

const READS_FILE =
  /^(?:FROM|JOIN|TO|ATTACH|COPY|INCLUDE|IMPORT|EXPORT|DATABASE|PUT|READ_\w+|\w+_SCAN|PARQUET_\w+|SNIFF_CSV|GLOB)$/;

function literalContext(around: Around, caret: number, dialect: Dialect): CompletionContext | undefined {
  const { words, at, literal = '' } = around;
  const head = headOf(words, at);
  if (!head || !READS_FILE.test(head.text.toUpperCase())) return undefined;
  const prefix = literal.replace(/^'(?:file:\/\/)?/, '');
  return {
    ...NOTHING,
    dialect,
    wants: ['files'],
    prefix,
    quote: "'",
    from: caret - prefix.length,
    to: caret,
    lower: true,
  };
}

/** The word before a string, or before the brackets that it stands in: `read_csv(['a.csv', '`. */
function headOf(words: readonly Word[], at: number): Word | undefined {
  let index = at - 1;
  if (words[index]?.text === ',') {
    // Further files stand in a list alone.
    while (index >= 0 && !/^[[(]$/.test(words[index]!.text)) index--;
    if (words[index]?.text !== '[') return undefined;
  }
  if (words[index]?.text === '[') index--;
  return words[index]?.text === '(' ? words[index - 1] : words[index];
}

/** `PUT file:///tmp/`, which is a comment to SQL. */
function movedFile(text: string, caret: number): CompletionContext | undefined {
  const prefix = /(?:^|;)\s*(?:put|get)\b[^;']*\bfile:\/\/(\S*)$/i.exec(text.slice(0, caret))?.[1];
  if (prefix === undefined) return undefined;
  return { ...NOTHING, dialect: 'snowflake', wants: ['files'], prefix, from: caret - prefix.length, to: caret };
}

const NOTHING: Omit<CompletionContext, 'dialect' | 'wants' | 'prefix' | 'from' | 'to'> = {
  keywords: [],
  place: undefined,
  quote: '',
  path: [],
  lower: true,
};

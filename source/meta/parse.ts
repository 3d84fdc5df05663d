import { nearest } from '../support/nearest.js';
import { ValueError } from '../support/errors.js';
import { firstWord } from './argument-word.js';
import { insteadOf } from './elsewhere.js';
import type { MetaCall, MetaCommand } from './command.js';

export interface ParsedMeta {
  readonly command: MetaCommand;
  readonly call: MetaCall;
}

/**
 * True for a line that is a meta-command where one may start: `\x`, and DuckDB's `.tables` and SnowSQL's `!queries`. No
 * SQL begins with these signs, so that a mistyped one is no statement either.
 */
export function isMetaLine(line: string): boolean {
  return /^\s*(?:\\|[.!][a-z])/i.test(line);
}

/**
 * Reads `\name arguments`; single and double quotes hold an argument with spaces together.
 * @throws ValueError naming the nearest command when there is none of that name.
 */
export function parseMeta(line: string, commands: readonly MetaCommand[]): ParsedMeta {
  const text = line.trim().replace(/;+$/, '');
  const name = nameOf(text);
  const rest = text.slice(name.length).trim();
  const exact = commands.find((command) => command.names.includes(name));
  const plus = !exact && name.endsWith('+');
  const command = exact ?? (plus ? commands.find(({ names }) => names.includes(name.slice(0, -1))) : undefined);
  if (!command) throw unknown(name, commands);
  return { command, call: { name, rest, plus, args: argumentsIn(rest, command) } };
}

function nameOf(text: string): string {
  // `\!ls` and `\?dt` need no space after their sign.
  return /^(?:\\[!?]|[\\.!][^\s]*)/.exec(text)?.[0] ?? text;
}

function unknown(name: string, commands: readonly MetaCommand[]): ValueError {
  const instead = insteadOf(name);
  if (instead !== undefined) return new ValueError(`There is no command ${name} here.`, { hint: instead });
  const names = commands.flatMap((command) => command.names).filter((known) => isLike(known, name));
  const guess = nearest(name, names);
  return new ValueError(`There is no command ${name}.${guess ? ` Did you mean ${guess}?` : ''}`, {
    hint: 'List all commands with \\?',
  });
}

/** Of a name of one or two letters every other is only a letter away: it should at least begin alike. */
function isLike(known: string, name: string): boolean {
  return name.length > 3 || known.charAt(1) === name.charAt(1);
}

function argumentsIn(rest: string, { raw, arguments: kinds = [] }: MetaCommand): string[] {
  if (raw) return rest === '' ? [] : [rest];
  const found: string[] = [];
  let place = 0;
  for (let left = rest; left !== '';) {
    // Quotes belong to the name of a table: they keep its dots and capitals.
    const isTable = kinds[place] === 'table' && !left.startsWith("'");
    const { whole, word } = isTable ? tableName(left) : firstWord(left);
    left = left.slice(whole.length).trimStart();
    found.push(word);
    if (!whole.startsWith('--')) place++;
  }
  return found;
}

const TABLE_WORD = /^(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\S)+/;

function tableName(text: string): { readonly whole: string; readonly word: string } {
  const [whole = ''] = TABLE_WORD.exec(text) ?? [];
  return { whole, word: whole };
}

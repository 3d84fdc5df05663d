import { nearest } from '../support/nearest.js';
import { ValueError } from '../support/errors.js';
import type { MetaCall, MetaCommand } from './command.js';

export interface ParsedMeta {
  readonly command: MetaCommand;
  readonly call: MetaCall;
}

/** True for a line that is a meta-command where one may start: `\x`, and DuckDB's `.tables` and SnowSQL's `!queries`. */
export function isMetaLine(line: string, commands: readonly MetaCommand[]): boolean {
  const text = line.trimStart();
  if (text.startsWith('\\')) return true;
  if (!/^[.!][a-z]/i.test(text)) return false;
  const name = nameOf(text);
  return commands.some((command) => command.names.includes(name));
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
  return { command, call: { name, rest, plus, args: command.raw ? (rest === '' ? [] : [rest]) : words(rest) } };
}

function nameOf(text: string): string {
  // `\!ls` and `\?dt` need no space after their sign.
  return /^(?:\\[!?]|[\\.!][^\s]*)/.exec(text)?.[0] ?? text;
}

function unknown(name: string, commands: readonly MetaCommand[]): ValueError {
  const names = commands.flatMap((command) => command.names);
  const guess = nearest(name, names);
  return new ValueError(`There is no command ${name}.${guess ? ` Did you mean ${guess}?` : ''}`, {
    hint: 'List all commands with \\?',
  });
}

function words(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\S+)/g)) {
    const [, single, double, bare] = match;
    found.push(single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? bare ?? '');
  }
  return found;
}

import { ConfigError } from '../support/errors.js';

/** Words of the command line: a profile of that name could never be opened by its name. */
export const SUBCOMMANDS = [
  'setup',
  'profiles',
  'test',
  'import',
  'doctor',
  'demo',
  'completion',
  'logout',
  'help',
] as const;

// A file may stand where a profile's name does (`smallex sales.duckdb`): what looks like one is one.
const LOOKS_LIKE_A_FILE = /\.(duckdb|ddb|db|sqlite|csv|tsv|txt|parquet|json|jsonl|ndjson|sql|xlsx|gz|zst)$/i;
const LONGEST = 64;

/**
 * The name as it is stored: Unicode in composed form, so that é typed on macOS and on Linux is one name.
 * @throws ConfigError with the reason when the name would surprise: on the command line, in a path, on a screen.
 */
export function checkName(name: string): string {
  const composed = name.normalize('NFC');
  const reason = faultOf(composed);
  if (reason === null) return composed;
  throw new ConfigError(reason, { hint: 'A name is letters, digits, dots, dashes, underscores and single spaces.' });
}

function faultOf(name: string): string | null {
  const shown = `"${name.replace(/\p{C}/gu, '\u{FFFD}')}"`;
  if (name.trim() === '') return 'A profile needs a name.';
  if (name.length > LONGEST) return `A profile's name has at most ${LONGEST} characters.`;
  if (/\p{C}/u.test(name)) return `The name ${shown} holds a character that can't be seen.`;
  if (name !== name.trim() || /\s\s|[^\S ]/u.test(name))
    return `The name ${shown} has spaces that can't be typed again.`;
  if (/^[-.~@]/.test(name)) return `The name ${shown} can't begin with "${name.slice(0, 1)}".`;
  const special = /[/\\:"'`|<>*?=;$&!#%^(){}[\]]/.exec(name);
  if (special) return `The name ${shown} can't hold "${special[0]}".`;
  if (SUBCOMMANDS.some((word) => word === name.toLowerCase())) return `${shown} is a command of smallex.`;
  if (LOOKS_LIKE_A_FILE.test(name)) return `The name ${shown} looks like a file.`;
  return null;
}

/** Names that differ in case alone are one name. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** The name itself, or the first of `name-2`, `name-3`… that is free. */
export function freeName(name: string, taken: readonly string[]): string {
  const keys = new Set(taken.map(nameKey));
  let candidate = name;
  for (let number = 2; keys.has(nameKey(candidate)); number++) candidate = `${name}-${number}`;
  return candidate;
}

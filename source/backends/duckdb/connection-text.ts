import { flagsOf, NOTHING_PASTED, unquoted, type PastedText } from '../pasted-text.js';

const DATABASE_FILE = /\.(?:duckdb|ddb|duck|db)$/i;
const DATA_FILE = /\.(?:csv|tsv|parquet|json|jsonl|ndjson|xlsx)(?:\.\w+)?$/i;
const A_PATH = /^(?:~|\.{1,2})?[/\\]|^[A-Za-z]:[/\\]/;

/**
 * What a pasted text says of a DuckDB database: the path of its file (as a terminal drops it, too), `duckdb:///path`,
 * `jdbc:duckdb:path`, `md:name?motherduck_token=…`, `:memory:`, or a `duckdb FILE` command.
 */
export function readDuckDBText(text: string): PastedText {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.includes('\n')) return NOTHING_PASTED;
  const command = /^(?:\$\s+)?duckdb\s+(.+)$/i.exec(trimmed);
  if (command) return readCommand(command[1]!);
  const scheme = /^(?:jdbc:)?duckdb:(?:\/\/\/?)?(.*)$/i.exec(trimmed);
  if (scheme) return found(scheme[1]!, true);
  const path = droppedPath(trimmed);
  const known = path === ':memory:' || /^(?:md|motherduck):/i.test(path) || DATABASE_FILE.test(path);
  // A path alone, not an HTTP path of a warehouse: what ends in / is a folder.
  return known || (A_PATH.test(path) && !/^\/sql\/|[?#=;]/.test(path)) ? found(path, true) : NOTHING_PASTED;
}

function readCommand(words: string): PastedText {
  const readOnly = /(?:^|\s)-readonly\b/.test(words);
  const file = words.replace(/(?:^|\s)-(?:readonly|safe|unsigned)\b/g, ' ').trim();
  if (/^-/.test(file) || flagsOf(file).length > 0) return NOTHING_PASTED;
  const read = found(droppedPath(file), true);
  return readOnly ? { ...read, options: { ...read.options, read_only: 'true' } } : read;
}

/** The path that a shell or a file manager means: without quotes, `file://`, and backslashes before blanks. */
function droppedPath(text: string): string {
  const plain = unquoted(text);
  if (/^file:\/\//i.test(plain)) return decode(plain.replace(/^file:\/\/(?:localhost)?/i, ''));
  return /^[A-Za-z]:\\/.test(plain) ? plain : plain.replace(/\\(?=[ ()&'"[\]])/g, '');
}

function found(text: string, sure: boolean): PastedText {
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(text) ?? [];
  if (path === '' || path === ':memory:') return { sure, options: { auth_mode: 'memory' }, left: [] };
  if (DATA_FILE.test(path)) {
    const message = 'This is a file of data, not a database.';
    return { sure, options: {}, left: [], refused: { message, hint: `Open it as it is: smallex ${path}` } };
  }
  const isCloud = /^(?:md|motherduck):/i.test(path);
  const options: Record<string, string> = {
    auth_mode: isCloud ? 'motherduck' : 'file',
    path: isCloud ? path.replace(/^\w+:/, '') : path,
  };
  const left: string[] = [];
  for (const [key, value] of new URLSearchParams(query)) {
    if (key.toLowerCase() === 'motherduck_token') options['motherduck_token'] = value;
    else if (key === 'access_mode') options['read_only'] = String(/read_only/i.test(value));
    else if (key === 'threads' || key === 'memory_limit') options[key] = value;
    else left.push(`smallex has no option for ${key}.`);
  }
  return { sure, options, left };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

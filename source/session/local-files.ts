import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { EngineName } from '../backends/base.js';
import { bytesText } from '../results/progress.js';
import { ConfigError } from '../support/errors.js';
import { globSource } from '../support/glob.js';
import { expandTilde } from '../support/paths.js';

export interface LocalFiles {
  readonly engine: EngineName;
  /** The profile's `allowed_local_path`; undefined: the current folder. */
  readonly allowed: string | undefined;
  readonly profile: string;
}

/** A statement that moves a file between this machine and the engine's storage. */
export interface FileMove {
  /** With the local paths made absolute: one statement, or one for each file where the engine takes one at a time. */
  readonly statements: readonly string[];
  /** What the engine may read and write here. */
  readonly allowedFolder: string;
  /** What is on its way, as far as it can be known before: `3 files, 12.4 MB`; null where it comes from the server. */
  readonly size: string | null;
  /** Where files go: to the engine or from it; null: none is moved. */
  readonly way: 'up' | 'down' | null;
}

const PATTERN = /[*?]/;
const SNOWFLAKE_FILE = /'file:\/\/((?:[^'\\]|\\.|'')*)'|\bfile:\/\/([^\s;]+)/i;
/** What may stand between two words: blanks and comments. A comment has one end: with more, the ways to read many double. */
const GAP = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)*`;
const HEAD = new RegExp(`^${GAP}(PUT|GET|REMOVE)\\b`, 'i');
const LITERAL = String.raw`'((?:[^'\\]|\\.)*)'`;
const DATABRICKS_PUT = new RegExp(`^(${GAP}PUT\\b${GAP})${LITERAL}`, 'i');
const DATABRICKS_INTO = new RegExp(`^(${GAP}INTO\\b${GAP})${LITERAL}`, 'i');
const DATABRICKS_GET = new RegExp(`^(${GAP}GET\\b${GAP}'(?:[^'\\\\]|\\\\.)*'${GAP}TO\\b${GAP})${LITERAL}`, 'i');

/**
 * PUT, GET and REMOVE with `~` and paths relative to the current folder filled in; null for every other statement.
 * @throws ConfigError for a file outside of the folder that is allowed; nothing was sent
 */
export function fileMove(sql: string, files: LocalFiles): FileMove | null {
  const head = files.engine === 'duckdb' ? undefined : HEAD.exec(sql)?.[1]?.toUpperCase();
  if (head === undefined) return null;
  const allowedFolder = path.resolve(expandTilde(files.allowed ?? '.'));
  const way = ({ PUT: 'up', GET: 'down' } as const)[head] ?? null;
  let size: string | null = null;
  const local = (text: string): string => {
    const file = allowedPath(text, allowedFolder, files);
    // Asked for here: the Databricks driver ends the process over a file that isn't there.
    if (head === 'PUT' && !PATTERN.test(file) && !existsSync(file)) {
      throw noFile(file);
    }
    if (head === 'PUT' && !PATTERN.test(file) && statSync(file).isDirectory()) {
      throw new ConfigError(`"${file}" is a folder, and PUT takes files.`, {
        hint: `All files in it: ${path.join(file, '*')}`,
      });
    }
    if (head === 'PUT') size = sizeOf(file);
    return file;
  };
  if (files.engine === 'snowflake') {
    const filled = sql.replace(SNOWFLAKE_FILE, (_, quoted: string | undefined, bare: string | undefined) => {
      const named = quoted?.replace(/\\(.)|'(')/g, '$1$2') ?? bare ?? '';
      return literal(`file://${local(named)}`);
    });
    return { statements: [filled], allowedFolder, size, way };
  }
  const found = { PUT: DATABRICKS_PUT, GET: DATABRICKS_GET }[head]?.exec(sql);
  if (!found) return { statements: [sql], allowedFolder, size, way };
  const [whole, before, named] = found as unknown as [string, string, string];
  const file = local(unquoted(named));
  const rest = sql.slice(whole.length);
  const statements =
    head === 'PUT' && PATTERN.test(file) ? putEach(file, before, rest) : [`${before}${literal(file)}${rest}`];
  return { statements, allowedFolder, size, way };
}

/** Databricks takes one file at a time, and a name for it: each file that matches gets its own in the folder of INTO. */
function putEach(pattern: string, before: string, rest: string): string[] {
  const into = DATABRICKS_INTO.exec(rest);
  const folder = into ? unquoted(into[2]!) : '';
  if (!into || !folder.endsWith('/')) {
    throw new ConfigError(`"${path.basename(pattern)}" may mean many files, and INTO '${folder}' names one.`, {
      hint: `End it with a slash, which makes it a folder: INTO '${folder}/'`,
    });
  }
  const files = matching(pattern).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  if (files.length === 0) {
    throw noFile(pattern);
  }
  const [found, words] = into;
  return files
    .sort()
    .map(
      (file) => `${before}${literal(file)}${words!}${literal(folder + path.basename(file))}${rest.slice(found.length)}`,
    );
}

function noFile(file: string): ConfigError {
  return new ConfigError(`There is no file "${file}".`, { hint: `The current folder is ${process.cwd()}.` });
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The entries of a folder that a path means, `*` and `?` in its last part among them; none where it can't be read. */
function matching(file: string): string[] {
  const folder = path.dirname(file);
  const name = new RegExp(globSource(path.basename(file)));
  try {
    return readdirSync(folder)
      .filter((entry) => name.test(entry))
      .map((entry) => path.join(folder, entry));
  } catch {
    return [];
  }
}

/** Of the files that a path means; null where that can't be told. */
function sizeOf(file: string): string | null {
  const files = matching(file).flatMap((one) => statSync(one, { throwIfNoEntry: false }) ?? []);
  const sizes = files.filter((one) => one.isFile()).map(({ size }) => size);
  const bytes = bytesText(sizes.reduce((sum, size) => sum + size, 0));
  return sizes.length === 0 ? null : `${sizes.length} ${sizes.length === 1 ? 'file' : 'files'}, ${bytes}`;
}

function allowedPath(named: string, allowed: string, { profile }: LocalFiles): string {
  const file = path.resolve(expandTilde(named));
  // Where links lead counts: a folder that somebody else made may hold one to the home.
  const outside = isInside(file, allowed) ? leadsOut(file, realPath(allowed)) : file;
  // path.resolve drops the slash that says that a folder is meant.
  if (outside === undefined) return named.endsWith('/') ? `${file}/` : file;
  const what = outside === file ? `${file} is` : `${file} leads to ${outside}, which is`;
  throw new ConfigError(`${what} outside of ${allowed}: no file is moved to or from there.`, {
    hint: `Go there with \\cd, or allow it: smallex profiles set ${profile} "allowed_local_path=${path.dirname(outside)}"`,
  });
}

/** What a path, or a file that its `*` and `?` match, is in truth where that is outside of the folder. */
function leadsOut(file: string, folder: string): string | undefined {
  const files = PATTERN.test(path.basename(file)) ? [path.dirname(file), ...matching(file)] : [file];
  return files.map((one) => realPath(one)).find((real) => !isInside(real, folder));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

// As the kernel does: more links than this are a circle.
const MOST_LINKS = 40;

/** With all links followed; what isn't there yet, by the folder that it will be in. */
function realPath(file: string, links = 0): string {
  try {
    return realpathSync(file);
  } catch {
    const folder = path.dirname(file);
    // A link that leads nowhere would be written through.
    if (links < MOST_LINKS && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      return realPath(path.resolve(folder, readlinkSync(file)), links + 1);
    }
    return folder === file ? file : path.join(realPath(folder, links), path.basename(file));
  }
}

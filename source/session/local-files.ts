import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { EngineName, ExecuteOptions } from '../backends/base.js';
import { bytesText } from '../results/progress.js';
import { ConfigError } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';

export interface LocalFiles {
  readonly engine: EngineName;
  /** The profile's `allowed_local_path`; undefined: the current folder. */
  readonly allowed: string | undefined;
  readonly profile: string;
}

/** A statement that moves a file between this machine and the engine's storage. */
export interface FileMove {
  /** With the local path made absolute. */
  readonly sql: string;
  /** What the engine may read and write here. */
  readonly allowedFolder: string;
  /** What is on its way, as far as it can be known before: `3 files, 12.4 MB`; null where it comes from the server. */
  readonly size: string | null;
}

const HEAD = /^\s*(?:(?:--[^\n]*\n|\/\*[^]*?\*\/)\s*)*(PUT|GET|REMOVE)\b/i;
const SNOWFLAKE_FILE = /'file:\/\/((?:[^'\\]|\\.|'')*)'|\bfile:\/\/([^\s;]+)/i;
const DATABRICKS_PUT = /^([^]*?\bPUT\s+)'((?:[^'\\]|\\.)*)'/i;
const DATABRICKS_GET = /^([^]*\bTO\s+)'((?:[^'\\]|\\.)*)'/i;

/**
 * PUT, GET and REMOVE with `~` and paths relative to the current folder filled in; null for every other statement.
 * @throws ConfigError for a file outside of the folder that is allowed; nothing was sent
 */
export function fileMove(sql: string, files: LocalFiles): FileMove | null {
  const head = files.engine === 'duckdb' ? undefined : HEAD.exec(sql)?.[1]?.toUpperCase();
  if (head === undefined) return null;
  const allowedFolder = path.resolve(expandTilde(files.allowed ?? '.'));
  let size: string | null = null;
  const local = (text: string): string => {
    const file = allowedPath(text, allowedFolder, files);
    // Asked for here: the Databricks driver ends the process over a file that isn't there.
    if (head === 'PUT' && !/[*?]/.test(file) && !existsSync(file)) {
      throw new ConfigError(`There is no file "${file}".`, { hint: `The current folder is ${process.cwd()}.` });
    }
    if (head === 'PUT') size = sizeOf(file);
    return file;
  };
  if (files.engine === 'snowflake') {
    const filled = sql.replace(SNOWFLAKE_FILE, (_, quoted: string | undefined, bare: string | undefined) => {
      const named = quoted?.replace(/\\(.)|'(')/g, '$1$2') ?? bare ?? '';
      return `'file://${local(named).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    });
    return { sql: filled, allowedFolder, size };
  }
  const pattern = head === 'PUT' ? DATABRICKS_PUT : DATABRICKS_GET;
  if (head === 'REMOVE') return { sql, allowedFolder, size };
  const filled = sql.replace(pattern, (_, before: string, named: string) => {
    const file = local(named.replace(/\\(.)/g, '$1'));
    if (/[*?]/.test(file)) {
      throw new ConfigError(`Databricks moves one file at a time: "${named}" names more.`, {
        hint: 'Run a statement for each file.',
      });
    }
    return `${before}'${file.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  });
  return { sql: filled, allowedFolder, size };
}

/** Tells what is on its way as long as the engine says no more than that it runs: the drivers tell nothing of a move. */
export function saysSize({ size }: FileMove, tell: ExecuteOptions['onEvent'] = () => undefined): typeof tell {
  if (size === null) return tell;
  const running = { type: 'waiting', for: 'running', detail: size } as const;
  tell(running);
  return (event) => tell(event.type === 'waiting' && event.for === 'running' ? running : event);
}

/** Of the files that a path means, `*` and `?` in its last part among them; null where that can't be told. */
function sizeOf(file: string): string | null {
  const folder = path.dirname(file);
  const name = new RegExp(
    `^${path
      .basename(file)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  try {
    const sizes = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && name.test(entry.name))
      .map((entry) => statSync(path.join(folder, entry.name)).size);
    const bytes = bytesText(sizes.reduce((sum, size) => sum + size, 0));
    return sizes.length === 0 ? null : `${sizes.length} ${sizes.length === 1 ? 'file' : 'files'}, ${bytes}`;
  } catch {
    return null;
  }
}

function allowedPath(named: string, allowed: string, { profile }: LocalFiles): string {
  const file = path.resolve(expandTilde(named));
  const relative = path.relative(allowed, file);
  if (!relative.startsWith('..') && !path.isAbsolute(relative)) {
    // path.resolve drops the slash that says that a folder is meant.
    return named.endsWith('/') ? `${file}/` : file;
  }
  throw new ConfigError(`${file} is outside of ${allowed}: no file is moved to or from there.`, {
    hint: `Go there with \\cd, or allow it: smallex profiles set ${profile} allowed_local_path ${path.dirname(file)}`,
  });
}

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';
import { makeFolder } from '../../support/make-folder.js';
import { withoutSecrets } from '../../support/statement-secrets.js';

/** A keystroke costs no write; what is lost by a crash is at most half a second of typing. */
const DELAY_MS = 500;

/** The file of this process' draft; beside it may lie those of sessions that run or were killed. */
export function draftPath(dataFolder: string, profile: string, pid: number = process.pid): string {
  return join(dataFolder, 'drafts', `${encodeURIComponent(profile)}.${pid}.sql`);
}

/**
 * What is typed and not run yet, kept on disk so that it survives `kill -9`. Written whole or not at all (a file beside
 * it, then a rename), 0600, without secrets. A folder that can't be written keeps nobody from typing.
 */
export class Draft {
  readonly #path: string;
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Call it on every change of the text; an empty one removes the file. */
  keep(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (text.trim() === '') this.clear();
    else this.#timer ??= setTimeout(() => this.#write(), DELAY_MS).unref();
  }

  /** Writes now what still waits to be written: the program is being ended. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#write();
  }

  /** The text was run, or the program ends as it should: nothing is left to offer. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#text = '';
    rmSync(this.#path, { force: true });
  }

  #write(): void {
    this.#timer = undefined;
    const beside = `${this.#path}.new`;
    try {
      makeFolder(dirname(this.#path));
      writeFileSync(beside, withoutSecrets(this.#text), { mode: 0o600 });
      renameSync(beside, this.#path);
    } catch {
      // The draft is a safety net: without one the person still types.
    }
  }
}

/**
 * The text that a killed session of this profile left, one a call; its file is gone afterwards, so it
 * is offered once. Drafts of sessions that still run are left alone.
 *
 * @param path this session's own draft path: what lies there now was left by an earlier process with the same pid
 */
export function takeLeftDraft(path: string): string | undefined {
  const prefix = basename(path).replace(/\d+\.sql$/, '');
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return undefined;
  }
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const pid = Number(/^(\d+)\.sql$/.exec(name.slice(prefix.length))?.[1] ?? NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isRunning(pid))) continue;
    const text = taken(join(dirname(path), name));
    if (text !== undefined && text.trim() !== '') return text;
  }
  return undefined;
}

function taken(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    rmSync(path, { force: true });
    return text;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, messageOf, ValueError } from '../support/errors.js';
import { appPaths } from '../support/paths.js';
import { makeFolder } from '../support/make-folder.js';

export interface SavedQuery {
  readonly name: string;
  /** `all`, or the profile that it is for. */
  readonly scope: string;
  readonly sql: string;
  readonly path: string;
}

// What is a file's name on every system, and one word of a command.
const NAME = /^[A-Za-z0-9_][\w.-]*$/;

/** Saved queries: `queries/NAME.sql` for all profiles, `queries/PROFILE/NAME.sql` for one, which comes first. */
export class QueryStore {
  readonly #profile: string;
  readonly #folder: string;

  constructor(profile: string, folder = path.join(appPaths().data, 'queries')) {
    this.#profile = profile;
    this.#folder = folder;
  }

  /** By name; a profile's own stands for the one for all of that name. */
  list(): readonly SavedQuery[] {
    const own = this.#read(this.#own, this.#profile);
    const names = new Set(own.map(({ name }) => name));
    const shared = this.#read(this.#folder, 'all').filter(({ name }) => !names.has(name));
    return [...own, ...shared].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): SavedQuery | undefined {
    return this.list().find((query) => query.name === name);
  }

  /** @returns the file's path. @throws ValueError for a name that can't be one of a file, ConfigError */
  save(name: string, sql: string, isForAll: boolean): string {
    if (!NAME.test(name)) {
      throw new ValueError(`A query can’t be named "${name}".`, {
        hint: 'Names are letters, digits, _, - and dots; then the statement follows.',
      });
    }
    const folder = isForAll ? this.#folder : this.#own;
    const file = path.join(folder, `${name}.sql`);
    try {
      makeFolder(folder);
      writeFileSync(file, `${sql};\n`, { mode: 0o600 });
    } catch (cause) {
      throw new ConfigError(`"${file}" can't be written: ${messageOf(cause)}`, { cause });
    }
    return file;
  }

  delete(file: string): void {
    rmSync(file, { force: true });
  }

  get #own(): string {
    // Profile names may hold what no file system takes.
    return path.join(this.#folder, encodeURIComponent(this.#profile));
  }

  #read(folder: string, scope: string): SavedQuery[] {
    let files: string[];
    try {
      files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    } catch {
      return []; // Nothing was saved yet.
    }
    return files.map((file) => {
      const full = path.join(folder, file);
      const sql = readFileSync(full, 'utf8').trim().replace(/;$/, '');
      return { name: file.slice(0, -'.sql'.length), scope, sql, path: full };
    });
  }
}

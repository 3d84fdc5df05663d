import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { log } from '../support/log.js';
import { nameKey } from './names.js';
import { makeFolder } from '../support/make-folder.js';

const schema = v.record(v.string(), v.string());

/** When each profile was last opened, by the key of its name (ISO 8601, UTC). Empty when nothing is known. */
export function readLastUsed(path: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(v.parse(schema, JSON.parse(readFileSync(path, 'utf8')))));
  } catch {
    return new Map(); // a lost stamp changes the order of a list, nothing else
  }
}

/**
 * Stamps a profile as used now. Never throws and takes no lock: opening a session waits for nobody, and the worst
 * that two at once can lose is one stamp.
 */
export function stampUsed(path: string, name: string, now: Date): void {
  const stamps = new Map(readLastUsed(path)).set(nameKey(name), now.toISOString());
  try {
    makeFolder(dirname(path));
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(stamps), null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    log('last-used-not-written', { path, error });
  }
}

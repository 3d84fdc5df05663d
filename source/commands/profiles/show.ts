import { findConnections, parseForeignName } from '../../profiles/imports/index.js';
import type { FoundConnection } from '../../profiles/imports/index.js';
import { originsOf, ProfileStore, showProfile, type Profile } from '../../profiles/index.js';
import { EXIT } from '../../support/errors.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import { checkReportFormat } from '../import.js';
import { printTable } from '../print-table.js';

export interface ShowOptions {
  readonly origins?: boolean;
  readonly format?: string;
}

/**
 * `smallex profiles show NAME`: the profile as JSON, secrets hidden; with --origins a line a value and where it comes
 * from. @throws ConfigError when there is no such profile.
 */
export function showOne(name: string, { origins, format }: ShowOptions): number {
  const store = new ProfileStore();
  const profile = store.find(name);
  if (origins !== true) {
    process.stdout.write(`${JSON.stringify(showProfile(profile), null, 2)}\n`);
    return EXIT.done;
  }
  checkReportFormat(format);
  const found = originsOf(profile, { env: process.env, found: foreignOf(profile) });
  if (format === 'json') process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else {
    const rows = found.map(({ option, value, origin }) => [option, terminalSafe(value), terminalSafe(origin)]);
    printTable(['option', 'value', 'comes from'], rows);
    process.stderr.write(`The profile stands in ${store.file}.\n`);
  }
  return EXIT.done;
}

/** What the tool that the profile was imported from says now. */
function foreignOf({ settings }: Profile): FoundConnection | null {
  const imported = settings['imported'] as { readonly from?: unknown } | undefined;
  const name = typeof imported?.from === 'string' ? parseForeignName(imported.from) : null;
  if (!name) return null;
  return findConnections([name.source]).connections.find(({ id }) => id === name.id) ?? null;
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  changeProfile,
  deleteProfile,
  expectedOf,
  parseProfile,
  ProfileStore,
  SETTINGS,
  type Profile,
} from '../profiles/index.js';
import { editFile } from '../repl/editor/external.js';
import { ConfigError, EXIT, messageOf } from '../support/errors.js';
import { printTable } from './print-table.js';

function openStore(): ProfileStore {
  return new ProfileStore({ onNotice: (message) => process.stderr.write(`${message}\n`) });
}

function said(message: string): number {
  process.stderr.write(`${message}\n`);
  return EXIT.done;
}

export async function listProfiles(): Promise<number> {
  const store = openStore();
  const profiles = store.list();
  if (profiles.length === 0) return said('There are no profiles yet: smallex setup makes one.');
  const usual = store.default()?.name;
  printTable(
    ['name', 'engine', 'login', 'environment', 'default'],
    profiles.map(({ name, engine, connection, settings }) => [
      name,
      engine,
      String(connection['auth_mode'] ?? ''),
      settings.environment ?? '',
      name === usual ? 'yes' : '',
    ]),
  );
  return EXIT.done;
}

export async function renameOne(from: string, to: string): Promise<number> {
  await openStore().rename(from, to);
  return said(`"${from}" is now "${to}".`);
}

export async function copyOne(from: string, to: string): Promise<number> {
  await openStore().copy(from, to);
  return said(`"${to}" is a copy of "${from}"; both use the same secrets.`);
}

export async function deleteOne(name: string): Promise<number> {
  const { profile, forgotten, logins, left } = await deleteProfile(openStore(), name);
  const parts = [
    `"${profile.name}"`,
    ...(forgotten > 0 ? [`its ${forgotten === 1 ? 'secret' : `${forgotten} secrets`} in the keyring`] : []),
    ...(logins > 0 ? [`its kept ${logins === 1 ? 'login' : 'logins'}`] : []),
  ];
  const last = parts.length > 1 ? ` and ${parts.pop()!}` : '';
  return said([`${parts.join(', ')}${last} ${last === '' ? 'was' : 'were'} deleted.`, ...left].join('\n'));
}

export async function defaultOne(name?: string): Promise<number> {
  const store = openStore();
  if (name === undefined) {
    const usual = store.default();
    return said(usual ? `The default profile is "${usual.name}".` : 'There is no default profile.');
  }
  await store.setDefault(name === 'none' ? null : name);
  return said(name === 'none' ? 'There is no default profile now.' : `"${name}" opens now when no profile is named.`);
}

/** `profiles set NAME key=value …`; without pairs it lists what can be set and what is. @throws ConfigError */
export async function setOne(name: string, pairs: readonly string[]): Promise<number> {
  const store = openStore();
  if (pairs.length === 0) return listSettings(store.find(name));
  const changes = Object.fromEntries(pairs.map(readPair));
  const profile = await store.update(name, (before) => changeProfile(before, changes));
  return said(
    `"${profile.name}" was changed: ${Object.keys(changes).join(', ')}. Try it with: smallex test ${profile.name}`,
  );
}

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)];
  throw new ConfigError(`"${text}" is no setting: write it as key=value.`, {
    hint: 'smallex profiles set NAME lists what can be set.',
  });
}

function listSettings({ engine, settings }: Profile): number {
  printTable(
    ['setting', 'value', 'takes', 'about'],
    SETTINGS.filter((setting) => setting.engines?.includes(engine) ?? true).map((setting) => {
      return [setting.key, textOf(settings[setting.key]), expectedOf(setting), setting.help];
    }),
  );
  return EXIT.done;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join('; ') : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Opens a profile as JSON in the person's editor; what can't be read is refused and the old one stays. */
export async function editOne(name: string): Promise<number> {
  const store = openStore();
  const before = store.find(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'smallex-'));
  try {
    const file = path.join(folder, `${before.engine}-profile.json`);
    const text = `${JSON.stringify(before, null, 2)}\n`;
    writeFileSync(file, text, { mode: 0o600 });
    await editFile(file, { suspend: (run) => run() });
    const edited = readFileSync(file, 'utf8');
    if (edited === text) return said('Nothing was changed.');
    const profile = parseProfile(readJson(edited));
    if (profile.name !== before.name) {
      throw new ConfigError('The name can’t be changed here.', {
        hint: `smallex profiles rename "${before.name}" "${profile.name}"`,
      });
    }
    await store.save(profile, { replace: true });
    return said(`"${profile.name}" was changed. Try it with: smallex test ${profile.name}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`The edited profile is no JSON: ${messageOf(cause)}`, {
      hint: 'The profile was left as it was.',
      cause,
    });
  }
}

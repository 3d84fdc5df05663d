import { deleteProfile, ProfileStore, showProfile } from '../profiles/index.js';
import { EXIT } from '../support/errors.js';
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

export async function showOne(name: string): Promise<number> {
  process.stdout.write(`${JSON.stringify(showProfile(openStore().find(name)), null, 2)}\n`);
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
  const { profile, forgotten } = await deleteProfile(openStore(), name);
  const secrets =
    forgotten > 0 ? ` and ${forgotten === 1 ? 'its secret' : `its ${forgotten} secrets`} in the keyring` : '';
  return said(`"${profile.name}"${secrets} was deleted.`);
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

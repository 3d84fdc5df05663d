import { getBackend } from '../backends/index.js';
import { forgetLogins, keptLoginList, ProfileStore, type Profile } from '../profiles/index.js';
import { ConfigError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { chooseTargetAnywhere } from './foreign-target.js';

/**
 * `smallex logout [NAME]`: removes kept logins, those of one profile or all. Secrets of profiles stay.
 * @throws ConfigError for a name that is none, and when a login can't be removed.
 */
export async function logout(name: string | undefined): Promise<number> {
  const keys = name === undefined ? keptLoginList() : keysOf(await profileCalled(name));
  const removed = await forgetLogins(keys).catch((error: unknown) => {
    if (error instanceof SmallexError) throw error;
    throw new ConfigError(`The kept login could not be removed: ${messageOf(error)}.`, { cause: error });
  });
  process.stderr.write(`${outcome(name, removed.length)}\n`);
  return EXIT.done;
}

function outcome(name: string | undefined, removed: number): string {
  const of = name === undefined ? '' : ` of "${name}"`;
  if (removed === 0) return `No login${of} is kept.`;
  if (removed === 1) return `The kept login${of} is removed: the next start logs in again.`;
  return `${removed} kept logins${of} are removed: the next starts log in again.`;
}

async function profileCalled(name: string): Promise<Profile> {
  const target = await chooseTargetAnywhere(new ProfileStore(), name.includes(':') ? { name } : { profile: name });
  if (target.kind === 'profile') return target.profile;
  throw new ConfigError(`"${name}" is no profile.`, { hint: 'smallex profiles lists them.' });
}

function keysOf({ engine, connection }: Profile): readonly string[] {
  return getBackend(engine).keptLoginKeys(connection);
}

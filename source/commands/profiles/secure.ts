import { ProfileStore, secureProfile } from '../../profiles/index.js';
import { describeReference } from '../../profiles/references.js';
import { EXIT } from '../../support/errors.js';
import { terminalSafe } from '../../support/terminal-safe.js';

/** `smallex profiles secure NAME`: plain secrets go into the keyring. @throws ConfigError; nothing is changed then. */
export async function secureOne(name: string): Promise<number> {
  const { moved, elsewhere } = await secureProfile(new ProfileStore(), name);
  const words = (fields: readonly string[]): string => fields.map((field) => field.replaceAll('_', ' ')).join(' and ');
  const say = (text: string): void => void process.stderr.write(`${terminalSafe(text)}\n`);
  if (moved.length > 0)
    say(`The ${words(moved)} of "${name}" ${moved.length === 1 ? 'is' : 'are'} in the keyring now.`);
  else say(`No secret of "${name}" stands in the file of profiles.`);
  for (const [field, reference] of Object.entries(elsewhere)) {
    say(`The ${words([field])} comes from ${describeReference(reference)}, as before.`);
  }
  return EXIT.done;
}

import { writeFile } from 'node:fs/promises';
import { exportedProfile, ProfileStore } from '../../profiles/index.js';
import { tempFileFor } from '../../results/temp-file.js';
import { ConfigError, EXIT } from '../../support/errors.js';
import { expandTilde } from '../../support/paths.js';
import { terminalSafe } from '../../support/terminal-safe.js';

export interface ExportCommandOptions {
  readonly output?: string;
  readonly personal?: boolean;
}

/**
 * `smallex profiles export [NAME…]`: a file of profiles without secrets, for a team; stdout unless -o names a file.
 * @throws ConfigError when a name is none; ExportError when the file can't be written.
 */
export async function exportProfiles(names: readonly string[], options: ExportCommandOptions): Promise<number> {
  const store = new ProfileStore();
  const profiles = names.length > 0 ? names.map((name) => store.find(name)) : store.list();
  if (profiles.length === 0) throw new ConfigError('There are no profiles yet.', { hint: 'smallex setup makes one.' });
  const exported = [...new Set(profiles)].map((profile) => exportedProfile(profile, { personal: options.personal }));
  const text = `${JSON.stringify({ version: 1, profiles: exported.map(({ profile }) => profile) }, null, 2)}\n`;
  const say = (line: string): void => void process.stderr.write(`${terminalSafe(line)}\n`);
  for (const { profile, left } of exported) {
    if (left.length > 0)
      say(`"${profile.name}" goes without ${left.join(', ')}: setup asks for what it needs of them.`);
  }
  if (options.output === undefined) {
    process.stdout.write(text);
    return EXIT.done;
  }
  const file = await tempFileFor(expandTilde(options.output));
  try {
    await writeFile(file.path, text);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
  say(
    `${file.target} holds ${exported.length === 1 ? 'one profile' : `${exported.length} profiles`}: smallex setup --from ${options.output}`,
  );
  return EXIT.done;
}

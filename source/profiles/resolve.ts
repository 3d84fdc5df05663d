import type { ConnectionOptions, Io } from '../backends/base.js';
import { agreeToCommands } from './agreement.js';
import { guardSecret } from '../support/redact.js';
import { secretVariable } from './keep.js';
import type { Profile } from './profile.js';
import { resolveSecret } from './secrets.js';

export interface ResolveProfileOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A `cmd:` or `op://` may use the terminal: only where no screen of ours is drawn. */
  readonly terminal?: boolean;
}

/**
 * The options of a profile as a backend takes them, secrets resolved. Called at each login; nothing is kept.
 * A set environment variable `SMALLEX_SECRET_<PROFILE>_<FIELD>` goes before the reference (for CI, containers).
 * A command that came from an imported or shared file runs only after a yes.
 * @throws ConfigError, TimeoutError or CancelledError naming the profile and the field of a secret that can't be had.
 */
export async function resolveOptions(
  profile: Profile,
  io: Pick<Io, 'ask' | 'signal'>,
  { env = process.env, terminal = false }: ResolveProfileOptions = {},
): Promise<ConnectionOptions> {
  const options: Record<string, unknown> = { ...profile.connection };
  const overrides = new Map(
    Object.keys(profile.secrets).map((field) => [field, env[secretVariable(profile.name, field)]]),
  );
  const followed = Object.fromEntries(Object.entries(profile.secrets).filter(([field]) => !overrides.get(field)));
  await agreeToCommands(profile.settings, profile.connection, followed, (question) => io.ask(question), profile.name);
  for (const [field, reference] of Object.entries(profile.secrets)) {
    const override = overrides.get(field);
    if (override) guardSecret(override);
    options[field] =
      override ||
      (await resolveSecret(reference, {
        field,
        profile: profile.name,
        ask: (question) => io.ask(question),
        signal: io.signal,
        env,
        terminal,
      }));
  }
  return options;
}

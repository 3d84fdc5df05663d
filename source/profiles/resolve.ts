import type { ConnectionOptions, Io } from '../backends/base.js';
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
 * @throws ConfigError, TimeoutError or CancelledError naming the profile and the field of a secret that can't be had.
 */
export async function resolveOptions(
  profile: Profile,
  io: Pick<Io, 'ask' | 'signal'>,
  { env = process.env, terminal = false }: ResolveProfileOptions = {},
): Promise<ConnectionOptions> {
  const options: Record<string, unknown> = { ...profile.connection };
  for (const [field, reference] of Object.entries(profile.secrets)) {
    const override = env[secretVariable(profile.name, field)];
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

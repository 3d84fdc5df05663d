import { getBackend } from '../backends/index.js';
import { isSecretKey, MASK, redactText } from '../support/redact.js';
import type { FoundConnection } from './imports/found.js';
import { secretVariable } from './keep.js';
import type { Profile } from './profile.js';
import { describeReference } from './references.js';

/** One value of a profile, and where it comes from. */
export interface Origin {
  readonly option: string;
  /** As it may be seen by anyone; of a secret `****`. */
  readonly value: string;
  /** `the profile`, `snowflake:prod in /…/connections.toml`, `keyring:…`, `SMALLEX_SECRET_… instead of env:…`. */
  readonly origin: string;
}

export interface OriginsInput {
  readonly env: NodeJS.ProcessEnv;
  /** The connection of another tool that the profile was made of, as it is now; null when there is none any more. */
  readonly found: FoundConnection | null;
}

const OWN = 'the profile';

/** Where each value that a login with this profile uses comes from, in the order of the profile. Nothing is resolved. */
export function originsOf(profile: Profile, { env, found }: OriginsInput): readonly Origin[] {
  const { engine, connection, secrets, settings } = profile;
  const options = Object.entries(connection).map(([option, value]) => ({
    option,
    value: isSecretKey(option) ? MASK : redactText(String(value)),
    origin: found && String(found.connection[option]) === String(value) ? placeOf(found) : OWN,
  }));
  if (connection['auth_mode'] === undefined) {
    options.unshift({ option: 'auth_mode', value: getBackend(engine).defaultAuthMode, origin: 'the default' });
  }
  return [
    ...options,
    ...Object.entries(secrets).map(([option, reference]) => secretOrigin(profile.name, option, reference, env)),
    ...Object.entries(settings)
      .filter(([, value]) => typeof value !== 'object')
      .map(([option, value]) => ({ option, value: String(value), origin: `${OWN}’s settings` })),
  ];
}

function placeOf({ source, id, file }: FoundConnection): string {
  return `${source}:${id} in ${file ?? 'the environment'}`;
}

function secretOrigin(profile: string, option: string, reference: string, env: NodeJS.ProcessEnv): Origin {
  const shown = describeReference(reference);
  const variable = secretVariable(profile, option);
  if (env[variable]) return { option, value: MASK, origin: `${variable}, which goes before ${shown}` };
  const missing = /^env:(\w+)$/.exec(reference)?.[1];
  if (missing !== undefined && !env[missing]) return { option, value: '', origin: `${shown}, which is not set` };
  return { option, value: MASK, origin: reference.startsWith('plain:') ? `${OWN}, in plain text` : shown };
}

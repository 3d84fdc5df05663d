import { isSecretKey, MASK, redactText } from '../support/redact.js';
import { withoutSecrets } from '../support/statement-secrets.js';
import type { OptionValue, Profile } from './profile.js';
import { describeReference } from './references.js';

/** A profile as anyone may see it: secrets by where they are, and whatever looks like a secret masked. */
export interface ShownProfile {
  readonly name: string;
  readonly engine: string;
  readonly connection: Readonly<Record<string, OptionValue>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What `profiles show` prints; also as JSON. */
export function showProfile(profile: Profile): ShownProfile {
  return {
    name: profile.name,
    engine: profile.engine,
    connection: mapValues(profile.connection, (value, key) => {
      // A secret written by hand among the options is one all the same.
      if (isSecretKey(key)) return MASK;
      return typeof value === 'string' ? redactText(value) : value;
    }),
    secrets: mapValues(profile.secrets, describeReference),
    // A startup statement may hold a secret.
    settings: mapValues(profile.settings, masked),
  };
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  return typeof value === 'string' ? redactText(withoutSecrets(value)) : value;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

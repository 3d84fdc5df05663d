import { randomBytes } from 'node:crypto';
import { ConfigError, messageOf, SmallexError, ValueError } from '../support/errors.js';
import { openKeyring, type Keyring } from './keyring.js';
import { parseReference } from './references.js';

/** Where a secret that was typed can be kept. */
export type KeepKind = 'keyring' | 'env' | 'prompt' | 'plain';

/** The variable that stands in for a secret of a profile, whatever its reference: `SMALLEX_SECRET_PROD_PASSWORD`. */
export function secretVariable(profile: string, field: string): string {
  const word = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return `SMALLEX_SECRET_${word(profile)}_${word(field)}`;
}

/**
 * Keeps a secret and gives the reference to it. `env` and `prompt` keep nothing.
 * @throws ConfigError when the keyring refuses. Nothing else is used in its stead.
 */
export async function storeSecret(
  kind: KeepKind,
  profile: string,
  field: string,
  value: string,
  keyring?: Keyring,
): Promise<string> {
  switch (kind) {
    case 'keyring': {
      // Profiles are renamed and copied; the ending keeps a later profile of the old name from overwriting the entry.
      const account = `${profile}/${field}/${randomBytes(3).toString('hex')}`;
      try {
        await (keyring ?? (await openKeyring())).set(account, value);
      } catch (error) {
        throw new ConfigError(
          `The system keyring did not take the ${field.replaceAll('_', ' ')}: ${messageOf(error)}`,
          {
            hint: error instanceof SmallexError && error.hint ? error.hint : 'Choose another place for it.',
            cause: error,
          },
        );
      }
      return `keyring:${account}`;
    }
    case 'env':
      return `env:${secretVariable(profile, field)}`;
    case 'prompt':
      return 'prompt';
    case 'plain':
      if (value === '') throw new ValueError('There is nothing to keep.');
      return `plain:${value}`;
  }
}

/**
 * Removes what a reference of ours leads to: an entry of the keyring. True when there was one; never throws.
 * @param onError hears why the keyring refused: the entry is still there.
 */
export async function forgetSecret(
  reference: string,
  keyring?: Keyring,
  onError: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  try {
    const parsed = parseReference(reference);
    if (parsed.kind !== 'keyring') return false;
    return await (keyring ?? (await openKeyring())).delete(parsed.account);
  } catch (error) {
    onError(error);
    return false;
  }
}

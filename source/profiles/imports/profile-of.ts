import { checkName } from '../names.js';
import type { Profile } from '../profile.js';
import type { FoundConnection } from './found.js';
import { inFileReference } from './in-file.js';

/** What a found connection is called everywhere: `snowflake:prod`. */
export function originOf({ source, id }: Pick<FoundConnection, 'source' | 'id'>): string {
  return `${source}:${id}`;
}

/** The name a profile may have, made of what the other tool calls the connection. */
export function nameFor({ source, id }: Pick<FoundConnection, 'source' | 'id'>): string {
  const plain = id
    .normalize('NFC')
    .replace(/[\p{C}/\\:"'`|<>*?=;$&!#%^(){}[\]\s]+/gu, '-')
    .replace(/^[-.~@]+|[-]+$/g, '')
    .slice(0, 60);
  // `default`, `DEFAULT` and `env` say nothing without whose they are.
  const name = /^(?:default|env|)$/i.test(plain) ? `${source}${plain === '' ? '' : '-'}${plain.toLowerCase()}` : plain;
  try {
    return checkName(name);
  } catch {
    return checkName(`${source}-${name.replace(/\./g, '-')}`);
  }
}

/**
 * A profile for this start alone. Secrets that stand in the other tool's file stay there, and are read from it when
 * the login needs them.
 */
export function profileOfFound(found: FoundConnection): Profile {
  return {
    name: nameFor(found),
    engine: found.engine,
    connection: found.connection,
    secrets: Object.fromEntries(
      Object.entries(found.secrets).map(([field, secret]) => [
        field,
        secret.kind === 'reference' ? secret.reference : inFileReference(found, field),
      ]),
    ),
    settings: {},
  };
}

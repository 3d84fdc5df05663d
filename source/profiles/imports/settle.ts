import type { EngineName, Field } from '../../backends/base.js';
import { getBackend } from '../../backends/index.js';
import { SmallexError } from '../../support/errors.js';
import type { OptionValue } from '../profile.js';
import type { FoundConnection, FoundSecret, SkippedConnection, SourceName } from './found.js';

/** A connection as it was read, before what smallex declares about the engine is held against it. */
export interface RawConnection {
  readonly source: SourceName;
  readonly id: string;
  readonly file: string | null;
  readonly engine: EngineName;
  readonly mode: string;
  /** By smallex's names; secrets among them, as text or as references. */
  readonly values: Readonly<Record<string, OptionValue | FoundSecret>>;
  readonly notes: readonly string[];
}

type Settled = { readonly found: FoundConnection } | { readonly skipped: SkippedConnection };

/**
 * Keeps what the mode and the engine know, tells secrets from the rest, and says what is missing. A secret that the
 * login needs and nobody keeps is asked for at each login.
 */
export function settle(raw: RawConnection): Settled {
  const backend = getBackend(raw.engine);
  const mode = backend.authModes.find((known) => known.mode === raw.mode);
  const notes = [...raw.notes];
  const connection: Record<string, OptionValue> = { auth_mode: raw.mode };
  const secrets: Record<string, FoundSecret> = {};
  const fields = new Map<string, Field>(
    [...(mode?.fields ?? []), ...backend.contextFields, ...backend.endpointFields].map((field) => [field.key, field]),
  );
  const unused: string[] = [];
  for (const [key, value] of Object.entries(raw.values)) {
    const field = fields.get(key);
    if (!field) {
      unused.push(key);
      continue;
    }
    if (field.secret) secrets[key] = typeof value === 'object' ? value : { kind: 'inline', value: String(value) };
    else if (typeof value !== 'object') {
      const parsed = parsedBy(field, value);
      if (parsed instanceof SmallexError) return { skipped: skip(raw, parsed.message) };
      connection[key] = parsed;
    }
  }
  if (unused.length > 0) notes.push(`${list(unused)} ${be(unused)} not used by this login (${raw.mode}).`);
  for (const field of mode?.fields ?? []) {
    if (!field.secret || !field.required || secrets[field.key] || connection['token_file_path']) continue;
    secrets[field.key] = { kind: 'reference', reference: 'prompt' };
    notes.push(`No ${field.key} is kept there: it is asked for at each login.`);
  }
  // A secret that isn't here can't be judged; that it is given counts.
  const given = Object.fromEntries(Object.keys(secrets).map((key) => [key, 'kept-elsewhere']));
  const faults = backend.checkConnectionOptions({ ...given, ...connection }).filter(({ field }) => !(field in secrets));
  const context = new Set(backend.contextFields.map(({ key }) => key));
  for (const { field, severity, message } of faults) {
    if (severity === 'error' && !context.has(field)) return { skipped: skip(raw, message) };
    if (severity === 'error') notes.push(`${message} It has to be chosen before the first query.`);
  }
  const { source, id, file, engine } = raw;
  return { found: { source, id, file, engine, connection, secrets, notes } };
}

function parsedBy(field: Field, value: OptionValue): OptionValue | SmallexError {
  if (!field.parse || typeof value === 'boolean') return value;
  try {
    return field.parse(String(value));
  } catch (error) {
    if (error instanceof SmallexError) return error;
    throw error;
  }
}

function skip({ source, id, file }: RawConnection, reason: string): SkippedConnection {
  return { source, id, file, reason };
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export const be = (words: readonly unknown[]): string => (words.length === 1 ? 'is' : 'are');

/** What a source found, sorted into the usable and the rest. */
export function sortSettled(settled: readonly Settled[]): {
  readonly connections: readonly FoundConnection[];
  readonly skipped: readonly SkippedConnection[];
} {
  return {
    connections: settled.flatMap((one) => ('found' in one ? [one.found] : [])),
    skipped: settled.flatMap((one) => ('skipped' in one ? [one.skipped] : [])),
  };
}

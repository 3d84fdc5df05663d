import { getBackend } from '../backends/index.js';
import type { BaseDatabaseBackend, Field } from '../backends/base.js';
import { splitStatements } from '../sql/index.js';
import { ConfigError, SmallexError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import type { OptionValue, Profile, ProfileSettings } from './profile.js';
import { isReference, parseReference, REFERENCE_FORMS } from './references.js';
import { readSetting, SETTINGS, settingByKey, type Setting } from './settings.js';

/** The options that a profile's login has, and what is chosen after it. */
function optionsOf(profile: Profile): readonly Field[] {
  const backend = getBackend(profile.engine);
  return [...loginFields(backend, profile), ...backend.contextFields, ...backend.endpointFields];
}

function loginFields(backend: BaseDatabaseBackend, { connection }: Profile): readonly Field[] {
  const { auth_mode: wanted } = connection;
  const mode = backend.authModes.find(({ mode: known }) => known === (wanted ?? backend.defaultAuthMode));
  return mode?.fields ?? [];
}

/**
 * A profile with settings or options changed, by `key=value` texts; an empty value takes one away. Nothing is saved.
 * @throws ConfigError naming the key that is unknown, or whose value can't be used
 */
export function changeProfile(profile: Profile, changes: Readonly<Record<string, string>>): Profile {
  const options = optionsOf(profile);
  let changed = profile;
  for (const [key, text] of Object.entries(changes)) {
    const setting = settingByKey(key);
    const field = options.find((option) => option.key === key);
    // An option goes first: DuckDB's read_only of a file is the profile's setting all the same.
    if (setting) changed = withSetting(changed, setting, text);
    else if (field) changed = withOption(changed, field, text);
    else throw unknownKey(profile, key, options);
  }
  mustStillOpen(changed);
  return changed;
}

function withSetting(profile: Profile, setting: Setting, text: string): Profile {
  const { [setting.key]: _, ...others } = profile.settings;
  if (text.trim() === '') return { ...profile, settings: others };
  if (setting.engines && !setting.engines.includes(profile.engine)) {
    throw new ConfigError(`"${setting.key}" does nothing on ${getBackend(profile.engine).label}.`, {
      hint: `It is for ${setting.engines.map((engine) => getBackend(engine).label).join(' and ')}.`,
    });
  }
  const split = (sql: string) => splitStatements(sql, { dialect: profile.engine }).map((piece) => piece.text);
  const settings: ProfileSettings = { ...others, [setting.key]: readSetting(setting, text, split) };
  return { ...profile, settings };
}

function withOption(profile: Profile, field: Field, text: string): Profile {
  const value = text.trim();
  if (field.secret) {
    const { [field.key]: _, ...others } = profile.secrets;
    return { ...profile, secrets: value === '' ? others : { ...others, [field.key]: referenceIn(field, value) } };
  }
  const { [field.key]: _, ...others } = profile.connection;
  return { ...profile, connection: value === '' ? others : { ...others, [field.key]: optionValue(field, value) } };
}

function referenceIn(field: Field, text: string): string {
  if (!isReference(text) || text.startsWith('plain:')) {
    throw new ConfigError(`"${field.key}" takes a reference to the secret, not the secret itself.`, {
      hint: `The command line can be read by others on this machine. Use ${REFERENCE_FORMS}.`,
    });
  }
  return named(field, () => {
    parseReference(text);
    return text;
  });
}

function optionValue(field: Field, text: string): OptionValue {
  if (field.choices && !field.choices.some(({ value }) => value === text)) {
    throw new ConfigError(`"${field.key}" takes ${field.choices.map(({ value }) => value).join(' or ')}.`);
  }
  return named(field, () => field.parse?.(text) ?? text);
}

function named<T>({ key }: Field, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SmallexError) throw new ConfigError(`"${key}": ${error.message}`, { hint: error.hint });
    throw error;
  }
}

/** What opened before must still be possible to open: a required option can't be taken away. */
function mustStillOpen({ engine, connection, secrets }: Profile): void {
  const options = { ...connection, ...Object.fromEntries(Object.keys(secrets).map((key) => [key, 'a secret'])) };
  const fault = getBackend(engine)
    .checkConnectionOptions(options)
    .find(({ severity }) => severity === 'error');
  if (fault) throw new ConfigError(fault.message, { hint: fault.hint });
}

function unknownKey({ name, engine }: Profile, key: string, options: readonly Field[]): ConfigError {
  const settings = SETTINGS.filter((setting) => setting.engines?.includes(engine) ?? true).map((one) => one.key);
  const keys = [...new Set([...settings, ...options.map((option) => option.key)])];
  const guess = nearest(key, keys);
  return new ConfigError(`"${name}" has no setting or option "${key}".${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: `It has: ${keys.join(', ')}.`,
  });
}

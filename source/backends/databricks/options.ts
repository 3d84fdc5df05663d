import { messageOf, SmallexError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import type { AuthMode, ConnectionOptions, Fault, Field } from '../base.js';
import { AUTH_MODES, CONTEXT_FIELDS, DEFAULT_AUTH_MODE, ENDPOINT_FIELDS } from './auth.js';
import { isAzureHost } from './host.js';
import { unknownMode } from '../unknown-mode.js';
import { parseProxy } from '../web/proxy.js';
import { splitCommand } from './words.js';

/** The text of an option; undefined when it is absent or empty. Numbers and booleans of a config file count as text. */
export function textOf(options: ConnectionOptions, key: string): string | undefined {
  const value = options[key];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Every fault of a set of options, for its auth mode. */
export function checkOptions(options: ConnectionOptions): Fault[] {
  const modeName = textOf(options, 'auth_mode') ?? DEFAULT_AUTH_MODE;
  const mode = AUTH_MODES.find((candidate) => candidate.mode === modeName);
  const fields = [...(mode?.fields ?? [AUTH_MODES[0]!.fields[0]!]), ...CONTEXT_FIELDS, ...ENDPOINT_FIELDS];
  return [
    ...(mode ? [] : [unknownMode('Databricks', modeName, AUTH_MODES)]),
    ...fields.flatMap((field) => checkField(options, field)),
    ...checkSecrets(options),
    ...(mode ? [...checkMode(options, mode), ...checkForeignKeys(options, mode, fields)] : []),
  ];
}

function checkField(options: ConnectionOptions, field: Field): Fault[] {
  const given = options[field.key];
  if (given !== undefined && given !== null && !['string', 'number', 'boolean'].includes(typeof given)) {
    return [error(field.key, `The option "${field.key}" must be a text.`)];
  }
  const text = textOf(options, field.key);
  if (text === undefined) {
    return field.required ? [error(field.key, `The option "${field.key}" is missing.`, field.help)] : [];
  }
  if (field.choices && !field.choices.some(({ value }) => value === text)) {
    const values = field.choices.map(({ value }) => value).join(', ');
    return [error(field.key, `The option "${field.key}" can't be "${text}".`, `Use one of: ${values}.`)];
  }
  const parse = field.parse ?? PARSERS[field.key];
  return parse ? attempt(field.key, () => parse(text)) : [];
}

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = { proxy: parseProxy, command: splitCommand };

function attempt(field: string, parse: () => unknown): Fault[] {
  try {
    parse();
    return [];
  } catch (thrown) {
    return [error(field, messageOf(thrown), thrown instanceof SmallexError ? thrown.hint : undefined)];
  }
}

/** A header can't hold control characters: Node would throw an error that shows the secret. */
function checkSecrets(options: ConnectionOptions): Fault[] {
  return ['access_token', 'client_secret'].flatMap((key) => {
    const text = textOf(options, key);
    if (text === undefined) return [];
    if (/[^\x21-\x7e]/.test(text)) {
      return [error(key, `The option "${key}" holds spaces, line breaks or other characters that no token has.`)];
    }
    return [];
  });
}

function checkMode(options: ConnectionOptions, { mode }: AuthMode): Fault[] {
  const host = textOf(options, 'server_hostname');
  if (!mode.startsWith('azure_') || host === undefined || isAzureHost(host)) return [];
  return [
    warning('server_hostname', `"${host}" doesn't look like an Azure workspace, but "${mode}" logs in at Entra.`),
  ];
}

function checkForeignKeys(options: ConnectionOptions, mode: AuthMode, fields: readonly Field[]): Fault[] {
  const own = new Set(['auth_mode', ...fields.map(({ key }) => key)]);
  const others = new Set(AUTH_MODES.flatMap((other) => other.fields.map(({ key }) => key)));
  return Object.keys(options)
    .filter((key) => !own.has(key) && options[key] !== undefined && options[key] !== null && options[key] !== '')
    .map((key) => {
      if (others.has(key)) return warning(key, `The option "${key}" isn't used by the auth mode "${mode.mode}".`);
      const guess = nearest(key, [...own, ...others]);
      return warning(key, `Databricks has no option "${key}".`, guess && `Did you mean "${guess}"?`);
    });
}

function error(field: string, message: string, hint?: string): Fault {
  return { field, severity: 'error', message, ...(hint !== undefined && { hint }) };
}

function warning(field: string, message: string, hint?: string): Fault {
  return { field, severity: 'warning', message, ...(hint !== undefined && { hint }) };
}

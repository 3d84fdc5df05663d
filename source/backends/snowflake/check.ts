import { SmallexError } from '../../support/errors.js';
import type { ConnectionOptions, Fault, Field } from '../base.js';
import type { SnowflakeAuthMode } from './auth.js';
import { CONTEXT_FIELDS } from './context-fields.js';
import { ENDPOINT_FIELDS } from './endpoint-fields.js';
import { flagOption, secretOption, textOption } from './options.js';

/** Every fault of the options for one auth mode. Pure: files are looked at when logging in. */
export function checkOptions(options: ConnectionOptions, mode: SnowflakeAuthMode): Fault[] {
  return [
    ...missing(options, mode),
    ...unreadable(options, mode),
    ...combinations(options, mode),
    ...emptyContext(options, mode),
  ];
}

function missing(options: ConnectionOptions, mode: SnowflakeAuthMode): Fault[] {
  const pairs = mode.eitherOf ?? [];
  const inPair = new Set(pairs.flat());
  const single = mode.fields
    .filter((field) => field.required && !inPair.has(field.key) && isEmpty(options, field))
    .map((field) => fault(field.key, `${field.label} is missing ("${field.key}").`, field.help));
  const either = pairs
    .filter((pair) => pair.every((key) => secretOption(options, key) === undefined))
    .map(([first, second]) => {
      const label = mode.fields.find((field) => field.key === first)?.label ?? first;
      return fault(first, `${label} is missing ("${first}", or "${second}").`, helpOf(mode, first));
    });
  return [...single, ...either];
}

function isEmpty(options: ConnectionOptions, field: Field): boolean {
  return (field.secret ? secretOption(options, field.key) : textOption(options, field.key)) === undefined;
}

/** What stands there but can't be used: each field's own reader says why. */
function unreadable(options: ConnectionOptions, mode: SnowflakeAuthMode): Fault[] {
  return [...mode.fields, ...ENDPOINT_FIELDS].flatMap((field) => {
    const text = textOption(options, field.key);
    if (text === undefined) return [];
    if (field.choices && !isChoice(field, text)) {
      const known = field.choices.map((choice) => choice.value).join(', ');
      return [fault(field.key, `${field.label} can't be "${text}".`, `Use one of: ${known}.`)];
    }
    return readFault(field, text);
  });
}

function isChoice(field: Field, text: string): boolean {
  const flag = field.choices?.some((choice) => choice.value === 'yes') && /^(?:true|false|on|off|0|1)$/i.test(text);
  return flag === true || field.choices?.some((choice) => choice.value.toLowerCase() === text.toLowerCase()) === true;
}

function readFault(field: Field, text: string): Fault[] {
  try {
    field.parse?.(text);
    return [];
  } catch (error) {
    if (!(error instanceof SmallexError)) throw error;
    return [fault(field.key, error.message, error.hint)];
  }
}

function combinations(options: ConnectionOptions, { mode }: SnowflakeAuthMode): Fault[] {
  const has = (key: string): boolean => textOption(options, key) !== undefined;
  const faults: Fault[] = [];
  if (mode === 'oauth_local' && has('oauth_client_id') !== has('oauth_client_secret')) {
    const lacking = has('oauth_client_id') ? 'oauth_client_secret' : 'oauth_client_id';
    faults.push(
      fault(
        lacking,
        `The OAuth client needs both its id and its secret ("${lacking}" is missing).`,
        'Or leave both empty.',
      ),
    );
  }
  const provider = textOption(options, 'workload_identity_provider')?.toUpperCase();
  if (mode === 'workload_identity' && provider === 'OIDC' && !has('token') && !has('token_file_path')) {
    faults.push(fault('token', 'The provider OIDC needs a token ("token", or "token_file_path").'));
  }
  if (mode === 'mfa' && has('passcode') && flagOption(options, 'passcode_in_password') === true) {
    faults.push(fault('passcode', 'The passcode is given twice: by itself and in the password.', 'Give it once.'));
  }
  if (has('proxy_port') && !has('proxy_host'))
    faults.push(fault('proxy_host', 'The proxy port is given without its host.'));
  return faults;
}

// The documented options of the password mode name all three; the other modes are mostly made by the wizard, which asks.
function emptyContext(options: ConnectionOptions, { mode }: SnowflakeAuthMode): Fault[] {
  if (mode !== 'password') return [];
  return ['warehouse', 'database', 'schema']
    .filter((key) => textOption(options, key) === undefined)
    .map((key) => {
      const field = CONTEXT_FIELDS.find((one) => one.key === key);
      return { field: key, severity: 'warning', message: `No ${key} is set.`, hint: field?.help ?? '' } as const;
    });
}

function helpOf(mode: SnowflakeAuthMode, key: string): string | undefined {
  return mode.fields.find((field) => field.key === key)?.help;
}

function fault(field: string, message: string, hint?: string): Fault {
  return { field, severity: 'error', message, ...(hint !== undefined && { hint }) };
}

import { AuthError, ConnectionError, messageOf, SmallexError } from '../../support/errors.js';
import { networkReason, withoutSecrets, type DriverError } from './errors.js';

/** Who tried to log in, and how. */
export interface Attempt {
  readonly mode: string;
  readonly account: string;
  readonly host: string;
  readonly user: string | undefined;
}

interface Refusal {
  readonly message: string;
  readonly field?: string;
  readonly hint: string;
}

/** What a failed login means: the driver's error as a sentence that says what to change. */
export function loginError(thrown: unknown, attempt: Attempt): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  const error = (thrown ?? {}) as DriverError;
  const code = error.code === undefined ? undefined : String(error.code);
  const cause = withoutSecrets(thrown);
  if (code === '401002') return httpError(error.response?.statusCode, attempt, cause);
  if (code === '401001') return networkError(error, attempt, cause);
  const said = messageOf(thrown);
  const refusal = refusalOf(code, said, attempt);
  return new AuthError(refusal.message, { field: refusal.field, engineCode: code, hint: refusal.hint, cause });
}

// 403 and 404 come from the front door, before any account has answered.
function httpError(status: number | undefined, { account, host }: Attempt, cause: Error): ConnectionError {
  if (status === 403 || status === 404) {
    return new ConnectionError(`There is no Snowflake account "${account}" (${host} answered HTTP ${status}).`, {
      stage: 'resolve',
      field: 'account',
      engineCode: String(status),
      hint: 'Check the spelling, and the region of an account locator: xy12345.eu-central-1. The address in your browser holds it.',
      cause,
    });
  }
  return new ConnectionError(`Snowflake (${host}) answered the login with HTTP ${status ?? 'failure'}.`, {
    stage: 'login',
    engineCode: status === undefined ? undefined : String(status),
    hint: 'If it lasts, look at status.snowflake.com.',
    cause,
  });
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|OCSP/i;

function networkError(error: DriverError, { host }: Attempt, cause: Error): ConnectionError {
  const reason = networkReason(error);
  const isCertificate = CERTIFICATE.test(reason) || CERTIFICATE.test(messageOf(error));
  return new ConnectionError(
    isCertificate
      ? `The certificate of ${host} is not trusted (${reason}).`
      : `Snowflake (${host}) can't be reached: ${reason}.`,
    {
      stage: 'resolve',
      field: 'account',
      engineCode: error.cause?.code,
      hint: isCertificate
        ? 'A company proxy may stand in between: start with NODE_EXTRA_CA_CERTS=/path/to/its/certificates.pem.'
        : 'Check the network, the VPN and the proxy (HTTPS_PROXY).',
      cause,
    },
  );
}

function refusalOf(code: string | undefined, said: string, attempt: Attempt): Refusal {
  return (
    byMessage(said, attempt) ?? (code === undefined ? undefined : byCode(code, said, attempt)) ?? unknown(code, said)
  );
}

function unknown(code: string | undefined, said: string): Refusal {
  return {
    message: said === '' ? 'Snowflake gave no readable answer to the login.' : `Snowflake refused the login: ${said}`,
    hint:
      said === ''
        ? 'Something in between (a proxy, a sign-in page of the network) may have answered instead.'
        : `The code is ${code ?? 'unknown'}; an administrator can look it up in LOGIN_HISTORY.`,
  };
}

// Wording is what Snowflake's documentation shows; its codes for these are not documented.
function byMessage(said: string, { user }: Attempt): Refusal | undefined {
  const address = /IP(?:\/Token)? ?(?:address)?[^\d]*([\da-f.:]{7,})/i.exec(said)?.[1];
  if (/not allowed to access Snowflake|network policy/i.test(said)) {
    return {
      message: `Snowflake doesn't let the address ${address ?? 'of this machine'} in.`,
      hint: "The account's network policy lists who may connect: use the VPN, or ask an administrator to add the address.",
    };
  }
  if (/temporarily locked|account is locked|user .*locked/i.test(said)) {
    return {
      message: `The user ${user ?? ''} is locked after too many wrong passwords.`,
      field: 'user',
      hint: 'It opens by itself after 15 minutes, or an administrator opens it. Do not try on.',
    };
  }
  if (/account .*(?:disabled|suspended)|trial.*ended/i.test(said)) {
    return { message: said, field: 'user', hint: 'Ask the administrator of the account.' };
  }
  if (/multi-factor|MFA enrollment|must enroll|passcode.*required/i.test(said)) {
    return {
      message: `Snowflake asks for a second factor: ${said}`,
      field: 'auth_mode',
      hint: 'Choose "Password with a second factor", a browser login, a key pair or a programmatic access token.',
    };
  }
  return undefined;
}

function byCode(code: string, said: string, attempt: Attempt): Refusal | undefined {
  switch (code) {
    case '390100':
      return {
        message: `Snowflake doesn't accept this user name and password (user ${attempt.user ?? '?'}, account ${attempt.account}).`,
        field: 'password',
        hint: 'Check both. After five wrong ones the user is locked for 15 minutes, so nothing was tried twice.',
      };
    case '390102':
      return {
        message: `The user ${attempt.user ?? ''} can't log in: ${said}`,
        field: 'user',
        hint: 'Ask an administrator.',
      };
    case '390144':
      return {
        message: `Snowflake doesn't accept the key of the user ${attempt.user ?? '?'}.`,
        field: 'private_key_path',
        hint: `The public key must be set (ALTER USER ${attempt.user ?? 'NAME'} SET RSA_PUBLIC_KEY='…'), user and account must be right, and the clock of this machine too: the login is valid for two minutes.`,
      };
    case '390303':
    case '390318':
      return {
        message: code === '390318' ? 'The OAuth token has expired.' : "Snowflake doesn't accept the OAuth token.",
        field: attempt.mode === 'oauth_token' ? 'token' : 'auth_mode',
        hint: 'Get a new one; it must be meant for this account, and its role must be granted to the user.',
      };
    case '390195':
      return { message: 'The stored browser login is no longer valid.', hint: 'Log in again.' };
    case '394400':
      return {
        message: "Snowflake doesn't accept the programmatic access token.",
        field: 'token',
        hint: 'It may have expired, been disabled or belong to another account; its user may need a network policy.',
      };
    case '390189':
    case '390186':
      return { message: said, field: 'role', hint: 'Choose a role that is granted to the user, or leave it empty.' };
    case '404045':
    case '404007':
      return {
        message: `"${attempt.account}" is not a Snowflake account.`,
        field: 'account',
        hint: 'Like myorg-myaccount.',
      };
    case '405505':
      return {
        message: "The driver can't read its own log settings.",
        hint: 'Look at SF_CLIENT_CONFIG_FILE and at sf_client_config.json in your home folder: their rights or their JSON are wrong.',
      };
    default:
      return undefined;
  }
}

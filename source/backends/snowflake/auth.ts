import type { AuthMode, Field } from '../base.js';
import * as field from './fields.js';

/** What the driver calls the mode, and what of it the options must name. */
export interface SnowflakeAuthMode extends AuthMode {
  /** The driver's authenticator, in upper case: some of its checks compare exactly. Null: the Okta address itself. */
  readonly authenticator: string | null;
  /** `[a, b]`: one of both is needed. */
  readonly eitherOf?: readonly (readonly [string, string])[];
}

/** In the order of the menu: what works for most people today first (research of November 2026: docs/decisions.md). */
export const AUTH_MODES: readonly SnowflakeAuthMode[] = [
  {
    mode: 'oauth_local',
    label: 'Browser (OAuth)',
    help: 'Log in with your browser; nothing to set up. Start here if you are a person.',
    authenticator: 'OAUTH_AUTHORIZATION_CODE',
    interactive: true,
    fields: [
      field.ACCOUNT,
      field.BROWSER_USER,
      optional(field.OAUTH_CLIENT_ID, "Empty uses Snowflake's built-in client."),
      optional(field.OAUTH_CLIENT_SECRET, 'Only with a client id.'),
      field.OAUTH_AUTHORIZATION_URL,
      field.OAUTH_TOKEN_REQUEST_URL,
      field.OAUTH_REDIRECT_URI,
      field.OAUTH_SCOPE,
    ],
  },
  {
    mode: 'external_browser',
    label: 'Browser (single sign-on)',
    help: "Your company's single sign-on page, where the account is set up for it.",
    authenticator: 'EXTERNALBROWSER',
    interactive: true,
    fields: [field.ACCOUNT, field.OPTIONAL_USER],
  },
  {
    mode: 'key_pair',
    label: 'Key pair',
    help: 'An RSA key file. Best for scripts and service users.',
    authenticator: 'SNOWFLAKE_JWT',
    fields: [field.ACCOUNT, field.USER, field.PRIVATE_KEY_PATH, field.PRIVATE_KEY_PASSPHRASE],
  },
  {
    mode: 'pat',
    label: 'Programmatic access token',
    help: 'A token made in Snowsight, used in place of a password. A network policy must allow it.',
    authenticator: 'PROGRAMMATIC_ACCESS_TOKEN',
    fields: [field.ACCOUNT, field.TOKEN_USER, field.PAT_TOKEN, field.TOKEN_FILE_PATH],
    eitherOf: [['token', 'token_file_path']],
  },
  {
    mode: 'mfa',
    label: 'Password with a second factor',
    help: 'A password, and a passcode or an approval on your phone.',
    authenticator: 'USERNAME_PASSWORD_MFA',
    interactive: true,
    fields: [field.ACCOUNT, field.USER, field.PASSWORD, field.PASSCODE, field.PASSCODE_IN_PASSWORD],
  },
  {
    mode: 'password',
    label: 'Password',
    help: 'User and password alone. Snowflake is ending this for people; many accounts refuse it.',
    authenticator: 'SNOWFLAKE',
    fields: [field.ACCOUNT, field.USER, field.PASSWORD],
  },
  {
    mode: 'oauth_token',
    label: 'OAuth token',
    help: 'An access token that another program got for you.',
    more: true,
    authenticator: 'OAUTH',
    fields: [field.ACCOUNT, field.TOKEN_USER, field.OAUTH_TOKEN, field.TOKEN_FILE_PATH],
    eitherOf: [['token', 'token_file_path']],
  },
  {
    mode: 'oauth_client_credentials',
    label: 'OAuth client credentials',
    help: 'A client id and secret of your identity provider, for programs.',
    more: true,
    authenticator: 'OAUTH_CLIENT_CREDENTIALS',
    fields: [
      field.ACCOUNT,
      field.TOKEN_USER,
      field.OAUTH_CLIENT_ID,
      field.OAUTH_CLIENT_SECRET,
      field.OAUTH_TOKEN_REQUEST_URL,
      field.OAUTH_SCOPE,
    ],
  },
  {
    mode: 'okta',
    label: 'Okta without a browser',
    help: 'User and password of Okta itself; not where Okta asks for a second factor.',
    more: true,
    authenticator: null,
    fields: [field.ACCOUNT, field.USER, { ...field.PASSWORD, help: 'Your Okta password.' }, field.OKTA_URL],
  },
  {
    mode: 'workload_identity',
    label: 'Workload identity',
    help: 'For programs on AWS, Azure or Google Cloud, or with an OIDC token: no secret to keep.',
    more: true,
    authenticator: 'WORKLOAD_IDENTITY',
    fields: [
      field.ACCOUNT,
      field.WORKLOAD_IDENTITY_PROVIDER,
      field.OIDC_TOKEN,
      field.TOKEN_FILE_PATH,
      field.WORKLOAD_IDENTITY_ENTRA_RESOURCE,
    ],
  },
];

export const DEFAULT_AUTH_MODE = 'password';

/**
 * The mode that other tools' `authenticator` stands for: `externalbrowser`, `SNOWFLAKE_JWT`, an Okta address.
 * Undefined for one that smallex doesn't know.
 */
export function modeOfAuthenticator(authenticator: string): string | undefined {
  if (/^https?:/i.test(authenticator)) return 'okta';
  const wanted = authenticator.trim().toUpperCase();
  if (wanted === 'JWT') return 'key_pair'; // dbt's word
  return AUTH_MODES.find((mode) => mode.authenticator === wanted)?.mode;
}

function optional(from: Field, help: string): Field {
  return { ...from, required: false, help };
}

import { ValueError } from '../../support/errors.js';
import type { Field } from '../base.js';
import { parseAccount } from './account.js';

/** The options that logins are made of, each declared once: modes pick from these. */
export const ACCOUNT: Field = {
  key: 'account',
  label: 'Account',
  help: 'Like myorg-myaccount. Any Snowflake address works too: paste the one in your browser.',
  required: true,
  env: ['SNOWFLAKE_ACCOUNT'],
  parse: parseAccount,
};

export const USER: Field = {
  key: 'user',
  label: 'User',
  help: 'The name you log in with, often your e-mail address.',
  required: true,
  env: ['SNOWFLAKE_USER'],
};

/** Single sign-on knows the user from the browser; only with a name can its token be kept for the next start. */
export const OPTIONAL_USER: Field = {
  ...USER,
  required: false,
  help: 'Your login name. May stay empty, but then the login is asked for at every start.',
};

/** Here the token says who it is, also when it is kept. */
export const BROWSER_USER: Field = { ...USER, required: false, help: 'May stay empty: the browser says who you are.' };

/** Tokens say who it is. */
export const TOKEN_USER: Field = { ...USER, required: false, help: 'May stay empty: the token says who you are.' };

export const PASSWORD: Field = {
  key: 'password',
  label: 'Password',
  help: 'Your Snowflake password.',
  secret: true,
  required: true,
  env: ['SNOWFLAKE_PASSWORD'],
};

export const PASSCODE: Field = {
  key: 'passcode',
  label: 'Passcode',
  help: 'The digits your authenticator app shows. Leave it empty to approve the login on your phone.',
  secret: true,
  once: true,
};

export const PASSCODE_IN_PASSWORD: Field = {
  key: 'passcode_in_password',
  label: 'Passcode at the end of the password',
  help: 'yes when the digits follow the password without a space.',
  choices: [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ],
};

export const PRIVATE_KEY_PATH: Field = {
  key: 'private_key_path',
  label: 'Private key file',
  help: 'An RSA key in PEM form (.p8 or .pem), like ~/.snowflake/rsa_key.p8.',
  required: true,
  env: ['SNOWFLAKE_PRIVATE_KEY_PATH', 'SNOWFLAKE_PRIVATE_KEY_FILE'],
  parse: parseKeyPath,
};

export const PRIVATE_KEY_PASSPHRASE: Field = {
  key: 'private_key_passphrase',
  label: 'Passphrase of the key',
  help: 'Leave it empty for a key without one.',
  secret: true,
  env: ['SNOWFLAKE_PRIVATE_KEY_PASSPHRASE', 'PRIVATE_KEY_PASSPHRASE'],
};

export const PAT_TOKEN: Field = {
  key: 'token',
  label: 'Programmatic access token',
  help: 'Made in Snowsight: your name → Settings → Authentication → Programmatic access tokens.',
  secret: true,
  required: true,
  env: ['SNOWFLAKE_TOKEN'],
};

export const OAUTH_TOKEN: Field = {
  key: 'token',
  label: 'OAuth access token',
  help: 'A token that your identity provider issued. It is not renewed: the login fails once it has expired.',
  secret: true,
  required: true,
  env: ['SNOWFLAKE_TOKEN'],
};

export const OIDC_TOKEN: Field = {
  ...OAUTH_TOKEN,
  label: 'OIDC token',
  required: false,
  help: 'Only for the provider OIDC.',
};

/** Stands in for `token`. */
export const TOKEN_FILE_PATH: Field = {
  key: 'token_file_path',
  label: 'Token file',
  help: 'A file that holds the token, instead of the token itself. Others may not write to it (chmod 600).',
  env: ['SNOWFLAKE_TOKEN_FILE_PATH'],
};

export const OAUTH_CLIENT_ID: Field = {
  key: 'oauth_client_id',
  label: 'OAuth client id',
  help: 'Of the security integration or the identity provider.',
  required: true,
  env: ['SNOWFLAKE_OAUTH_CLIENT_ID'],
};

export const OAUTH_CLIENT_SECRET: Field = {
  key: 'oauth_client_secret',
  label: 'OAuth client secret',
  help: 'Belongs to the client id.',
  secret: true,
  required: true,
  env: ['SNOWFLAKE_OAUTH_CLIENT_SECRET'],
};

export const OAUTH_AUTHORIZATION_URL: Field = {
  key: 'oauth_authorization_url',
  label: 'Authorization URL',
  help: 'Of your identity provider; empty for Snowflake itself.',
  env: ['SNOWFLAKE_OAUTH_AUTHORIZATION_URL'],
  parse: parseUrl,
};

export const OAUTH_TOKEN_REQUEST_URL: Field = {
  key: 'oauth_token_request_url',
  label: 'Token URL',
  help: 'Of your identity provider; empty for Snowflake itself.',
  env: ['SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL'],
  parse: parseUrl,
};

export const OAUTH_REDIRECT_URI: Field = {
  key: 'oauth_redirect_uri',
  label: 'Redirect URI',
  help: 'Where the browser comes back to, like http://127.0.0.1:8080; empty picks a free port.',
  env: ['SNOWFLAKE_OAUTH_REDIRECT_URI'],
  parse: parseUrl,
};

export const OAUTH_SCOPE: Field = {
  key: 'oauth_scope',
  label: 'Scope',
  help: 'Empty asks for the role you chose.',
  env: ['SNOWFLAKE_OAUTH_SCOPE'],
};

export const OKTA_URL: Field = {
  key: 'okta_url',
  label: 'Okta address',
  help: 'Like https://mycompany.okta.com.',
  required: true,
  env: ['SNOWFLAKE_OKTA_URL'],
  parse: parseUrl,
};

export const WORKLOAD_IDENTITY_PROVIDER: Field = {
  key: 'workload_identity_provider',
  label: 'Provider',
  help: 'Where this program runs.',
  required: true,
  env: ['SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER'],
  choices: ['AWS', 'AZURE', 'GCP', 'OIDC'].map((value) => ({ value, label: value })),
  parse: (text) => text.trim().toUpperCase(),
};

export const WORKLOAD_IDENTITY_ENTRA_RESOURCE: Field = {
  key: 'workload_identity_entra_resource',
  label: 'Entra resource',
  help: 'Only for the provider AZURE, and only when your administrator chose one.',
  env: ['SNOWFLAKE_WORKLOAD_IDENTITY_ENTRA_RESOURCE'],
};

/** The key itself is never quoted: it would stand on the screen, and in the file of profiles. */
function parseKeyPath(text: string): string {
  if (!/-----BEGIN|PRIVATE KEY/.test(text)) return text;
  throw new ValueError('This is the private key itself; its path is wanted.', {
    hint: 'Save it to a file that only you can read (chmod 600), and name that.',
  });
}

function parseUrl(text: string): string {
  const url = text.trim();
  try {
    if (/^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '');
  } catch {
    // Said below, as for other schemes.
  }
  throw new ValueError(`"${url}" is not a web address.`, { hint: 'Write it with https:// in front.' });
}

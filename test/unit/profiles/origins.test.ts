import { expect, it } from 'vitest';
import { originsOf } from '../../../source/profiles/origins.js';
import { profileOf } from './folder.js';

it('every value says where it comes from; no secret is shown', () => {
  const profile = profileOf('sales', {
    engine: 'snowflake',
    connection: { account: 'acme', warehouse: 'MINE', role: 'R', proxy_password: 'canary-4' },
    secrets: { password: 'env:UNSET', token: 'plain:canary-4', private_key_passphrase: 'keyring:sales/x' },
    settings: { environment: 'staging', imported: { from: 'snowflake:prod', read: 'x' } },
  });
  const found = {
    source: 'snowflake',
    id: 'prod',
    file: '/h/connections.toml',
    engine: 'snowflake',
    connection: { account: 'acme', warehouse: 'THEIRS', role: 'R' },
    secrets: {},
    notes: [],
  } as const;
  const env = { SMALLEX_SECRET_SALES_PRIVATE_KEY_PASSPHRASE: 'canary-4' };
  const origins = originsOf(profile, { env, found });
  expect(origins.map(({ option, value, origin }) => `${option} | ${value} | ${origin}`)).toEqual([
    'auth_mode | password | the default',
    'account | acme | snowflake:prod in /h/connections.toml',
    'warehouse | MINE | the profile',
    'role | R | snowflake:prod in /h/connections.toml',
    'proxy_password | **** | the profile',
    'password |  | env:UNSET, which is not set',
    'token | **** | the profile, in plain text',
    'private_key_passphrase | **** | SMALLEX_SECRET_SALES_PRIVATE_KEY_PASSPHRASE, which goes before keyring:sales/x',
    'environment | staging | the profile’s settings',
  ]);
  expect(JSON.stringify(originsOf(profile, { env: {}, found: null }))).not.toContain('canary-4');
});

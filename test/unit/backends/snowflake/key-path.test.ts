import { expect, it } from 'vitest';
import { getBackend } from '../../../../source/backends/index.js';

it('a private key pasted where its path is wanted is refused, and never quoted', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\\nMIIcanary\\n-----END PRIVATE KEY-----\\n';
  const options = { auth_mode: 'key_pair', account: 'acme-prod', user: 'ADA', private_key_path: pem };
  const [fault] = getBackend('snowflake').checkConnectionOptions(options);
  expect(fault).toMatchObject({ field: 'private_key_path', severity: 'error' });
  expect(fault!.message).toBe('This is the private key itself; its path is wanted.');
  expect(JSON.stringify(fault)).not.toContain('canary');
});

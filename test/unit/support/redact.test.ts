import { describe, expect, it } from 'vitest';
import { guardSecret, isSecretKey, redactText, redactValue } from '../../../source/support/redact.js';

describe('redaction', () => {
  it.each(['password', 'PWD', 'access_token', 'private_key', 'privateKey', 'private_key_passphrase', 'client_secret'])(
    'takes %s for a secret',
    (key) => expect(isSecretKey(key)).toBe(true),
  );

  it.each(['private_key_file', 'private_key_path', 'token_file_path', 'user', 'auth_mode', 'oauth_token_url'])(
    'takes %s for none',
    (key) => expect(isSecretKey(key)).toBe(false),
  );

  it('masks values under secret keys, at any depth', () => {
    expect(redactValue({ a: [{ password: 'x', user: 'u', token: null }], n: 1 })).toEqual({
      a: [{ password: '****', user: 'u', token: null }],
      n: 1,
    });
  });

  it.each([
    [`CREATE USER a PASSWORD='it''s' x`, `CREATE USER a PASSWORD='****' x`],
    ['md:db?motherduck_token=abc&x=1', 'md:db?motherduck_token=****&x=1'],
    ['{"access_token": "a\\"b", "n": 1}', '{"access_token": "****", "n": 1}'],
    ['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer ****'],
    ['https://me:pw@proxy:80/', 'https://me:****@proxy:80/'],
    ['select token from t', 'select token from t'],
  ])('masks in text: %s', (text, masked) => expect(redactText(text)).toBe(masked));

  it('masks known secrets in every form they may be quoted in', () => {
    guardSecret('p@ss "word"');
    guardSecret('-----BEGIN X-----\nMIIEvAIBADANBgkqhkiG9w0\n-----END X-----');
    for (const text of [
      'a p@ss "word" b',
      'a p@ss \\"word\\" b',
      'a p%40ss%20%22word%22 b',
      'a MIIEvAIBADANBgkqhkiG9w0 b',
    ])
      expect(redactText(text)).toBe('a **** b');
  });

  it('masks a secret that is an everyday word where it stands alone, not as a part of a longer word', () => {
    guardSecret('snow');
    for (const text of [
      'a snow b',
      "a 'snow' b",
      'a https://u:snow@h b',
      'a password%3Dsnow&x b',
      'a x=snow b',
      'a "pw\\nsnow" b',
      'a \\u003dsnow b',
    ])
      expect(redactText(text), text).toMatch(/\*\*\*\*/);
    expect(redactText('snowflake at fakesnow:80, Snowman')).toBe('snowflake at fakesnow:80, Snowman');
    guardSecret('Snow7');
    expect(redactText('aSnow7b')).toBe('a****b');
  });

  it('leaves short values alone: they stand in ordinary text', () => {
    guardSecret('abc');
    expect(redactText('abcdef')).toBe('abcdef');
  });
});

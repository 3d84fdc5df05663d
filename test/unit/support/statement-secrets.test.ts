import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../../source/support/statement-secrets.js';
import { guardSecret } from '../../../source/support/redact.js';

describe('masked', () => {
  test.each([
    ["create user ada password = 'hunter2'", "create user ada password = '****'"],
    ["ALTER USER ada SET PASSWORD='it''s' COMMENT = 'x'", "ALTER USER ada SET PASSWORD='****' COMMENT = 'x'"],
    ["create user ada identified by 'pw'", "create user ada identified by '****'"],
    [
      "create secret s (type s3, key_id 'AKIA1', secret 'abc/def')",
      "create secret s (type s3, key_id '****', secret '****')",
    ],
    [
      "create stage x credentials = (aws_key_id='AK' aws_secret_key='SK' aws_token='T')",
      "create stage x credentials = (aws_key_id='****' aws_secret_key='****' aws_token='****')",
    ],
    ["set motherduck_token = 'abc'", "set motherduck_token = '****'"],
    ['select f(token => $$abc$$)', 'select f(token => $$****$$)'],
    ["copy into t from 'azure://a/b?sv=1&sig=aBc%2F&x=1'", "copy into t from 'azure://a/b?sv=1&sig=****&x=1'"],
    ["attach 'postgres://ada:pw@host/db'", "attach 'postgres://ada:****@host/db'"],
    [`select 'dapi${'0a'.repeat(16)}'`, "select '****'"],
    ['-- eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '-- ****'],
    // A draft, while the password is being typed, and what is cleared before it is closed.
    ["create user ada password = 'hunter2", "create user ada password = '****"],
    ["alter user ada set password='it''s", "alter user ada set password='****"],
    ['select f(token => $$abc', 'select f(token => $$****'],
    ['create user ada password = "hun', 'create user ada password = "****'],
    // An apostrophe in a comment opens no text, in the way of each engine.
    ["-- don't\ncreate user a password = 'pw'", "-- don't\ncreate user a password = '****'"],
    ["/* it's */ create user a password = 'pw'", "/* it's */ create user a password = '****'"],
    ["// isn't\ncreate user a password = 'pw'", "// isn't\ncreate user a password = '****'"],
    ["-- create user a password = 'pw'", "-- create user a password = '****'"],
    ["create user a password /* it's */ = -- new\n 'pw'", "create user a password /* it's */ = -- new\n '****'"],
    ["execute immediate $$create user a password='pw'$$", "execute immediate $$create user a password='****'$$"],
    // A backslash at the end of a text escapes nothing on DuckDB.
    ["attach 'C:\\'; create secret s (secret 'pw')", "attach 'C:\\'; create secret s (secret '****')"],
    ["select 'a\\'b'; alter user a set password = 'p\\'w'", "select 'a\\'b'; alter user a set password = '****'"],
  ])('%s', (sql, kept) => {
    expect(withoutSecrets(sql)).toBe(kept);
  });

  test('a secret that this process has resolved, in any literal', () => {
    guardSecret('correct horse battery');
    expect(withoutSecrets("select 'correct horse battery'")).toBe("select '****'");
  });
});

test.each([
  'select a.token, b.secret from a join b on a.token = b.token where password_set = true and tokens > 3',
  "select 'the password is not here'",
  "select count(*) from secrets where name = 'x'",
  'create table t (password varchar, token varchar)',
  "select * from t where key = 'a' and x like '%token%'",
  'create secret in s3 (type s3, provider credential_chain)',
])('kept as it is: %s', (sql) => {
  expect(withoutSecrets(sql)).toBe(sql);
});

test('a statement of many MB is read through', () => {
  const many = `insert into t values ${"('a', 'password'),".repeat(50_000)}`;
  expect(withoutSecrets(many)).toBe(many);
  expect(withoutSecrets(`password = '${'x'.repeat(20_000_000)}`)).toBe("password = '****");
  const encoded = `insert into files values ('${'QUJD'.repeat(5_000_000)}')`;
  expect(withoutSecrets(encoded)).toBe(encoded);
  expect(withoutSecrets("'".repeat(100_001))).toHaveLength(100_001);
  const comments = '--'.repeat(100_000) + '/*'.repeat(100_000);
  expect(withoutSecrets(comments)).toBe(comments);
});

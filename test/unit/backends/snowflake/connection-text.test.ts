import { describe, expect, it } from 'vitest';
import { readSnowflakeText } from '../../../../source/backends/snowflake/connection-text.js';

describe('readSnowflakeText', () => {
  it('takes a JDBC URL apart', () => {
    const url =
      'jdbc:snowflake://acme-prod.snowflakecomputing.com/?user=ada&warehouse=WH&db=SALES&schema=PUBLIC&role=ANALYST&authenticator=externalbrowser';
    expect(readSnowflakeText(url)).toEqual({
      account: 'acme-prod',
      user: 'ada',
      warehouse: 'WH',
      database: 'SALES',
      schema: 'PUBLIC',
      role: 'ANALYST',
      auth_mode: 'external_browser',
    });
  });

  it('takes a SQLAlchemy URL apart, with its escapes', () => {
    expect(readSnowflakeText('snowflake://ada%40acme.com:p%2Fw%3Ar@acme-prod/SALES/PUBLIC?warehouse=WH')).toEqual({
      account: 'acme-prod',
      user: 'ada@acme.com',
      password: 'p/w:r',
      database: 'SALES',
      schema: 'PUBLIC',
      warehouse: 'WH',
    });
  });

  it('takes ODBC and .NET strings apart', () => {
    const odbc =
      'Driver={SnowflakeDSIIDriver};Server=acme-prod.snowflakecomputing.com;Uid=ada;Pwd={a;b};Database=SALES;Warehouse="WH"';
    expect(readSnowflakeText(odbc)).toMatchObject({
      account: 'acme-prod',
      user: 'ada',
      database: 'SALES',
      warehouse: 'WH',
    });
    const net =
      'account=acme-prod;user=ada;password=secret;db=SALES;authenticator=snowflake_jwt;private_key_file=/k.p8;private_key_pwd=pp';
    expect(readSnowflakeText(net)).toEqual({
      account: 'acme-prod',
      user: 'ada',
      password: 'secret',
      database: 'SALES',
      auth_mode: 'key_pair',
      private_key_path: '/k.p8',
      private_key_passphrase: 'pp',
    });
  });

  it('knows an Okta address as an authenticator', () => {
    expect(readSnowflakeText('jdbc:snowflake://acme-prod/?authenticator=https%3A%2F%2Facme.okta.com')).toEqual({
      account: 'acme-prod',
      auth_mode: 'okta',
      okta_url: 'https://acme.okta.com',
    });
  });

  it('reads an address alone, and nothing from other text', () => {
    expect(readSnowflakeText('https://app.snowflake.com/acme/prod')).toEqual({ account: 'acme-prod' });
    expect(readSnowflakeText('select 1')).toEqual({});
    expect(readSnowflakeText('')).toEqual({});
  });
});

describe('what Snowflake’s own tools are given', () => {
  const whole = { account: 'acme-prod', user: 'ADA', password: 'a "b" #c', warehouse: 'WH', auth_mode: 'password' };

  it('reads a command', () => {
    const text =
      'snow connection add --connection-name prod --account acme-prod --user=ADA ' +
      `--password 'a "b" #c' --warehouse "WH" --authenticator snowflake --no-interactive`;
    expect(readSnowflakeText(text)).toEqual(whole);
  });

  it.each(['\n', ' '])('reads a block of connections.toml, its lines apart by %j', (between) => {
    const lines = [
      '[prod]',
      'account = "acme-prod"',
      'user = "ADA"',
      String.raw`password = "a \"b\" #c"`,
      'warehouse = "WH"',
    ];
    expect(readSnowflakeText([...lines, "authenticator = 'SNOWFLAKE'"].join(between))).toEqual(whole);
  });
});

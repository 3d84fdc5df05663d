import { describe, expect, it } from 'vitest';
import { readSnowflakeText } from '../../../../source/backends/snowflake/connection-text.js';

describe('readSnowflakeText', () => {
  it('takes a JDBC URL apart', () => {
    const url =
      'jdbc:snowflake://acme-prod.snowflakecomputing.com/?user=ada&warehouse=WH&db=SALES&schema=PUBLIC&role=ANALYST&authenticator=externalbrowser';
    expect(readSnowflakeText(url).options).toEqual({
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
    expect(
      readSnowflakeText('snowflake://ada%40acme.com:p%2Fw%3Ar@acme-prod/SALES/PUBLIC?warehouse=WH').options,
    ).toEqual({
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
    expect(readSnowflakeText(odbc).options).toMatchObject({
      account: 'acme-prod',
      user: 'ada',
      password: 'a;b',
      database: 'SALES',
      warehouse: 'WH',
    });
    const net =
      'account=acme-prod;user=ada;password=secret;db=SALES;authenticator=snowflake_jwt;private_key_file=/k.p8;private_key_pwd=pp';
    expect(readSnowflakeText(net).options).toEqual({
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
    expect(readSnowflakeText('jdbc:snowflake://acme-prod/?authenticator=https%3A%2F%2Facme.okta.com').options).toEqual({
      account: 'acme-prod',
      auth_mode: 'okta',
      okta_url: 'https://acme.okta.com',
    });
  });

  it('reads an address alone, and nothing from other text', () => {
    expect(readSnowflakeText('https://app.snowflake.com/acme/prod').options).toEqual({ account: 'acme-prod' });
    expect(readSnowflakeText('select 1').options).toEqual({});
    expect(readSnowflakeText('').options).toEqual({});
  });
});

describe('what Snowflake’s own tools are given', () => {
  const whole = { account: 'acme-prod', user: 'ADA', password: 'a "b" #c', warehouse: 'WH', auth_mode: 'password' };

  it('reads a command', () => {
    const text =
      'snow connection add --connection-name prod --account acme-prod --user=ADA ' +
      `--password 'a "b" #c' --warehouse "WH" --authenticator snowflake --no-interactive`;
    expect(readSnowflakeText(text).options).toEqual(whole);
  });

  it.each(['\n', ' '])('reads a block of connections.toml, its lines apart by %j', (between) => {
    const lines = [
      '[prod]',
      'account = "acme-prod"',
      'user = "ADA"',
      String.raw`password = "a \"b\" #c"`,
      'warehouse = "WH"',
    ];
    expect(readSnowflakeText([...lines, "authenticator = 'SNOWFLAKE'"].join(between)).options).toEqual(whole);
  });
});

describe('what else people have at hand', () => {
  it('the block that Snowsight gives: what is left open there is no value', () => {
    const text = [
      '# from Snowsight',
      '[connections.my_example_connection]',
      'account = "ACME-PROD" # the account',
      'user = "ADA"',
      'authenticator = "externalbrowser"',
      '# password = "old-secret"',
      'warehouse = "<none selected>"',
      'role = "ANALYST"',
    ].join('\n');
    expect(readSnowflakeText(text)).toEqual({
      sure: true,
      name: 'my_example_connection',
      options: { account: 'acme-prod', user: 'ADA', auth_mode: 'external_browser', role: 'ANALYST' },
      left: [],
      usualMode: undefined,
    });
  });

  it('a block with hosts, an escaped string, a key and more than one section', () => {
    const text = [
      '[dev]',
      'account = "acme.dev"',
      'region = "eu-central-1"',
      'host = "localhost"',
      'port = 8080',
      "password = '''",
      "line'one'''",
      'private_key_raw = """-----BEGIN PRIVATE KEY-----',
      'MIIE',
      '-----END PRIVATE KEY-----"""',
      'passcode = "123456"',
      'frobnicate = 1',
      '[prod]',
      'account = "other"',
    ].join('\n');
    const { options, left, name } = readSnowflakeText(text);
    expect(name).toBe('dev');
    expect(options).toEqual({
      account: 'acme-dev.eu-central-1',
      host: 'localhost',
      port: '8080',
      password: "line'one",
    });
    expect(left).toEqual([
      'The private key stands in the text itself; smallex takes keys by path: save it to a file.',
      'A passcode is good for one login and isn’t kept.',
      'smallex has no option for frobnicate.',
      'Only the first connection of the text was taken, "dev".',
    ]);
  });

  it('lines that set variables, and SnowSQL’s letters', () => {
    const lines =
      "export SNOWFLAKE_ACCOUNT=acme-prod\nexport SNOWFLAKE_USER='ADA L'\nSNOWFLAKE_PRIVATE_KEY_PATH=~/k.p8";
    expect(readSnowflakeText(lines)).toMatchObject({
      sure: true,
      usualMode: 'key_pair',
      options: { account: 'acme-prod', user: 'ADA L', private_key_path: '~/k.p8' },
    });
    expect(readSnowflakeText('snowsql -a acme-prod -u ADA -p 8080 -d DB -s PUBLIC -r R -w WH').options).toEqual({
      account: 'acme-prod',
      user: 'ADA',
      port: '8080',
      database: 'DB',
      schema: 'PUBLIC',
      role: 'R',
      warehouse: 'WH',
    });
    const command =
      'snow connection add \\\n  -n prod -a acme-prod \\\n  -u ADA -A SNOWFLAKE_JWT --private-key-file "/k e y.p8"';
    expect(readSnowflakeText(command)).toMatchObject({
      name: 'prod',
      options: { account: 'acme-prod', user: 'ADA', auth_mode: 'key_pair', private_key_path: '/k e y.p8' },
    });
  });

  it('a host that isn’t Snowflake’s stands beside the account', () => {
    const url = 'jdbc:snowflake://localhost:8080/?account=acme&user=ada&password=x%26y&ssl=off';
    expect(readSnowflakeText(url).options).toEqual({
      account: 'acme',
      host: 'localhost',
      port: '8080',
      protocol: 'http',
      user: 'ada',
      password: 'x&y',
    });
  });

  it.each([
    ['acme-prod', false],
    ['select 1', false],
    ['/data/shop.duckdb', false],
    ['https://app.snowflake.com/acme/prod/#/homepage', true],
    ['acme-prod.snowflakecomputing.com', true],
    ['account=acme-prod;user=ADA', true],
    ['[x]\nhost = https://dbc-1.cloud.databricks.com\ntoken = dapi1', false],
  ])('%j is Snowflake’s for certain: %s', (text, sure) => {
    expect(readSnowflakeText(text).sure).toBe(sure);
  });
});

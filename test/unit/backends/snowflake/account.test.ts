import { describe, expect, it } from 'vitest';
import { parseAccount, snowflakeHost } from '../../../../source/backends/snowflake/account.js';

describe('parseAccount', () => {
  it.each([
    ['acme-prod', 'acme-prod'],
    ['  ACME-PROD ', 'acme-prod'],
    ['ACME.PROD', 'acme-prod'],
    ['acme-my_account', 'acme-my_account'],
    ['ACME.MY_ACCOUNT', 'acme-my_account'],
    ['xy12345', 'xy12345'],
    ['xy12345.us-east-1', 'xy12345.us-east-1'],
    ['xy12345.eu-central-1.aws', 'xy12345.eu-central-1.aws'],
    ['xy12345.west-europe.azure', 'xy12345.west-europe.azure'],
    ['acme-prod.privatelink', 'acme-prod.privatelink'],
    ['acct-xyz.global', 'acct-xyz.global'],
    ['acme-prod.snowflakecomputing.com', 'acme-prod'],
    ['https://acme-prod.snowflakecomputing.com', 'acme-prod'],
    ['https://acme-prod.snowflakecomputing.com:443/console/login#/', 'acme-prod'],
    ['https://ACME-PROD.SNOWFLAKECOMPUTING.COM./', 'acme-prod'],
    ['xy12345.cn-northwest-1.aws.snowflakecomputing.cn', 'xy12345.cn-northwest-1.aws'],
    ['acme-prod.privatelink.snowflakecomputing.com', 'acme-prod.privatelink'],
    ['acme-prod.snowflakecomputing.mil', 'acme-prod.snowflakecomputing.mil'],
    ['https://app.snowflake.com/acme/prod/#/homepage', 'acme-prod'],
    ['https://app.snowflake.com/ACME/MY_ACCOUNT/w1abc/query', 'acme-my_account'],
    ['app.snowflake.com/us-east-1/xy12345/#/data', 'xy12345.us-east-1'],
    ['https://app.snowflake.com/west-europe.azure/xy12345', 'xy12345.west-europe.azure'],
    ['jdbc:snowflake://acme-prod.snowflakecomputing.com/?db=SALES', 'acme-prod'],
    ['snowflake://ada:secret@acme-prod/SALES', 'acme-prod'],
    ['Driver={SnowflakeDSIIDriver};Server=acme-prod.snowflakecomputing.com;Uid=ada', 'acme-prod'],
    ['account=acme-prod;user=ada', 'acme-prod'],
  ])('reads %s as %s', (text, account) => {
    expect(parseAccount(text)).toBe(account);
  });

  it.each(['', '   ', 'https://', 'a b', '-acme', 'acme..prod', 'drop table'])('refuses %j', (text) => {
    expect(() => parseAccount(text)).toThrow(/is not a Snowflake account/);
  });
});

describe('snowflakeHost', () => {
  it.each([
    ['acme-prod', 'acme-prod.snowflakecomputing.com'],
    ['acme-my_account', 'acme-my-account.snowflakecomputing.com'],
    ['xy12345.us-west-2', 'xy12345.snowflakecomputing.com'],
    ['xy12345.eu-central-1', 'xy12345.eu-central-1.snowflakecomputing.com'],
    ['xy12345.cn-northwest-1.aws', 'xy12345.cn-northwest-1.aws.snowflakecomputing.cn'],
    ['acme-prod.privatelink', 'acme-prod.privatelink.snowflakecomputing.com'],
    ['acme-prod.snowflakecomputing.mil', 'acme-prod.snowflakecomputing.mil'],
  ])('serves %s at %s', (account, host) => {
    expect(snowflakeHost(account)).toBe(host);
  });
});

import { expect, test } from 'vitest';
import { snowsightUrl } from '../../../../source/backends/snowflake/snowsight.js';

const ID = '01b2c3d4-0000-1111-0000-000000000001';
const PAGE = `#/compute/history/queries/${ID}/detail`;

test.each([
  ['organization and account', 'MYORG-ACCT', 'myorg-acct.snowflakecomputing.com', `myorg/acct/${PAGE}`],
  [
    'a name with _, which a host has as -',
    'myorg-my_acct',
    'myorg-my-acct.snowflakecomputing.com',
    `myorg/my_acct/${PAGE}`,
  ],
  ['a name with - in it', 'myorg-a-b', 'myorg-a-b.snowflakecomputing.com', `myorg/a-b/${PAGE}`],
  [
    'a locator with its region',
    'xy12345.eu-central-1',
    'xy12345.eu-central-1.snowflakecomputing.com',
    `eu-central-1/xy12345/${PAGE}`,
  ],
  [
    'a locator with its region and cloud',
    'xy12345.west-europe.azure',
    'xy12345.west-europe.azure.snowflakecomputing.com',
    `west-europe.azure/xy12345/${PAGE}`,
  ],
])('the page of a query for %s', (_what, account, host, page) => {
  expect(snowsightUrl(account, host, ID)).toBe(`https://app.snowflake.com/${page}`);
});

test.each([
  ['a host of its own', 'myorg-acct', 'localhost'],
  ['a proxy in front', 'myorg-acct', 'snowflake.corp.example'],
  ['a locator without its region', 'xy12345', 'xy12345.snowflakecomputing.com'],
  ['a private link', 'acct.privatelink', 'acct.privatelink.snowflakecomputing.com'],
  ['China, which has another host', 'xy12345.cn-north-1', 'xy12345.cn-north-1.snowflakecomputing.cn'],
])('none for %s', (_what, account, host) => {
  expect(snowsightUrl(account, host, ID)).toBeNull();
});

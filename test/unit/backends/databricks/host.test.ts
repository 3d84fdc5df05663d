import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAzureHost,
  parseHostname,
  parseHttpPath,
  readDatabricksText,
  warehouseIdOf,
  workspaceIdOf,
} from '../../../../source/backends/databricks/host.js';

const HOST = 'dbc-a1b2345c-d6e7.cloud.databricks.com';
const PATH = '/sql/1.0/warehouses/a1b2c3d4e5f60718';
const AZURE = 'adb-1234567890123456.7.azuredatabricks.net';
const CLUSTER = '/sql/protocolv1/o/1234567890123456/1122-334455-abcdefgh';

const PASTED: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [HOST, { server_hostname: HOST }],
  [`https://${HOST}`, { server_hostname: HOST }],
  [`https://${HOST}/`, { server_hostname: HOST }],
  [`  "https://${HOST}/?o=1234567890123456#"  `, { server_hostname: HOST }],
  [`http://${HOST}:443`, { server_hostname: HOST }],
  [`${HOST}:8443`, { server_hostname: HOST, port: '8443' }],
  ['localhost', { server_hostname: 'localhost' }],
  [`https://${HOST}/sql/warehouses/a1b2c3d4e5f60718?o=1234`, { server_hostname: HOST, http_path: PATH }],
  [`https://${HOST}/sql/warehouses/a1b2c3d4e5f60718/connectionDetails`, { server_hostname: HOST, http_path: PATH }],
  [`https://${HOST}/compute/sql-warehouses/a1b2c3d4e5f60718`, { server_hostname: HOST, http_path: PATH }],
  [`https://${HOST}/sql/endpoints/a1b2c3d4e5f60718`, { server_hostname: HOST, http_path: PATH }],
  [`${HOST}${PATH}`, { server_hostname: HOST, http_path: PATH }],
  [PATH, { http_path: PATH }],
  ['sql/1.0/warehouses/a1b2c3d4e5f60718', { http_path: PATH }],
  [`${PATH}?o=1234567890123456`, { http_path: `${PATH}?o=1234567890123456` }],
  ['/sql/1.0/endpoints/a1b2c3d4e5f60718', { http_path: '/sql/1.0/endpoints/a1b2c3d4e5f60718' }],
  ['a1b2c3d4e5f60718', { http_path: PATH }],
  ['sql/protocolv1/o/1234567890123456/1122-334455-abcdefgh', { http_path: CLUSTER }],
  [
    `https://${AZURE}/?o=1234567890123456#setting/clusters/1122-334455-abcdefgh/configuration`,
    { server_hostname: AZURE, http_path: CLUSTER },
  ],
  [`https://${AZURE}/compute/clusters/1122-334455-abcdefgh`, { server_hostname: AZURE, http_path: CLUSTER }],
  [
    `jdbc:databricks://${HOST}:443/default;transportMode=http;ssl=1;AuthMech=3;httpPath=${PATH};`,
    { server_hostname: HOST, http_path: PATH },
  ],
  [
    `jdbc:databricks://${HOST}:443;httpPath=${PATH};UID=token;PWD=dapi123;ConnCatalog=main;ConnSchema=sales`,
    { server_hostname: HOST, http_path: PATH, access_token: 'dapi123', catalog: 'main', schema: 'sales' },
  ],
  [
    `jdbc:spark://${HOST}:8443/sales;httpPath=${CLUSTER.slice(1)}`,
    { server_hostname: HOST, port: '8443', schema: 'sales', http_path: CLUSTER },
  ],
  [
    `Driver=/opt/simba/libsparkodbc_sb64.so;Host=${HOST};Port=443;HTTPPath=${PATH};SSL=1;AuthMech=3;UID=token;PWD={dapi123}`,
    { server_hostname: HOST, http_path: PATH, access_token: 'dapi123' },
  ],
  [
    `databricks://token:dapi123@${HOST}:443/sales?http_path=${encodeURIComponent(PATH)}&catalog=main`,
    { server_hostname: HOST, access_token: 'dapi123', schema: 'sales', http_path: PATH, catalog: 'main' },
  ],
  [
    `token:dapi123@${HOST}:443${PATH}?catalog=main&schema=s`,
    { server_hostname: HOST, access_token: 'dapi123', http_path: PATH, catalog: 'main', schema: 's' },
  ],
  ['', {}],
  ['my warehouse', {}],
  ['warehouse', {}],
];

describe('readDatabricksText', () => {
  it.each(PASTED)('reads %j', (text, expected) => {
    expect(readDatabricksText(text)).toEqual(expected);
  });

  it('reads what it has given back as the same', () => {
    for (const [, { server_hostname: host, http_path: path }] of PASTED) {
      if (host !== undefined) expect(parseHostname(host)).toBe(host);
      if (path !== undefined) expect(parseHttpPath(path)).toBe(path);
    }
  });

  it('takes any text without failing, and gives no host with a scheme or slash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        expect(readDatabricksText(text)['server_hostname'] ?? '').not.toMatch(/[/:\s]/);
      }),
    );
  });
});

describe('a single field', () => {
  it('names what is wrong with it', () => {
    expect(() => parseHostname('my workspace')).toThrow('"my workspace" holds no host name.');
    expect(() => parseHttpPath(HOST)).toThrow('is no HTTP path.');
  });

  it('knows warehouses, clusters and workspaces by their paths', () => {
    expect(warehouseIdOf(PATH)).toBe('a1b2c3d4e5f60718');
    expect(warehouseIdOf(CLUSTER)).toBeNull();
    expect(workspaceIdOf(CLUSTER)).toBe('1234567890123456');
    expect(workspaceIdOf(`${PATH}?o=42`)).toBe('42');
    expect(workspaceIdOf(PATH)).toBeNull();
  });

  it('knows Azure by the host', () => {
    expect([AZURE, 'adb-1.2.databricks.azure.cn', HOST].map(isAzureHost)).toEqual([true, true, false]);
  });
});

import { describe, expect, test } from 'vitest';
import {
  BaseDatabaseBackend,
  DatabricksBackend,
  DuckDBBackend,
  getBackend,
  listBackends,
  openSession,
  SnowflakeBackend,
  ValueError,
  type DatabaseConfig,
} from '../../../source/index.js';

const SNOWFLAKE = {
  account: 'myorg-acct',
  user: 'ME',
  password: 'pw',
  warehouse: 'WH',
  database: 'SALES',
  schema: 'PUBLIC',
};
const DATABRICKS = {
  server_hostname: 'dbc-a1b2345c-d6e7.cloud.databricks.com',
  http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718',
  access_token: 'dapi0',
};

/** What was thrown. A caller in JavaScript may pass anything. */
function thrownBy(run: () => unknown): ValueError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return error as ValueError;
  }
  throw new Error('Nothing was thrown.');
}

describe('getBackend', () => {
  test.each([
    ['snowflake', SnowflakeBackend, 'snowflake-sdk', 'createConnection', ['account', 'user', 'password']],
    [
      'databricks',
      DatabricksBackend,
      '@databricks/sql',
      'DBSQLClient',
      ['server_hostname', 'http_path', 'access_token'],
    ],
    ['duckdb', DuckDBBackend, '@duckdb/node-api', 'DuckDBInstance', []],
  ])('%s', (engine, type, modulePath, connectAttr, required) => {
    const backend = getBackend(engine);
    expect(backend).toBeInstanceOf(type);
    expect(backend).toBeInstanceOf(BaseDatabaseBackend);
    expect(backend).toMatchObject({
      engineName: engine,
      modulePath,
      connectAttr,
      requiredConnectionFields: required,
    });
    expect(listBackends()).toContain(engine);
  });

  test.each([
    ['snowflke', 'Unknown engine "snowflke". Did you mean "snowflake"?'],
    ['__proto__', 'Unknown engine "__proto__".'],
    ['', 'Unknown engine "".'],
    [undefined, 'No engine is named: it must be a text.'],
    [null, 'No engine is named: it must be a text.'],
    [3, 'No engine is named: it must be a text.'],
  ])('refuses %j', (engine, message) => {
    const error = thrownBy(() => getBackend(engine as string));
    expect(error).toMatchObject({ message, hint: 'Known engines: snowflake, databricks, duckdb.' });
  });
});

describe.each([
  ['snowflake', SNOWFLAKE],
  ['databricks', DATABRICKS],
  ['duckdb', { path: 'shop.duckdb' }],
])('the options of %s', (engine, options) => {
  const backend = getBackend(engine);

  test('that are documented pass, and are not touched', () => {
    const given = Object.freeze({ ...options });
    expect(() => backend.validateConnectionOptions(given)).not.toThrow();
    const prepared = backend.prepareConnectionOptions(given);
    expect(prepared).not.toBe(given);
    // The driver gets its own keys, none of the framework's.
    expect(prepared).not.toHaveProperty('auth_mode');
    expect(given).toEqual(options);
  });

  test.each(backend.requiredConnectionFields)('need %s', async (field) => {
    const { [field]: _, ...rest } = options as Record<string, unknown>;
    expect(thrownBy(() => backend.validateConnectionOptions(rest)).message).toContain(field);
    // Before a driver is imported, and before anything is sent.
    await expect(backend.connect(rest)).rejects.toThrow(ValueError);
  });

  test('that name an unknown mode are refused, by validation and preparation', () => {
    const wrong = { ...options, auth_mode: 'tokenn' };
    expect(thrownBy(() => backend.validateConnectionOptions(wrong)).message).toContain('has no auth mode "tokenn"');
    expect(thrownBy(() => backend.prepareConnectionOptions(wrong)).message).toContain('has no auth mode "tokenn"');
  });

  test.each([undefined, null, 'path'])('can’t be %j', async (given) => {
    const message = `There are no options for ${backend.label}.`;
    expect(thrownBy(() => backend.validateConnectionOptions(given as never)).message).toBe(message);
    await expect(backend.connect(given as never)).rejects.toThrow(message);
    await expect(openSession({ engine, connection: given } as unknown as DatabaseConfig)).rejects.toThrow(message);
  });
});

test('every missing option is told at once', () => {
  const { message } = thrownBy(() => getBackend('snowflake').validateConnectionOptions({}));
  expect(message.split('\n')).toEqual([
    expect.stringContaining('account'),
    expect.stringContaining('user'),
    expect.stringContaining('password'),
  ]);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { driverVersion, loadDriver, relaxOcsp, type Driver } from '../../../../source/backends/snowflake/driver.js';

describe('loadDriver', () => {
  it('says how to install a driver that is missing', async () => {
    await expect(loadDriver('snowflake-sdk-that-is-missing', 'createConnection')).rejects.toMatchObject({
      name: 'ConfigError',
      message: 'The Snowflake driver is not installed.',
      hint: 'Install it with: npm install snowflake-sdk@3.3.0',
    });
  });

  it('says it when the module is not the driver that it was made for', async () => {
    await expect(loadDriver('node:path', 'createConnection')).rejects.toThrow('has no "createConnection"');
  });

  it('silences the driver before it loads: no cloud metadata, no warning, no native addon, no telemetry', async () => {
    const driver = await loadDriver('snowflake-sdk', 'createConnection');
    expect(Object.keys(driver)).toContain('createConnection');
    for (const name of ['SNOWFLAKE_DISABLE_PLATFORM_DETECTION', 'SNOWFLAKE_DISABLE_MINICORE']) {
      expect(process.env[name]).toBe('true');
    }
    expect(await loadDriver('snowflake-sdk', 'createConnection')).toBe(driver);
  });

  it('is loaded without a trace in the home of the person', () => {
    const home = mkdtempSync(join(tmpdir(), 'smallex-driver-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const driver = join(import.meta.dirname, '../../../../dist/index.js');
    const program = `
      const { SnowflakeBackend } = await import(${JSON.stringify(pathToFileURL(driver).href)});
      const login = new SnowflakeBackend().login(
        { account: 'a', user: 'u', password: 'p', host: '127.0.0.1', port: '1', protocol: 'http' },
        { onEvent: () => {}, ask: () => Promise.reject(new Error()) },
      );
      await login.catch((error) => console.log(error.name));
      process.exit();`;
    const env = { HOME: home, SMALLEX_HOME: join(home, 'ours'), PATH: process.env['PATH'] };
    const said = spawnSync(process.execPath, ['--input-type=module', '-e', program], { env, encoding: 'utf8' });
    expect(said).toMatchObject({ stdout: 'ConnectionError\n', stderr: '' });
    expect(readdirSync(home)).toEqual(['ours']);
  });

  it('finds the version whose rows it knows to read raw', () => {
    expect(driverVersion()).toBe('3.3.0');
  });
});

describe('relaxOcsp', () => {
  it.each([
    ['https://acme-prod.snowflakecomputing.com', 0],
    ['https://acme.privatelink.snowflakecomputing.com', 0],
    ['http://127.0.0.1:8080', 0],
    ['https://snowflake.acme.internal', 1],
  ])('of %s changes %i settings', (accessUrl, changes) => {
    const settings: unknown[] = [];
    const driver: Driver = {
      createConnection: () => {
        throw new Error('not here');
      },
      configure: (options) => void settings.push(options),
    };
    relaxOcsp(driver, { accessUrl, host: new URL(accessUrl).hostname });
    expect(settings).toEqual(changes === 0 ? [] : [{ disableOCSPChecks: true }]);
  });
});

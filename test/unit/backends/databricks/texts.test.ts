import { describe, expect, it } from 'vitest';
import { contextChange, quoted } from '../../../../source/backends/databricks/context.js';
import { parseProxy, proxyFromEnvironment } from '../../../../source/backends/web/proxy.js';
import { splitCommand } from '../../../../source/backends/databricks/words.js';

describe('splitCommand', () => {
  it.each([
    ['databricks auth token', ['databricks', 'auth', 'token']],
    [`  a  'b c' "d \\"e\\" $x" f\\ g '' `, ['a', 'b c', 'd "e" $x', 'f g', '']],
    ['a"b"c', ['abc']],
    [String.raw`"C:\Program Files\az" 'x\y'`, [String.raw`C:\Program Files\az`, String.raw`x\y`]],
    ['["a b", "c"]', ['a b', 'c']],
    ['$(rm -rf /) ; x', ['$(rm', '-rf', '/)', ';', 'x']],
  ])('splits %j without a shell', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each(['', '  ', '""', 'a "b', '[1]', '[a'])('refuses %j', (text) => {
    expect(() => splitCommand(text)).toThrow(/command/);
  });
});

describe('proxies', () => {
  it('come from the environment unless the host is excepted', () => {
    const env = { HTTPS_PROXY: 'http://p:3128', no_proxy: 'internal.example.com, .corp:443,10.0.0.1' };
    const hostOf = (host: string, port = 443) => proxyFromEnvironment(host, port, env)?.host;
    expect(hostOf('dbc-1.cloud.databricks.com')).toBe('p');
    expect(hostOf('internal.example.com')).toBeUndefined();
    expect(hostOf('a.internal.example.com')).toBeUndefined();
    expect(hostOf('notinternal.example.com')).toBe('p');
    expect(hostOf('x.corp')).toBeUndefined();
    expect(hostOf('x.corp', 8443)).toBe('p');
    expect(hostOf('10.0.0.1')).toBeUndefined();
    expect(hostOf('localhost')).toBeUndefined();
    expect(proxyFromEnvironment('h', 443, { ...env, no_proxy: '*' })).toBeUndefined();
    expect(proxyFromEnvironment('h', 443, { ...env, https_proxy: 'q:1' })).toMatchObject({ host: 'q', port: 1 });
    expect(proxyFromEnvironment('h', 443, {})).toBeUndefined();
  });

  it('are http or https', () => {
    expect(parseProxy('https://p')).toEqual({ protocol: 'https', host: 'p', port: 443 });
    expect(() => parseProxy('socks5://p:1')).toThrow('no http:// or https:// address');
  });
});

describe('contextChange', () => {
  it.each([
    ['USE CATALOG main', { catalog: 'main', schema: 'default' }],
    ['use catalog `My``Cat`;', { catalog: 'My`Cat', schema: 'default' }],
    ["SET CATALOG 'Main'", { catalog: 'main', schema: 'default' }],
    ['USE sales', { schema: 'sales' }],
    ['-- there\n/* and\nhere */ USE SCHEMA `A b`', { schema: 'A b' }],
    ['USE DATABASE main . sales ;', { catalog: 'main', schema: 'sales' }],
    ["SET TIME ZONE 'Europe/Berlin'", { timeZone: 'Europe/Berlin' }],
    ['SET TIMEZONE = UTC', { timeZone: 'UTC' }],
    ['set spark.sql.session.timeZone=+08:00', { timeZone: '+08:00' }],
    ['SET TIME ZONE LOCAL', { unknown: true }],
    ['USE IDENTIFIER(:x)', { unknown: true }],
    ["EXECUTE IMMEDIATE 'USE x'", { unknown: true }],
    ['BEGIN USE x; END', { unknown: true }],
    ['DROP SCHEMA sales', { unknown: true }],
    ['SELECT 1 -- USE x', null],
    ['USER', null],
  ])('reads %j', (sql, change) => {
    expect(contextChange(sql)).toEqual(change);
  });

  it('quotes names so that they come back the same', () => {
    for (const name of ['a', 'A b', '`', 'a`b']) {
      expect(contextChange(`USE ${quoted(name)}`)).toEqual({ schema: name });
    }
  });
});

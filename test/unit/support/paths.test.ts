import { describe, expect, it } from 'vitest';
import { appPaths, expandTilde } from '../../../source/support/paths.js';

describe('folders', () => {
  it('follow XDG on Linux, and ignore a relative path there', () => {
    const env = { XDG_CONFIG_HOME: '/c', XDG_CACHE_HOME: 'relative' };
    expect(appPaths({ env, platform: 'linux', home: '/home/a' })).toEqual({
      config: '/c/smallex',
      data: '/home/a/.local/share/smallex',
      cache: '/home/a/.cache/smallex',
      state: '/home/a/.local/state/smallex',
    });
  });

  it('lie in ~/Library on macOS and under APPDATA on Windows', () => {
    expect(appPaths({ env: {}, platform: 'darwin', home: '/Users/a' }).config).toBe(
      '/Users/a/Library/Application Support/smallex',
    );
    expect(appPaths({ env: { APPDATA: '/r' }, platform: 'win32', home: '/a' }).config).toBe('/r/smallex');
  });

  it('lie together under SMALLEX_HOME', () => {
    const paths = appPaths({ env: { SMALLEX_HOME: '~/x', XDG_CONFIG_HOME: '/c' }, platform: 'linux', home: '/h' });
    expect(paths.config).toBe('/h/x');
    expect(Object.values<string>({ ...paths }).every((path) => path.startsWith('/h/x'))).toBe(true);
  });

  it('expand ~ and nothing else', () => {
    expect(['~', '~/a', '~b/a', 'a/~', '/a'].map((path) => expandTilde(path, '/h'))).toEqual([
      '/h',
      '/h/a',
      '~b/a',
      'a/~',
      '/a',
    ]);
  });
});

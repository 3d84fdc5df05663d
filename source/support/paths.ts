import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folders of smallex, absolute. None of them is made by asking for it. */
export interface AppPaths {
  /** What the person chose: profiles, settings. */
  readonly config: string;
  /** What can't be made again: history. */
  readonly data: string;
  /** What can be made again: catalog caches. */
  readonly cache: string;
  /** What only this machine cares about: last-used stamps, logs. */
  readonly state: string;
}

export interface PathsInput {
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

const APP = 'smallex';

/**
 * Where smallex keeps its files: the XDG folders on Linux and other Unixes, ~/Library on macOS, %APPDATA% and
 * %LOCALAPPDATA% on Windows. `SMALLEX_HOME` puts everything into one folder, for tests and for portable set-ups.
 */
export function appPaths({
  env = process.env,
  platform = process.platform,
  home = homedir(),
}: PathsInput = {}): AppPaths {
  const single = env['SMALLEX_HOME'];
  if (single) {
    const root = expandTilde(single, home);
    return { config: root, data: join(root, 'data'), cache: join(root, 'cache'), state: join(root, 'state') };
  }
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', APP);
    return {
      config: support,
      data: join(support, 'data'),
      cache: join(home, 'Library', 'Caches', APP),
      state: join(support, 'state'),
    };
  }
  if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    const local = join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), APP);
    return {
      config: join(roaming, APP),
      data: join(local, 'data'),
      cache: join(local, 'cache'),
      state: join(local, 'state'),
    };
  }
  // The XDG specification: a relative path in these variables is invalid and is to be ignored.
  const xdg = (name: string, fallback: string): string => {
    const value = env[name];
    return join(value && isAbsolute(value) ? value : join(home, fallback), APP);
  };
  return {
    config: xdg('XDG_CONFIG_HOME', '.config'),
    data: xdg('XDG_DATA_HOME', '.local/share'),
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    state: xdg('XDG_STATE_HOME', '.local/state'),
  };
}

/** A path with a leading `~` or `~/` replaced by the home folder; any other path as it is (`~name` too). */
export function expandTilde(path: string, home = homedir()): string {
  if (path === '~') return home;
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path;
}

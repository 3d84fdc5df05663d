import { spawn } from 'node:child_process';

/**
 * Opens an address in the person's browser, where there is one: `$BROWSER`, else the system's way. Over SSH, and
 * without a display, nothing is opened: the caller shows the address in any case.
 * @returns true when a browser was started; whether it opened is not known.
 */
export function openBrowser(url: string, env: NodeJS.ProcessEnv = process.env, platform = process.platform): boolean {
  // A server chooses part of the address: nothing but a web page is ever handed to the system.
  if (!/^https?:\/\//i.test(url)) return false;
  const command = browserCommand(env, platform);
  if (command === null) return false;
  const [program, ...args] = command;
  try {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    child.on('error', () => undefined);
    child.unref();
    return true;
  } catch {
    return false;
  }
}

/** The command that takes an address; null where there is no browser to see it. */
export function browserCommand(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | null {
  const chosen = env['BROWSER']?.trim();
  if (chosen === 'none') return null;
  if (chosen) return [chosen];
  if (env['SSH_CONNECTION'] || env['SSH_TTY']) return null;
  if (platform === 'darwin') return ['open'];
  // `start` is a word of the shell and would read `&` in the address as its own.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : null;
}

import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';

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

/**
 * The line that leads the port of this machine to the one where the person's browser runs, when this is an SSH session;
 * null otherwise.
 */
export function forwardLine(port: number | undefined, env: NodeJS.ProcessEnv = process.env): string | null {
  // "client-address client-port server-address server-port"
  const host = env['SSH_CONNECTION']?.split(' ')[2];
  if (port === undefined || !host) return null;
  const at = `${env['USER'] ?? userInfo().username}@${host}`;
  return `To let your browser come back by itself, run this on your own machine first: ssh -L ${port}:localhost:${port} ${at}`;
}

/** What a face prints under each other for a login in the browser, which it starts where there is one. */
export function offerAddress(
  { url, port }: { readonly url: string; readonly port?: number | undefined },
  env: NodeJS.ProcessEnv = process.env,
): string {
  const forward = openBrowser(url, env) ? null : forwardLine(port, env);
  return ['Open this address to log in:', url, ...(forward ? [forward] : [])].join('\n');
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

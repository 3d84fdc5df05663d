import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** What a clipboard is not asked to hold. */
export const MOST_SYSTEM_BYTES = 16_000_000;
// Each of them takes the text and goes, or stays as a process of its own.
const PATIENCE_MS = 2_000;

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly encoding?: 'utf16le';
}

const CLIP: Program = { name: 'clip.exe', args: [], encoding: 'utf16le' };

/**
 * The programs that reach the clipboard of the person's desktop and are here, the likeliest first; none over SSH, where
 * this machine's clipboard is nobody's.
 */
export function clipboardPrograms(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): Program[] {
  if (env['SSH_CONNECTION'] || env['SSH_TTY']) return [];
  return candidates(env, platform).filter(({ name }) => isHere(name, env));
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Program[] {
  if (platform === 'darwin') return [{ name: 'pbcopy', args: [] }];
  if (platform === 'win32' || env['WSL_DISTRO_NAME']) return [CLIP];
  const wayland = env['WAYLAND_DISPLAY'] ? [{ name: 'wl-copy', args: [] }] : [];
  const x11 = env['DISPLAY']
    ? [
        { name: 'xclip', args: ['-selection', 'clipboard'] },
        { name: 'xsel', args: ['--clipboard', '--input'] },
      ]
    : [];
  return [...wayland, ...x11];
}

/** Gives the text to the first program that takes it. @returns its name; null: none did */
export async function copyToSystem(text: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const program of clipboardPrograms(env)) if (await gives(text, program)) return program.name;
  return null;
}

function gives(text: string, { name, args, encoding }: Program): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(name, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    const late = setTimeout(() => child.kill(), PATIENCE_MS);
    const end = (ok: boolean): void => {
      clearTimeout(late);
      resolve(ok);
    };
    child.on('error', () => end(false));
    // Not `close`: xclip and wl-copy go on in the background, to serve what they hold.
    child.on('exit', (code) => end(code === 0));
    child.stdin.on('error', () => undefined);
    // clip.exe takes bytes without a mark for the code page of the console.
    child.stdin.end(encoding ? Buffer.from(`\ufeff${text}`, encoding) : text);
  });
}

function isHere(name: string, env: NodeJS.ProcessEnv): boolean {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

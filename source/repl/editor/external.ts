import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigError } from '../../support/errors.js';

export interface ExternalEditorOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Gives the terminal to the editor and takes it back whole: `screen.suspend`. */
  readonly suspend: <T>(run: () => Promise<T>) => Promise<T>;
}

/**
 * Lets a person edit a text in their own editor.
 *
 * @returns the text as they left it; null when the editor ended with an error code (`:cq` in vim: nothing changes)
 * @throws ConfigError when there is no such editor
 */
export async function editText(text: string, options: ExternalEditorOptions): Promise<string | null> {
  // A folder of its own, closed to others: the name stays readable in the editor's title.
  const folder = mkdtempSync(join(tmpdir(), 'smallex-'));
  const path = join(folder, 'statement.sql');
  try {
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
    if (!(await editFile(path, options))) return null;
    const edited = readFileSync(path, 'utf8').replace(/\r\n?/g, '\n');
    // Editors end the last line; the text at the prompt has no such end.
    return text.endsWith('\n') ? edited : edited.replace(/\n$/, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Opens a file in the person's editor, and waits until they close it.
 *
 * @returns false when the editor ended with an error code
 * @throws ConfigError when there is no such editor
 */
export async function editFile(path: string, { env = process.env, suspend }: ExternalEditorOptions): Promise<boolean> {
  const [command, ...args] = editorCommand(env);
  return suspend(
    () =>
      new Promise<boolean>((resolve, reject) => {
        // Not spawnSync: a statement may be running, and its answer must still be read.
        const child = spawn(command, [...args, path], { stdio: 'inherit', env });
        child.on('error', () => reject(noSuchEditor(command)));
        child.on('exit', (code) => resolve(code === 0));
      }),
  );
}

/** `$VISUAL`, `$EDITOR` or what every system has, with its arguments, and told to wait where it would not by itself. */
export function editorCommand(env: NodeJS.ProcessEnv, platform = process.platform): readonly [string, ...string[]] {
  const chosen = env['VISUAL']?.trim() || env['EDITOR']?.trim() || (platform === 'win32' ? 'notepad' : 'vi');
  const [command = 'vi', ...args] = words(chosen);
  const wait =
    WAIT_FLAGS[
      basename(command)
        .toLowerCase()
        .replace(/\.(cmd|exe|bat)$/, '')
    ];
  const waits = wait === undefined || args.some((arg) => WAITING.has(arg));
  return [command, ...args, ...(waits ? [] : [wait])];
}

/** Editors whose command returns at once, and the flag that makes it stay. */
const WAIT_FLAGS: Readonly<Record<string, string>> = {
  code: '--wait',
  'code-insiders': '--wait',
  codium: '--wait',
  vscodium: '--wait',
  cursor: '--wait',
  windsurf: '--wait',
  zed: '--wait',
  subl: '--wait',
  sublime_text: '--wait',
  atom: '--wait',
  mate: '-w',
  bbedit: '-w',
  gvim: '-f',
  mvim: '-f',
};
const WAITING: ReadonlySet<string> = new Set(['--wait', '-w', '-f', '--nofork']);

/** Splits as a shell would: blanks outside quotes; a backslash keeps the next character. */
function words(text: string): string[] {
  const found = text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return found.map((word) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : (single ?? escaped ?? ''),
    ),
  );
}

function noSuchEditor(command: string): ConfigError {
  return new ConfigError(`The editor "${command}" could not be started.`, {
    hint: 'Set the variable EDITOR (or VISUAL) to the command of your editor, for example EDITOR=nano.',
  });
}

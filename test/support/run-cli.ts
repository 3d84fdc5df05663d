import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');

export interface CliOptions {
  /** Written to stdin, which is then closed; without it stdin is empty. */
  readonly input?: string;
  readonly cwd?: string;
  /** The folder of profiles and history; a fresh one when absent. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly nodeArgs?: readonly string[];
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built program without a terminal. */
export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcess {
  return spawn(process.execPath, [...(options.nodeArgs ?? []), CLI, ...args], {
    cwd: options.cwd,
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      HOME: options.home,
      SMALLEX_HOME: options.home,
      SMALLEX_KEYRING: 'off',
      TZ: 'UTC',
      ...options.env,
    },
  });
}

/** Runs the built program without a terminal, to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'smallex-cli-'));
  try {
    const child = startCli(args, { ...options, home });
    child.stdin!.end(options.input ?? '');
    return await resultOf(child);
  } finally {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  }
}

/** What a program printed, once it has ended. */
export function resultOf(child: ChildProcess): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Job } from './child.js';

export interface ChildEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stands in its working folder after it ended, and files in its home folder (drivers make empty cache folders there). */
  readonly files: readonly string[];
  readonly result: Readonly<Record<string, unknown>>;
  /** How long it went on after its work was done and its connection closed. */
  readonly lingeredMs: number;
}

const LIMIT_MS = 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
let bundled: Promise<string> | undefined;

/** Runs a job of child.ts in a process of its own, in an empty folder. */
export async function runChild(job: Job): Promise<ChildEnd> {
  bundled ??= bundle();
  const script = await bundled;
  const folder = mkdtempSync(join(tmpdir(), 'smallex-contract-'));
  const [cwd, home] = [join(folder, 'work'), join(folder, 'home')];
  mkdirSync(cwd);
  mkdirSync(home);
  const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify(job)], {
    cwd,
    env: { ...process.env, HOME: home, TMPDIR: home },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: LIMIT_MS,
  });
  let result: Readonly<Record<string, unknown>> = {};
  let doneAt = Number.NaN;
  child.on('message', (told) => {
    result = told as Readonly<Record<string, unknown>>;
    doneAt = performance.now();
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  const lingeredMs = performance.now() - doneAt;
  const inHome = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = [...readdirSync(cwd), ...inHome.map(({ name }) => name)];
  rmSync(folder, { recursive: true, force: true });
  return { code, stdout, stderr, files, result, lingeredMs };
}

/** Node 20 runs no TypeScript. The bundle stands in the repository, where it finds the drivers. */
async function bundle(): Promise<string> {
  const outfile = join(root, 'test', 'artifacts', `contract-child-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, 'test', 'contract', 'child.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}

/** Removes what `runChild` built. */
export async function removeBundle(): Promise<void> {
  if (bundled) rmSync(await bundled, { force: true });
  bundled = undefined;
}

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly ms: number;
  /** The most memory that the process held at once; null where the system doesn't tell (/proc). */
  readonly mib: number | null;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const POLL_MS = 20;

/** Runs a program to its end. @throws Error with what it wrote to stderr when it fails */
async function measure({ file, args, env }: Command): Promise<Measured> {
  const started = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let mib: number | null = null;
  const poll = setInterval(() => (mib = peakOf(child.pid) ?? mib), POLL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearInterval(poll));
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${String(code)}: ${stderr.slice(-2000)}`);
  return { ms: performance.now() - started, mib };
}

/** The fastest of some rounds, with the memory of the hungriest. */
export async function best(command: Command, rounds: number): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < rounds; round++) all.push(await measure(command));
  const memory = all.flatMap(({ mib }) => (mib === null ? [] : [mib]));
  return { ms: Math.min(...all.map(({ ms }) => ms)), mib: memory.length === 0 ? null : Math.max(...memory) };
}

function peakOf(pid: number | undefined): number | null {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch {
    return null;
  }
}

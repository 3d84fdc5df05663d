import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Row } from './sql.js';

const CLI = resolve('dist/cli.js');
const ROUNDS = 7;

/** Whole processes, against a Node that does nothing: what a person waits for before anything happens. */
export async function bench(): Promise<Row[]> {
  const floor = median(['-e', '']);
  const against = 'time of node -e ""';
  const row = (name: string, args: readonly string[]): Row => {
    const figure = median([CLI, ...args]);
    return { name, figure, unit: 'ms', against, ratio: figure / floor };
  };
  return [
    row('smallex --version', ['--version']),
    row('smallex -c "select 42" on DuckDB', ['--quiet', '-c', 'select 42']),
    row('smallex profiles', ['profiles']),
  ];
}

function median(args: readonly string[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

import { spawn } from 'node:child_process';
import { formatOptions, type Display } from '../meta/index.js';
import { formatByName, type TextFormat } from '../results/formats/index.js';
import { ConfigError, messageOf } from '../support/errors.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import type { KeptResult } from './grid/kept-results.js';

const ROWS_A_READ = 2000;
const NOT_FOUND = 127;
const HINT = 'Set $PAGER to another, or show results here with \\pset pager off.';

/** What to show in the pager, and how. */
export interface PagedResult {
  readonly result: KeptResult;
  readonly display: Display;
  /** Each row as a list of its values. */
  readonly expanded: boolean;
  /** The line under the result: rows, time, what isn't there. */
  readonly footer: string;
}

/** `$PAGER`, or less, whose -S keeps lines whole: tables are wider than screens. */
function pagerCommand(env: NodeJS.ProcessEnv): string {
  const own = env['PAGER']?.trim();
  return own === undefined || own === '' ? 'less -S' : own;
}

/**
 * Shows all rows that are kept of a result in the person's pager, no cell cut; resolves when they leave it. Call it
 * while the terminal is handed over.
 * @throws ConfigError when the pager can't be run
 */
export function showInPager(paged: PagedResult, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return runPager((to, isGone) => write(paged, to, isGone), env);
}

/** The same for lines that are there already: a list of tables. */
export function showLinesInPager(lines: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return runPager((to) => {
    to.end(`${lines}\n`);
    return Promise.resolve();
  }, env);
}

async function runPager(
  write: (to: NodeJS.WritableStream, isGone: () => boolean) => Promise<void>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const command = pagerCommand(env);
  // `PAGER=less` alone would wrap every row: without LESS of the person's own it is asked not to.
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...env, LESS: env['LESS'] ?? 'S' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let isGone = false;
  // Who has seen enough leaves the pager before the last row is in it.
  child.stdin.on('error', () => (isGone = true));
  child.on('close', () => (isGone = true));
  const [code] = await Promise.all([ended, write(child.stdin, () => isGone)]).catch((cause: unknown) => {
    throw new ConfigError(`The pager "${command}" can't be run: ${messageOf(cause)}`, { hint: HINT, cause });
  });
  if (code === NOT_FOUND) throw new ConfigError(`There is no pager "${command}".`, { hint: HINT });
}

async function write(
  { result, display, expanded, footer }: PagedResult,
  to: NodeJS.WritableStream,
  isGone: () => boolean,
) {
  const { columns, store } = result;
  const name = expanded && display.format === 'table' ? 'vertical' : display.format;
  const format = formatByName(name) as TextFormat;
  const writer = format.writer(formatOptions(display));
  const put = async (text: string): Promise<void> => {
    // What isn't made for eyes writes the exact bytes, and a pager hands escapes on to the terminal.
    const safe = format.forEyes ? text : terminalSafeLines(text);
    if (isGone() || safe === '' || to.write(safe)) return;
    await new Promise<void>((resolve) => {
      to.once('drain', resolve)
        .once('close', resolve)
        .once('error', () => resolve());
    });
  };
  await put(writer.start(columns));
  for (let from = 0; from < store.rows && !isGone(); from += ROWS_A_READ) {
    await put(writer.rows(await store.window(from, from + ROWS_A_READ)));
  }
  await put(`${writer.end()}${footer}\n`);
  to.end();
}

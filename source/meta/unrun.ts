import type { ScriptItem } from './reader.js';

/**
 * Where a list of statements and \commands was left, and what of it was not run: to go on from there.
 * @param at of the one that was stopped or failed, from 0
 * @param file that they came from; without it they were typed
 * @returns null when that was the last
 */
export function unrunText(items: readonly ScriptItem[], at: number, file?: string): string | null {
  const next = items[at + 1];
  if (!next) return null;
  const count = items.length - at - 1;
  const place = file === undefined ? '' : `, from line ${next.line} on,`;
  const rest = count === 1 ? `statement after it${place} was` : `${count} statements after it${place} were`;
  const stopped = file === undefined ? '' : `Stopped at line ${items[at]!.line} of ${file}. `;
  return `${stopped}The ${rest} not run.`;
}

import { InvalidArgumentError } from 'commander';
import type { Parameters } from '../backends/base.js';
import { LONGEST_SECONDS } from '../support/longest-wait.js';

/** One thing to run, in the order in which the command line names them. */
export interface ScriptInput {
  readonly kind: 'command' | 'file';
  readonly text: string;
}

/** The options of the main command as commander gives them. */
export interface MainOptions {
  readonly profile?: string;
  readonly command?: readonly ScriptInput[];
  readonly file?: readonly ScriptInput[];
  readonly format?: string;
  readonly output?: string;
  readonly result?: string;
  readonly param?: Parameters;
  readonly onError: 'stop' | 'continue';
  readonly timeout?: number;
  readonly limit?: number;
  readonly readOnly?: boolean;
  readonly quiet?: boolean;
  readonly yes?: boolean;
  readonly plain?: boolean;
  readonly allowShell?: boolean;
  readonly formulaGuard?: boolean;
  readonly rc: boolean;
}

const inOrder: ScriptInput[] = [];

/** All -c and -f together, as they stood on the command line. */
export function scriptInputs(): readonly ScriptInput[] {
  return inOrder;
}

/** Collects -c and -f into one list, so that they run in the order in which they were given. */
export function collectInput(kind: ScriptInput['kind']) {
  return (text: string, before: readonly ScriptInput[] = []): readonly ScriptInput[] => {
    const input = { kind, text };
    inOrder.push(input);
    return [...before, input];
  };
}

/** `name=value`, `name:TYPE=value`; a value may hold anything, also `=`. */
export function collectParameter(text: string, before: Parameters = {}): Parameters {
  const match = /^([A-Za-z_]\w*)(?::([^=]+))?=([^]*)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as name=value or name:TYPE=value.');
  const [, name = '', type, value = ''] = match;
  if (name in before) throw new InvalidArgumentError(`The parameter "${name}" is given twice.`);
  return { ...before, [name]: { value, ...(type !== undefined && { type: type.trim() }) } };
}

export function secondsAbove0(option: string) {
  return (text: string): number => {
    const value = Number(text);
    if (value > 0 && value <= LONGEST_SECONDS) return value;
    throw new InvalidArgumentError(`${option} takes a number of seconds above 0, up to ${LONGEST_SECONDS} (24 days).`);
  };
}

export function wholeNumber(option: string) {
  return (text: string): number => {
    if (/^\d+$/.test(text)) return Number(text);
    throw new InvalidArgumentError(`${option} takes a whole number.`);
  };
}

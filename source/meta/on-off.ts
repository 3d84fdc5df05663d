import { ValueError } from '../support/errors.js';

const WORDS: Readonly<Record<string, boolean>> = {
  on: true,
  true: true,
  '1': true,
  off: false,
  false: false,
  '0': false,
};

/** The switch that an argument means; without one the other of what is now. @throws ValueError */
export function onOff(command: string, value: string | undefined, now: boolean): boolean {
  if (value === undefined) return !now;
  const meant = WORDS[value.toLowerCase()];
  if (meant !== undefined) return meant;
  throw new ValueError(`${command} takes on or off, not "${value}".`, {
    hint: `Without an argument ${command} switches over.`,
  });
}

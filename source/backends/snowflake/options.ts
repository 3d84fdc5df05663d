import type { ConnectionOptions } from '../base.js';

/** A text option; undefined when it is absent or blank. Numbers count as their digits: YAML reads `account: 12345` so. */
export function textOption(options: ConnectionOptions, key: string): string | undefined {
  const value = options[key];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  return value.trim() === '' ? undefined : value.trim();
}

/** A secret as it is: spaces at its ends may be part of it. */
export function secretOption(options: ConnectionOptions, key: string): string | undefined {
  const value = options[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number, from a number or its digits. NaN when it is neither. */
export function numberOption(options: ConnectionOptions, key: string): number | undefined {
  const text = textOption(options, key);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** `true`, `yes`, `on`, `1` and the boolean itself. */
export function flagOption(options: ConnectionOptions, key: string): boolean | undefined {
  const value = options[key];
  if (typeof value === 'boolean') return value;
  const text = textOption(options, key);
  return text === undefined ? undefined : /^(?:true|yes|on|1)$/i.test(text);
}

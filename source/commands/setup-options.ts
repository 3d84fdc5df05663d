import { InvalidArgumentError } from 'commander';

/** `key=value` pairs of --set. */
export function collectSetting(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  const key = text.slice(0, at).trim();
  if (at < 1 || !/^[a-z][a-z0-9_]*$/.test(key)) throw new InvalidArgumentError('Write it as key=value.');
  if (key in before) throw new InvalidArgumentError(`"${key}" is given twice.`);
  return { ...before, [key]: text.slice(at + 1) };
}

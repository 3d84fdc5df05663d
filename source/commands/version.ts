import { readFileSync } from 'node:fs';

/** The version in package.json, which stands beside dist/ in a clone and in an installed package alike. */
export function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'smallex' && found !== undefined) return found;
    } catch {
      // Not there: bundled code may stand one folder deeper.
    }
  }
  return 'unknown';
}

import { join } from 'node:path';
import type { ImportWorld, Reading } from './found.js';
import { readIni } from './ini.js';
import { readForeignFile } from './read-file.js';
import { settle, sortSettled } from './settle.js';
import { snowflakeOptions, type ForeignValue } from './snowflake-options.js';

const PASSPHRASE = 'SNOWSQL_PRIVATE_KEY_PASSPHRASE';

/** SnowSQL's connections: `[connections.NAME]`, and `[connections]` itself, which it opens when none is named. */
export function readSnowsql({ env, home, platform }: ImportWorld): Reading {
  const { path, text, warning } = readForeignFile(join(home, '.snowsql', 'config'), platform);
  const settled = [];
  for (const [section, values] of readIni(text ?? '')) {
    const name = /^connections(?:\.(.+))?$/.exec(section);
    // The file that SnowSQL makes has an empty [connections] full of comments.
    if (!name || values.size === 0) continue;
    const id = name[1] ?? 'default';
    const given = new Map<string, ForeignValue>(values);
    // SnowSQL takes the passphrase from this variable alone.
    if (given.has('private_key_path') && env[PASSPHRASE]) {
      given.set('private_key_passphrase', { kind: 'reference', reference: `env:${PASSPHRASE}` });
    }
    const options = snowflakeOptions(given);
    if (typeof options === 'string') {
      settled.push({ skipped: { source: 'snowsql', id, file: path, reason: options } } as const);
      continue;
    }
    settled.push(settle({ source: 'snowsql', id, file: path, engine: 'snowflake', ...options }));
  }
  return {
    ...sortSettled(settled),
    files: text === null ? [] : [path],
    warnings: warning === null ? [] : [warning],
    usual: 'default',
  };
}

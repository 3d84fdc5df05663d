import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { log, logFile } from '../../../source/support/log.js';
import { guardSecret } from '../../../source/support/redact.js';
import { temporaryFolder } from '../profiles/folder.js';

describe('the log', () => {
  it('is off unless it is asked for', () => {
    expect(logFile({})).toBeNull();
    expect(logFile({ SMALLEX_LOG: '0' })).toBeNull();
    expect(logFile({ SMALLEX_LOG: '1', SMALLEX_HOME: '/x' })).toBe('/x/state/smallex.jsonl');
  });

  it('writes one line of JSON an event, secrets masked, for its owner alone', () => {
    const file = join(temporaryFolder(), 'logs', 'a.jsonl');
    vi.stubEnv('SMALLEX_LOG', file);
    guardSecret('c4nary-in-log');
    log('login', { user: 'me', password: 'x', error: new Error('refused c4nary-in-log\nagain') });
    log('plain');
    vi.unstubAllEnvs();
    log('after');
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('c4nary');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      event: 'login',
      pid: process.pid,
      user: 'me',
      password: '****',
      error: { message: 'refused ****\nagain' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('never throws', () => {
    vi.stubEnv('SMALLEX_LOG', '/dev/null/not/a/folder');
    expect(() => log('x')).not.toThrow();
    vi.unstubAllEnvs();
    expect(existsSync('/dev/null/not')).toBe(false);
  });
});

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../source/backends/base.js';
import {
  agreeToCommands,
  agreeToRun,
  commandOf,
  foreignOrigin,
  ownCommand,
} from '../../../source/profiles/agreement.js';
import { CancelledError, ConfigError } from '../../../source/support/errors.js';
import { temporaryFolder } from './folder.js';

const runnable = {
  from: 'team.json',
  profile: 'sales',
  why: 'The password of "sales" comes from a program that team.json names',
  parts: ['pass', 'show', 'a b'],
  kind: 'program',
} as const;

function asking(answer: string): { readonly asked: Question[]; readonly ask: (question: Question) => Promise<string> } {
  const asked: Question[] = [];
  return {
    asked,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  };
}

describe('a command that somebody else wrote', () => {
  it('is shown and agreed to once; another command, or the same from elsewhere, is asked about again', async () => {
    const file = join(temporaryFolder(), 'state', 'agreed.json');
    const { asked, ask } = asking('yes');
    await agreeToRun(runnable, ask, file);
    await agreeToRun(runnable, ask, file);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.message).toContain('password of "sales"');
    expect(asked[0]!.hint).toContain('pass show "a b"');
    await agreeToRun({ ...runnable, parts: ['pass', 'show', 'other'] }, ask, file);
    await agreeToRun({ ...runnable, from: 'other.json' }, ask, file);
    expect(asked).toHaveLength(3);
    expect(readFileSync(file, 'utf8')).not.toContain('pass');
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('does not run after a no, nor where nobody can be asked; the next step is named', async () => {
    const file = join(temporaryFolder(), 'agreed.json');
    await expect(agreeToRun(runnable, asking('no').ask, file)).rejects.toThrow(ConfigError);
    const nobody = agreeToRun(runnable, () => Promise.reject(new ConfigError('Nobody.')), file);
    await expect(nobody).rejects.toMatchObject({
      hint: 'It would run: pass show "a b"',
      nextSteps: ['Agree once in a terminal: smallex test "sales"'],
    });
    const left = agreeToRun(runnable, () => Promise.reject(new CancelledError()), file);
    await expect(left).rejects.toThrow(CancelledError);
  });

  it('may be statements that a session starts with', async () => {
    const settings = { shared: 'team.json', startup: ['INSTALL x', 'LOAD x'] };
    const refused = agreeToCommands(settings, {}, {}, () => Promise.reject(new ConfigError('Nobody.')), 'sales');
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('whenever the connection of "sales" opens') as string,
      hint: 'It would run: INSTALL x; LOAD x',
    });
    const own = agreeToCommands({ startup: ['LOAD x'] }, {}, { password: 'cmd:["x"]' }, () =>
      Promise.reject(new Error()),
    );
    await expect(own).resolves.toBeUndefined();
  });

  it('may want something of this machine read and sent: what the file itself named is asked about, once', async () => {
    const settings = {
      shared: 'team.json',
      shared_reads: { password: 'env:AWS_SECRET', token_file_path: 'file:~/.ssh/id' },
    };
    const connection = { host: 'evil.example', account: 'a', token_file_path: '~/.ssh/id' };
    const { asked, ask } = asking('no');
    const follow = (references: Record<string, string>): Promise<void> =>
      agreeToCommands(settings, connection, references, ask, 'sales');
    await expect(follow({ password: 'env:AWS_SECRET' })).rejects.toThrow(
      'team.json wants the password of "sales" read from this machine, and you did not want that.',
    );
    expect(asked[0]).toMatchObject({ hint: 'It would send the variable AWS_SECRET to evil.example.' });
    // The person's own choice in its stead is no question, but the file of the token is one.
    await expect(follow({ password: 'env:MINE' })).rejects.toThrow('wants the token file of "sales"');
    expect(asked[1]).toMatchObject({ hint: 'It would send what the file ~/.ssh/id holds to evil.example.' });
    const nobody = agreeToCommands(
      settings,
      connection,
      { password: 'env:AWS_SECRET' },
      () => Promise.reject(new ConfigError('Nobody.')),
      'sales',
    );
    await expect(nobody).rejects.toMatchObject({
      message: expect.stringContaining('so it was not read.') as string,
      nextSteps: ['Agree once in a terminal: smallex test "sales"'],
    });
  });

  it('is one of a shared or imported profile, never of one’s own', () => {
    expect(foreignOrigin({})).toBeNull();
    expect(foreignOrigin({ shared: 'team.json' })).toBe('team.json');
    expect(foreignOrigin({ imported: { from: 'dbt:a.b', read: 'x' } })).toBe('dbt:a.b');
    expect(commandOf('cmd:["a","b"]')).toEqual(['a', 'b']);
    expect(commandOf('op://v/i/f')).toEqual(['op', 'read', '--no-newline', 'op://v/i/f']);
    expect(commandOf('env:A')).toBeNull();
    expect(ownCommand({ shared: 'team.json' }, { command: 'az account' })).toEqual(['az', 'account']);
    expect(ownCommand({}, { command: 'az account' })).toBeNull();
  });
});

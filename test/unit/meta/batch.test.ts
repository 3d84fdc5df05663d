import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Approvals, batchQuestions, META_COMMANDS, readScript, Variables } from '../../../source/meta/index.js';
import type { Profile } from '../../../source/profiles/index.js';
import type { GuardedSession } from '../../../source/session/index.js';
import { profileOf, temporaryFolder } from '../profiles/folder.js';

const LIVE = { name: 'live', engine: 'duckdb', settings: { environment: 'production' }, warehouse: null } as const;

function questionsOf(text: string, more: { session?: GuardedSession; folder?: string; variables?: Variables } = {}) {
  const profiles = new Map<string, Profile>([
    ['live', profileOf('live', { settings: { environment: 'production' } })],
    ['dev', profileOf('dev')],
  ]);
  const start = { session: LIVE, folder: '/', profiles, commands: META_COMMANDS, ...more };
  return batchQuestions(readScript(text, 'duckdb', META_COMMANDS), start);
}

test('statements are numbered over the whole batch, those that commands run among them', async () => {
  const found = await questionsOf('select 1; drop table a; delete from b \\gx\nselect 2; truncate c \\g out.csv\n');
  expect(found.map(({ statement, answer }) => [statement.number, statement.of, answer])).toEqual([
    [2, 5, 'a'],
    [3, 5, 'b'],
    [5, 5, 'c'],
  ]);
  expect(await questionsOf('drop table a \\explain\ndrop table a \\ns later\n')).toEqual([]);
});

test('files that it includes are looked into, however deep and whatever their folder', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'main.sql'), 'select 1;\n\\ir parts/a.sql\n');
  writeFileSync(join(folder, 'parts', 'a.sql'), '\\ir b.sql\n');
  writeFileSync(join(folder, 'parts', 'b.sql'), 'drop table deep;\n\\ir b.sql\n');
  const found = await questionsOf(
    `\\i ${join(folder, 'main.sql')}\n\\i ${join(folder, 'missing.sql')}\ndrop table last;`,
  );
  expect(found.at(0)?.answer).toBe('deep');
  expect(found.at(-1)?.answer).toBe('last');
});

test('each statement is judged on the profile that it then is on', async () => {
  const dev: GuardedSession = { ...LIVE, name: 'dev', settings: {} };
  expect(
    await questionsOf('drop table a; \n\\c live\ndrop table b;\n\\c dev\ndrop table c;', { session: dev }),
  ).toMatchObject([{ answer: 'b', session: 'live', count: undefined }]);
  expect(await questionsOf('\\c -\ndrop table a;')).toEqual([]);
});

test('variables are filled in as they are now', async () => {
  const variables = new Variables();
  variables.enabled = true;
  variables.set('what', 'orders');
  const [question] = await questionsOf('drop table :what;', { variables });
  expect(question?.statement.sql).toBe('drop table orders');
});

test('an answer is good for one run of that statement on that profile', async () => {
  const approvals = new Approvals();
  const ask = vi.fn(() => Promise.resolve());
  const [one, two] = await questionsOf('drop table a; drop table a;');
  await approvals.askFirst([one!, two!], ask);
  // A file inside of the batch asks nothing that was answered.
  await approvals.askFirst([one!], ask);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(approvals.take({ ...one!, session: 'other' })).toBe(false);
  expect([approvals.take(one!), approvals.take(two!), approvals.take(one!)]).toEqual([true, true, false]);
  await expect(approvals.askFirst([one!], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(approvals.take(one!)).toBe(false);
});

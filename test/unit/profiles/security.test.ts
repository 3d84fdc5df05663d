// The figures of docs/security.md that concern files: hostile ones, links, and who may read them.
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeProfile } from '../../../source/profiles/change.js';
import { showProfile } from '../../../source/profiles/show.js';
import { ProfileStore } from '../../../source/profiles/store.js';
import { SmallexError } from '../../../source/support/errors.js';
import { History } from '../../../source/repl/history/history.js';
import { profileOf, temporaryFolder } from './folder.js';

const ESCAPE = '\u001b]52;c;aGk=\u0007';

/** Files that somebody else wrote, or that broke. */
const HOSTILE: Readonly<Record<string, string>> = {
  'no JSON': 'profiles: []',
  'half a file': '{"version":1,"profiles":[{"name":"a","engine":"duck',
  'a list': '[]',
  null: 'null',
  'a number': '42',
  'a newer version': '{"version":99,"profiles":[]}',
  'profiles that are none': '{"version":1,"profiles":[null,1,"x",[]]}',
  'an unknown engine': '{"version":1,"profiles":[{"name":"a","engine":"oracle"}]}',
  'a name that is a path': '{"version":1,"profiles":[{"name":"../../etc/passwd","engine":"duckdb"}]}',
  'a name with an escape sequence': JSON.stringify({
    version: 1,
    profiles: [{ name: `a${ESCAPE}`, engine: 'duckdb' }],
  }),
  'a prototype':
    '{"version":1,"profiles":[{"name":"a","engine":"duckdb","__proto__":{"polluted":1},"connection":{"__proto__":"x"},"settings":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]}',
  'values of other types': '{"version":1,"profiles":[{"name":"a","engine":"duckdb","connection":{"path":{"$gt":""}}}]}',
  'a setting of another type':
    '{"version":1,"profiles":[{"name":"a","engine":"duckdb","settings":{"startup":"DROP TABLE t"}}]}',
  'brackets a million deep': '['.repeat(1_000_000),
  'a text of 20 MB': JSON.stringify({ version: 1, profiles: [], more: 'x'.repeat(20_000_000) }),
  'bytes that are no text': Buffer.from([0xff, 0xfe, 0, 1, 2, 3]).toString('latin1'),
};

test.each(Object.entries(HOSTILE))('a hostile profile file, %s: used safely or named in a sentence', (_what, text) => {
  const file = join(temporaryFolder(), 'profiles.json');
  writeFileSync(file, text);
  const store = new ProfileStore({ file });
  let said = '';
  try {
    for (const profile of store.list()) said += JSON.stringify(showProfile(profile));
  } catch (error) {
    expect(error).toBeInstanceOf(SmallexError);
    said = (error as SmallexError).message;
    expect(said).toContain(file);
  }
  expect(said).not.toContain('\u001b');
  expect(said).not.toMatch(/ {4}at /);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe(text);
});

describe.skipIf(process.platform === 'win32')('files', () => {
  test('a link to the profiles stays one, and what it leads to is changed', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dotfiles'));
    mkdirSync(join(folder, 'config'));
    const real = join(folder, 'dotfiles', 'profiles.json');
    const link = join(folder, 'config', 'profiles.json');
    await new ProfileStore({ file: real }).save(profileOf('a'));
    symlinkSync(real, link);
    const store = new ProfileStore({ file: link });
    await store.save(profileOf('b'));
    await store.update('a', (profile) => changeProfile(profile, { row_limit: '5' }));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(new ProfileStore({ file: real }).list().map(({ name }) => name)).toEqual(['a', 'b']);
    expect(statSync(real).mode & 0o777).toBe(0o600);
  });

  test('a file that others may read is theirs no more after the next change', async () => {
    const file = join(temporaryFolder(), 'profiles.json');
    const store = new ProfileStore({ file });
    await store.save(profileOf('a'));
    chmodSync(file, 0o644);
    await store.save(profileOf('b'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

test.each([
  ['half a line', '{"sql":"select 1'],
  ['other shapes', '1\n"x"\n[]\n{"sql":5}\n{"sql":"select 2;","time":"x"}\nnull\n'],
  ['a prototype', '{"__proto__":{"polluted":1},"sql":"select 3;","time":1,"outcome":"done"}\n'],
  ['no text at all', '\u0000\u0001\ufffd\n'.repeat(1000)],
  ['a line of 20 MB', `{"sql":"${'x'.repeat(20_000_000)}","time":1,"outcome":"done"}\n`],
])('a hostile history file, %s: read past, and still written to', (_what, text) => {
  const file = join(temporaryFolder(), 'history.jsonl');
  writeFileSync(file, text);
  const history = new History(file);
  history.add({ sql: 'select 42;', time: 1, outcome: 'done' });
  expect(history.entries.at(-1)?.sql).toBe('select 42;');
  expect(history.entries.every(({ sql }) => typeof sql === 'string')).toBe(true);
  expect(new History(file).entries.at(-1)?.sql).toBe('select 42;');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

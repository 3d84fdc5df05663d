import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editFile, editorCommand, editText } from '../../../../source/repl/editor/external.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex editor '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A script as an editor: it is given its arguments and the file last. */
function editor(script: string): string {
  const path = join(folder, 'my editor');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return `"${path}"`;
}

const calls: string[] = [];
async function suspend<T>(run: () => Promise<T>): Promise<T> {
  calls.push('away');
  try {
    return await run();
  } finally {
    calls.push('back');
  }
}

test('the text comes back as it was left, and nothing stays on disk', async () => {
  calls.length = 0;
  const seen = join(folder, 'seen');
  // With nothing but sh and node: no other program need be on this machine.
  const look = `const [file] = process.argv.slice(1); const fs = require('node:fs');
    console.log((fs.statSync(file).mode & 0o777).toString(8)); console.log(fs.readFileSync(file, 'utf8').trim() + file)`;
  const command = editor(`echo "$1" > '${seen}'; '${process.execPath}' -e "${look}" "$2" >> '${seen}'
    printf 'select 2\\r\\nfrom t\\n' > "$2"`);
  const env = { PATH: process.env['PATH'], EDITOR: 'nothing', VISUAL: `${command} --flag` };
  expect(await editText('select 1', { env, suspend })).toBe('select 2\nfrom t');
  const [flag, mode, text] = readFileSync(seen, 'utf8').split('\n');
  expect([flag, mode]).toEqual(['--flag', '600']);
  expect(text).toMatch(/^select 1\/.*statement\.sql$/);
  expect(existsSync(text!.slice('select 1'.length))).toBe(false);
  expect(calls).toEqual(['away', 'back']);
});

test('an editor that ends with an error changes nothing', async () => {
  const env = { PATH: process.env['PATH'], EDITOR: editor('echo x > "$1"; exit 1') };
  expect(await editText('select 1', { env, suspend })).toBeNull();
});

test('an editor that is not there is named, with what to do', async () => {
  const env = { EDITOR: 'no-such-editor-here' };
  await expect(editText('x', { env, suspend })).rejects.toMatchObject({
    message: 'The editor "no-such-editor-here" could not be started.',
    hint: expect.stringContaining('EDITOR=nano'),
  });
});

test('a file is opened as it is', async () => {
  const file = join(folder, 'query.sql');
  writeFileSync(file, 'select 1\n');
  const env = { PATH: process.env['PATH'], EDITOR: editor('echo select 2 > "$1"') };
  const { mode } = statSync(file);
  expect(await editFile(file, { env, suspend })).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('select 2\n');
  expect(statSync(file).mode).toBe(mode);
});

describe('the command', () => {
  test.each([
    [{}, ['vi']],
    [{ EDITOR: 'nano' }, ['nano']],
    [{ EDITOR: 'nano', VISUAL: 'vim -u NONE' }, ['vim', '-u', 'NONE']],
    [{ EDITOR: ' ', VISUAL: '' }, ['vi']],
    [{ EDITOR: 'code' }, ['code', '--wait']],
    [{ EDITOR: 'code -n --wait' }, ['code', '-n', '--wait']],
    [{ EDITOR: '/usr/bin/subl -w' }, ['/usr/bin/subl', '-w']],
    [{ EDITOR: 'cursor -n' }, ['cursor', '-n', '--wait']],
    [{ EDITOR: '"/Applications/My Editor" --x="a b"' }, ['/Applications/My Editor', '--x=a b']],
    [{ EDITOR: "a\\ b 'c \"d'" }, ['a b', 'c "d']],
  ])('%j', (env, command) => {
    expect(editorCommand(env, 'linux')).toEqual(command);
  });
});

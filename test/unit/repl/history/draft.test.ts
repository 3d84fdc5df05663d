import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Draft, draftPath, takeLeftDraft } from '../../../../source/repl/history/draft.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-draft-'));
  path = draftPath(folder, 'prod.eu');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is typed is on disk soon, for the owner alone and without secrets, and gone when it was run', async () => {
  const draft = new Draft(path);
  draft.keep('select 1');
  draft.keep("alter user a set password = 'x'");
  await expect.poll(() => existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe("alter user a set password = '****'");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  draft.keep('');
  expect(existsSync(path)).toBe(false);
});

test('what was typed just before the program is ended is on disk at once', () => {
  const draft = new Draft(path);
  draft.keep('select las');
  draft.keep('select last');
  draft.flush();
  expect(readFileSync(path, 'utf8')).toBe('select last');
});

test('a draft of a session that still runs is not offered, nor that of another profile', () => {
  mkdirSync(join(folder, 'drafts'));
  writeFileSync(draftPath(folder, 'prod.eu', process.ppid), 'running');
  writeFileSync(draftPath(folder, 'prod', 999_999_99), 'other');
  expect(takeLeftDraft(path)).toBeUndefined();
  // Process numbers come back, in containers at every start: a file of our own number is an earlier process'.
  writeFileSync(path, 'left');
  expect(takeLeftDraft(path)).toBe('left');
  expect(takeLeftDraft(path)).toBeUndefined();
});

test('survives kill -9 and is offered once', async () => {
  const program = join(folder, 'typist.mjs');
  await build({
    stdin: {
      contents: `import { Draft, draftPath } from './source/repl/history/draft.js';
        new Draft(draftPath(process.argv[2], 'prod.eu')).keep('select half');
        setInterval(() => undefined, 1000);`,
      resolveDir: resolve(import.meta.dirname, '../../../..'),
      loader: 'ts',
    },
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  const child = spawn(process.execPath, [program, folder]);
  const left = draftPath(folder, 'prod.eu', child.pid);
  await expect.poll(() => existsSync(left), { timeout: 10_000 }).toBe(true);
  const gone = new Promise((done) => child.on('exit', done));
  child.kill('SIGKILL');
  await gone;
  expect(takeLeftDraft(path)).toBe('select half');
  expect(takeLeftDraft(path)).toBeUndefined();
  expect(existsSync(left)).toBe(false);
});

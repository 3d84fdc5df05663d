import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileMove, type FileMove } from '../../../source/session/local-files.js';
import { ConfigError } from '../../../source/support/errors.js';

let root: string;
let allowed: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'smallex-local-')));
  allowed = path.join(root, 'mine');
  mkdirSync(path.join(allowed, 'sub dir'), { recursive: true });
  mkdirSync(path.join(root, 'mine too'));
  mkdirSync(path.join(allowed, 'linked'));
  writeFileSync(path.join(root, 'secret.csv'), 'secret');
  for (const name of ['a 1.csv', "it's.csv", '..odd.csv', 'sub dir/b.csv'])
    writeFileSync(path.join(allowed, name), 'id');
  symlinkSync(path.join(root, 'secret.csv'), path.join(allowed, 'link.csv'));
  symlinkSync(path.join(root, 'secret.csv'), path.join(allowed, 'linked', 'x.csv'));
  symlinkSync(root, path.join(allowed, 'up'));
  symlinkSync(path.join(root, 'not there yet.csv'), path.join(allowed, 'nowhere.csv'));
  symlinkSync(path.join(allowed, 'a 1.csv'), path.join(allowed, 'own link.csv'));
  symlinkSync('round', path.join(allowed, 'round'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const snowflake = (sql: string): FileMove | null => fileMove(sql, { engine: 'snowflake', allowed, profile: 'p' });
const databricks = (sql: string): FileMove | null => fileMove(sql, { engine: 'databricks', allowed, profile: 'p' });

describe('what leads out of the allowed folder is refused', () => {
  test.each([
    ['by ..', 'mine/../secret.csv'],
    ['from below', 'mine/sub dir/../../secret.csv'],
    ['a folder whose name only begins alike', 'mine too/x.csv'],
    ['a link to a file', 'mine/link.csv'],
    ['a link to a folder', 'mine/up/secret.csv'],
    ['a glob that matches a link', 'mine/linked/*.csv'],
    ['a glob behind a link', 'mine/up/*.csv'],
  ])('%s', (_, file) => {
    const named = `${root}/${file}`;
    const put = (): unknown => snowflake(`put 'file://${named}' @s`);
    expect(put).toThrow(ConfigError);
    expect(put).toThrow(`outside of ${allowed}: no file is moved to or from there.`);
    expect(() => databricks(`PUT '${named}' INTO '/Volumes/a/b/c/'`)).toThrow(`outside of ${allowed}`);
  });

  test('a GET through a link that leads to nothing yet, or into a folder behind one', () => {
    expect(() => databricks(`GET '/Volumes/a/b/c/x' TO '${allowed}/nowhere.csv'`)).toThrow(
      `${allowed}/nowhere.csv leads to ${root}/not there yet.csv, which is outside of ${allowed}`,
    );
    expect(() => snowflake(`get @s 'file://${allowed}/up/new/'`)).toThrow(ConfigError);
  });
});

test('names with blanks, quotes and dots, links within, and what is not there yet', () => {
  expect(snowflake(`PUT 'file://${allowed}/a *.csv' @s`)).toMatchObject({
    statements: [`PUT 'file://${allowed}/a *.csv' @s`],
    size: '1 file, 2 B',
    way: 'up',
  });
  expect(snowflake(`PUT 'file://${allowed}/it\\'s.csv' @s`)?.statements).toEqual([
    `PUT 'file://${allowed}/it\\'s.csv' @s`,
  ]);
  expect(snowflake(`PUT 'file://${allowed}/..odd.csv' @s`)?.size).toBe('1 file, 2 B');
  expect(snowflake(`PUT 'file://${allowed}/own link.csv' @s`)?.size).toBe('1 file, 2 B');
  expect(databricks(`GET '/Volumes/a/b/c/x' TO '${allowed}/new/x.csv'`)).toMatchObject({ size: null, way: 'down' });
  expect(snowflake(`REMOVE @s/2026`)).toMatchObject({ way: null });
});

test('on Databricks a pattern is a statement for each file that it matches, into a folder', () => {
  const put = (pattern: string, folder: string) =>
    databricks(`-- all\nput '${allowed}/${pattern}' into '${folder}' OVERWRITE`);
  expect(put('a*.csv', "/Volumes/a/b/it\\'s/")).toMatchObject({
    statements: [`-- all\nput '${allowed}/a 1.csv' into '/Volumes/a/b/it\\'s/a 1.csv' OVERWRITE`],
  });
  expect(put('it?s.csv', '/Volumes/a/b/')).toMatchObject({
    statements: [`-- all\nput '${allowed}/it\\'s.csv' into '/Volumes/a/b/it\\'s.csv' OVERWRITE`],
  });
  expect(() => put('a*.csv', '/Volumes/a/b/c')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("INTO '/Volumes/a/b/c/'") }),
  );
  expect(() => put('*.nothing', '/Volumes/a/b/')).toThrow(`There is no file "${allowed}/*.nothing".`);
});

test('comments between the words, many before them; a folder is told', () => {
  const put = databricks(`/* c */ PUT -- it's\n/* y */ '${allowed}/sub dir/?.csv' /* z */ INTO '/Volumes/a/b/c/'`);
  expect(put?.statements).toEqual([
    `/* c */ PUT -- it's\n/* y */ '${allowed}/sub dir/b.csv' /* z */ INTO '/Volumes/a/b/c/b.csv'`,
  ]);
  const get = databricks(`GET /* x */ '/Volumes/a/b/c/x' TO /* y */ '${allowed}/sub dir/../x'`);
  expect(get?.statements).toEqual([`GET /* x */ '/Volumes/a/b/c/x' TO /* y */ '${allowed}/x'`]);
  expect(databricks(`${'/* note */ '.repeat(200)}SELECT 1`)).toBeNull();
  const told = `"${allowed}/sub dir" is a folder, and PUT takes files.`;
  expect(() => databricks(`PUT '${allowed}/sub dir' INTO '/Volumes/a/b/c/'`)).toThrow(told);
  expect(() => snowflake(`put 'file://${allowed}/sub dir' @s`)).toThrow(told);
});

test('a circle of links is a file that is not there', () => {
  expect(() => snowflake(`PUT 'file://${allowed}/round' @s`)).toThrow(`There is no file "${allowed}/round".`);
});

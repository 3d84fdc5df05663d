// PUT, GET and REMOVE on the built program, with the real drivers on the doubles: the live engines here can't move files.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { makeCertificate } from '../doubles/tls.js';
import { databricksProfile, snowflakeProfile } from '../support/double-profiles.js';
import { startInPty } from '../support/pty.js';
import { atPrompt } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

let folder: string;
let snowflake: SnowflakeDouble;
let databricks: DatabricksDouble;
let storage: Server;
/** What lies in the storage that presigned addresses lead to. */
const stored = new Map<string, Buffer>();
let openSlowGate = (): void => undefined;
const slowGate = new Promise<void>((resolve) => (openSlowGate = resolve));

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-moves-'));
  snowflake = await startSnowflakeDouble();
  databricks = await startDatabricksDouble();
  const tls = await makeCertificate([], 'smallex storage');
  storage = createServer(tls, (request, response) => {
    const key = request.url ?? '';
    // Taken slowly: only when the test says so.
    if (key.startsWith('/slow')) {
      request.pause();
      void slowGate.then(() => request.resume().on('end', () => response.writeHead(200).end()));
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'PUT') stored.set(key, Buffer.concat(parts));
      if (request.method === 'DELETE') stored.delete(key);
      const found = stored.get(key);
      if (request.method === 'GET') response.writeHead(found ? 200 : 404).end(found);
      else response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  writeFileSync(path.join(folder, 'ca.pem'), `${databricks.ca}\n${tls.cert}`);
  const settings = { allowed_local_path: folder };
  const connection = { ca_file: path.join(folder, 'ca.pem') };
  saveProfiles(folder, [
    snowflakeProfile('sf', snowflake),
    snowflakeProfile('sf-wide', snowflake, { settings }),
    databricksProfile('dbx', databricks, { connection }),
    databricksProfile('dbx-wide', databricks, { connection, settings }),
  ]);
}, 60_000);
afterAll(async () => {
  await snowflake.stop();
  await databricks.stop();
  storage.close();
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;
/** The folder that the program is started in. */
let here: string;
beforeEach(() => {
  here = path.join(folder, `here-${++number}`);
  mkdirSync(here);
});

function run(profile: string, ...commands: readonly string[]) {
  const isOption = commands[0]?.startsWith('--') === true;
  const options = isOption ? commands.slice(0, 2) : ['--format', 'csv'];
  const sql = isOption ? commands.slice(2) : commands;
  const args = [...options, ...sql.flatMap((command) => ['-c', command])];
  const env = { SMALLEX_HOME: folder, HOME: here, PW: 'snow', TOKEN: databricks.token };
  return runCli([profile, ...args], { cwd: here, home: folder, env });
}

describe('Snowflake', () => {
  const stage = (): string => path.join(folder, 'stage');
  beforeAll(() => {
    const stageInfo = { locationType: 'LOCAL_FS', location: stage(), path: '', region: null, creds: {} };
    const fileOf = (sql: string): string => /file:\/\/([^']*)'/.exec(sql)![1]!;
    const common = { parallel: 4, encryptionMaterial: null, stageInfo };
    snowflake.answer(/^PUT/i, ({ sql }) => ({
      transfer: {
        ...common,
        command: 'UPLOAD',
        src_locations: [fileOf(sql)],
        autoCompress: false,
        overwrite: true,
        sourceCompression: 'auto_detect',
      },
    }));
    snowflake.answer(/^GET/i, ({ sql }) => ({
      transfer: { ...common, command: 'DOWNLOAD', src_locations: ['a 1.csv'], localLocation: fileOf(sql) },
    }));
  });

  test('PUT takes globs, ~ and paths from \\cd on; GET brings the same bytes back; both tell of each file', async () => {
    mkdirSync(path.join(here, 'in'));
    writeFileSync(path.join(here, 'in', 'a 1.csv'), 'id\n1\n');
    writeFileSync(path.join(here, 'in', 'a 2.csv'), 'id\n2\n');
    const put = await run('sf', "put 'file://~/in/a *.csv' @s");
    expect(put.code).toBe(0);
    expect(put.stdout).toBe(
      'source,target,sourceSize,targetSize,sourceCompression,targetCompression,status,message\n' +
        'a 1.csv,a 1.csv,5,5,,,UPLOADED,\na 2.csv,a 2.csv,5,5,,,UPLOADED,\n',
    );
    expect(readdirSync(stage()).sort()).toEqual(['a 1.csv', 'a 2.csv']);
    mkdirSync(path.join(here, 'out'));
    const got = await run('sf', `\\cd ${path.join(here, 'out')}`, 'get @s file://.');
    expect(got).toMatchObject({ code: 0, stdout: 'file,size,status,message\na 1.csv,5,DOWNLOADED,\n' });
    expect(readFileSync(path.join(here, 'out', 'a 1.csv'), 'utf8')).toBe('id\n1\n');
  });

  test('what is outside of the current folder is refused before anything is sent, unless the profile widens it', async () => {
    const file = path.join(folder, 'elsewhere.csv');
    writeFileSync(file, 'x\n');
    const before = snowflake.count('query');
    const refused = await run('sf', `put file://${file} @s`);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${file} is outside of ${here}: no file is moved to or from there.`);
    expect(refused.stderr).toContain(`smallex profiles set sf "allowed_local_path=${path.dirname(file)}"`);
    expect(snowflake.statements.slice(before).filter((sql) => /^put/i.test(sql))).toEqual([]);
    expect((await run('sf-wide', `put file://${file} @s`)).code).toBe(0);
  });

  test('LIST and REMOVE show their rows, in other formats, too', async () => {
    const names = ['name', 'size', 'md5', 'last_modified'];
    const columns = names.map((name) => ({ name, type: name === 'size' ? 'fixed' : 'text' }));
    const row = ['s/2026/a.csv', 5, 'd41d8', 'Wed, 25 Nov 2026 10:00:00 GMT'];
    snowflake.answer(/^list/i, { columns, rows: [row] });
    const removed = {
      columns: ['name', 'result'].map((name) => ({ name, type: 'text' })),
      rows: [[row[0], 'removed']],
    };
    snowflake.answer(/^(?:remove|rm)\b/i, removed);
    expect((await run('sf', "list @s pattern = '.*[.]csv'")).stdout).toBe(
      'name,size,md5,last_modified\ns/2026/a.csv,5,d41d8,"Wed, 25 Nov 2026 10:00:00 GMT"\n',
    );
    for (const sql of ['remove @s/2026', 'rm @s/2026']) {
      expect(JSON.parse((await run('sf', '--format', 'json', sql)).stdout)).toEqual([
        { name: row[0], result: 'removed' },
      ]);
    }
  });

  test('a file that is not there is named', async () => {
    const { code, stderr } = await run('sf', 'put file://nowhere.csv @s');
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no file "${path.join(here, 'nowhere.csv')}".`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('COPY INTO tells what was loaded of each file, and its first error', async () => {
    const columns = ['file', 'status', 'rows_parsed', 'rows_loaded', 'errors_seen', 'first_error', 'first_error_line'];
    snowflake.answer(/^copy into t/i, {
      columns: columns.map((name) => ({ name, type: /rows|errors|line/.test(name) ? 'fixed' : 'text' })),
      rows: [
        ['s/a.csv', 'LOADED', 10, 10, 0, null, null],
        ['s/b.csv', 'PARTIALLY_LOADED', 5, 3, 2, "Numeric value 'x' is not recognized", 4],
      ],
      statementTypeId: 0x3100,
    });
    const { code, stderr } = await runCli(['sf', '-c', 'copy into t from @s'], {
      home: folder,
      env: { SMALLEX_HOME: folder, PW: 'snow' },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('13 rows copied from 2 files.\ns/a.csv: loaded, 10 of 10 rows\n');
    expect(stderr).toContain(
      "s/b.csv: partially_loaded, 3 of 5 rows, 2 errors, the first: Numeric value 'x' is not recognized (line 4)",
    );
  });
});

describe('Databricks', () => {
  beforeAll(() => {
    const presigned = (name: string): string =>
      `https://127.0.0.1:${(storage.address() as AddressInfo).port}/${name}?signature=1`;
    const row = (operation: string, file: string | null, name: string) => ({
      staging: true,
      columns: [
        { name: 'operation', type: 'string' },
        { name: 'presignedUrl', type: 'string' },
        { name: 'headers', type: 'map<string, string>' },
        ...(file === null ? [] : [{ name: 'localFile', type: 'string' }]),
      ],
      rows: [[operation, presigned(name), new Map([['x-test', '1']]), ...(file === null ? [] : [file])]],
    });
    const texts = (sql: string): string[] => [...sql.matchAll(/'([^']*)'/g)].map(([, text]) => text!);
    databricks.answer(/^put/i, ({ sql }) => row('PUT', texts(sql)[0]!, path.basename(texts(sql)[1]!)));
    databricks.answer(/^get/i, ({ sql }) => row('GET', texts(sql)[1]!, path.basename(texts(sql)[0]!)));
    databricks.answer(/^remove/i, ({ sql }) => row('REMOVE', null, path.basename(texts(sql)[0]!)));
  });

  test('PUT, GET and REMOVE of a file in a volume; paths from the current folder on', async () => {
    const bytes = `id\n${'1\n'.repeat(100_000)}`;
    writeFileSync(path.join(here, 'a.csv'), bytes);
    const put = await run('dbx', "put 'a.csv' into '/Volumes/main/default/v/a.csv' overwrite");
    const volume = '/Volumes/main/default/v/a.csv';
    const head = 'source,target,size,status\n';
    expect(put.code).toBe(0);
    expect(put.stdout).toBe(`${head}${path.join(here, 'a.csv')},${volume},200003,UPLOADED\n`);
    expect(String(stored.get('/a.csv?signature=1'))).toBe(bytes);
    const got = await run('dbx', "get '/Volumes/main/default/v/a.csv' to '~/b.csv'");
    expect(got.code).toBe(0);
    expect(got.stdout).toBe(`${head}${volume},${path.join(here, 'b.csv')},200003,DOWNLOADED\n`);
    expect(readFileSync(path.join(here, 'b.csv'), 'utf8')).toBe(bytes);
    const removed = await run('dbx', "remove '/Volumes/main/default/v/a.csv'");
    expect(removed).toMatchObject({ code: 0, stdout: `${head}${volume},,,REMOVED\n` });
    expect(stored.size).toBe(0);
    const sizes = {
      columns: ['path', 'name', 'size'].map((name) => ({ name, type: name === 'size' ? 'bigint' : 'string' })),
    };
    databricks.answer(/^list/i, { ...sizes, rows: [[volume, 'a.csv', 200003]] });
    const listed = await run('dbx', "list '/Volumes/main/default/v'");
    expect(listed).toMatchObject({ code: 0, stdout: `path,name,size\n${volume},a.csv,200003\n` });
  });

  test('PUT of a pattern: each file into the folder, one result; what went before a failure is told', async () => {
    for (const name of ['m-1.txt', 'm-2.txt', 'm-3.txt']) writeFileSync(path.join(here, name), name);
    const all = await run('dbx', "put 'm-?.txt' into '/Volumes/main/default/v/'");
    const line = (name: string) => `${path.join(here, name)},/Volumes/main/default/v/${name},7,UPLOADED\n`;
    expect(all.stdout).toBe(`source,target,size,status\n${line('m-1.txt')}${line('m-2.txt')}${line('m-3.txt')}`);
    expect(String(stored.get('/m-3.txt?signature=1'))).toBe('m-3.txt');
    databricks.answer(/^put.*m-3/i, { error: { code: 'PATH_ALREADY_EXISTS', message: 'm-3.txt is there' } });
    const some = await run('dbx', "put 'm-?.txt' into '/Volumes/main/default/v/'");
    expect(some.code).toBe(1);
    expect(some.stderr).toContain('2 of 3 files were moved before that.');
    expect(some.stderr).toContain('m-3.txt is there');
    databricks.answer(/^put.*m-3/i, { delayMs: Infinity });
    const late = await run('dbx', '--timeout', '4', "put 'm-?.txt' into '/Volumes/main/default/v/'");
    expect(late.code).toBe(4);
    expect(late.stderr).toContain('2 of 3 files were moved before that.');
  });

  test('the waiting line at the prompt tells how much of a file was sent', async () => {
    writeFileSync(path.join(here, 'slow.bin'), Buffer.alloc(64_000_000));
    const env = { SMALLEX_HOME: folder, SMALLEX_KEYRING: 'off', HOME: here, TOKEN: databricks.token };
    const session = startInPty(['dbx'], { cwd: here, env, columns: 120 });
    try {
      await atPrompt(session);
      session.type("put 'slow.bin' into '/Volumes/main/default/v/slow.bin';\r");
      await session.waitFor((screen) => / 1 file, 64\.0 MB · [\d.]+ MB sent/.test(screen), 15_000);
      openSlowGate();
      await session.waitFor((screen) => screen.includes('UPLOADED'), 15_000);
    } finally {
      await session.close();
    }
  });

  test('\\import of many rows goes through a volume of its own, which goes again; refused, the rows go in batches', async () => {
    const rows = 250_000;
    const lines = Array.from({ length: rows }, (_, index) => `${index},${index % 2 === 0 ? '"a ""b"""' : ''}`);
    writeFileSync(path.join(here, 'many.csv'), `id,name\n${lines.join('\n')}\n`);
    const counted = (...values: readonly number[]) => ({
      columns: values.map((_, index) => ({ name: `c${index}`, type: 'bigint' })),
      rows: [values],
    });
    /** What came into the volume, line by line. */
    const packed = (): string[] =>
      [...stored]
        .filter(([key]) => key.startsWith('/rows-'))
        .flatMap(([, bytes]) => gunzipSync(bytes).toString().trimEnd().split('\n'));
    databricks.answer(/^(?:create|drop|alter|insert)\b/i, {});
    databricks.answer(/^select count\(\*\) from text/i, () => counted(packed().length));
    databricks.answer(/^select count\(\*\), count/i, counted(rows, rows, rows / 2));
    const importing = async () => {
      const before = databricks.statements.length;
      const { code, stderr } = await run('dbx', '\\import --yes many.csv target');
      const ours = /^(?:create \w+|put|insert into|alter table|drop \w+|select count\(\*\)(?: from text)?)/i;
      const verbs = databricks.statements.slice(before).map((sql) => ours.exec(sql)?.[0].toUpperCase());
      return { code, stderr, verbs: verbs.filter((verb) => verb !== undefined) };
    };
    const whole = await importing();
    expect(whole.stderr).toContain('250,000 rows of many.csv are in `target`; the counts agree.');
    expect(whole.code).toBe(0);
    const table = ['CREATE TABLE', 'INSERT INTO', 'SELECT COUNT(*)', 'ALTER TABLE'];
    expect(whole.verbs).toEqual(['CREATE VOLUME', 'PUT', 'SELECT COUNT(*) FROM TEXT', ...table, 'DROP VOLUME']);
    expect(packed().slice(0, 2)).toEqual(['["0","a \\"b\\""]', '["1",null]']);
    const insert = databricks.statements.findLast((sql) => /^insert/i.test(sql))!;
    expect(insert).toMatch(/'array<string>'\) AS r FROM text\.`\/Volumes\/main\/default\/smallex_import_\w+`/);

    const message = 'User does not have CREATE VOLUME on Schema main.default.';
    databricks.answer(/^create volume/i, { error: { code: 'PERMISSION_DENIED', sqlState: '42501', message } });
    const refused = await importing();
    expect(refused.stderr).toMatch(/The volume can't be used \(.*CREATE VOLUME.*\): the rows go in batches\./);
    expect(refused.stderr).not.toContain('still there');
    expect(refused.code).toBe(0);
    expect(new Set(refused.verbs)).toEqual(new Set(['CREATE VOLUME', ...table, 'DROP VOLUME']));

    databricks.answer(/^create volume/i, {});
    databricks.answer(/^insert/i, { error: { code: 'CAST_INVALID_INPUT', sqlState: '22018', message: 'No BIGINT.' } });
    databricks.answer(/^drop/i, { error: { code: 'PERMISSION_DENIED', sqlState: '42501', message: 'No MANAGE.' } });
    const failed = await importing();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('No BIGINT.');
    expect(failed.verbs.slice(-3)).toEqual(['INSERT INTO', 'DROP TABLE', 'DROP VOLUME']);
    // What could not be taken away is named.
    expect(failed.stderr).toMatch(/is still there \(.*No MANAGE.*\)\. Later: DROP TABLE IF EXISTS `\w+__import_\w+`/s);
    expect(failed.stderr).toMatch(
      /is still there \(.*No MANAGE.*\)\. Later: DROP VOLUME IF EXISTS [`\w.]+smallex_import_/s,
    );
    databricks.answer(/^drop/i, {});
    stored.clear();
  }, 60_000);

  test('what is outside of the current folder is refused, also when it is the server that names it', async () => {
    const file = path.join(folder, 'outside.csv');
    writeFileSync(file, 'x\n');
    const refused = await run('dbx', `put '${file}' into '/Volumes/main/default/v/o.csv'`);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${file} is outside of ${here}`);
    expect((await run('dbx-wide', `put '${file}' into '/Volumes/main/default/v/o.csv'`)).code).toBe(0);
    expect(String(stored.get('/o.csv?signature=1'))).toBe('x\n');
  });

  test('a file that is not there is named', async () => {
    const { code, stderr } = await run('dbx', "put 'nowhere.csv' into '/Volumes/main/default/v/n.csv'");
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no file "${path.join(here, 'nowhere.csv')}".`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultOf, runCli, startCli } from '../support/run-cli.js';
import { pollUntil } from '../support/wait.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('data on stdout, talk on stderr', () => {
  test('stdin to CSV: NULL is empty, an empty text is quoted', async () => {
    const { code, stdout } = await runCli(['--format', 'csv'], { input: "select 1 a, null b, '' c;" });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'a,b,c\n1,,""\n' });
  });

  test('an error has its caret on stderr and leaves stdout empty', async () => {
    const { code, stdout, stderr } = await runCli(['--quiet', '-c', 'selec 1']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('LINE 1: selec 1\n        ^');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('the caret stands under the place in the person’s own text, on its line', async () => {
    const file = path.join(folder, 'late.sql');
    writeFileSync(file, "select 'fine';\n\nselect '渡辺',\n  nope from range(1);\n");
    const { stderr } = await runCli(['--quiet', '-f', file]);
    expect(stderr).toContain('LINE 4:   nope from range(1)\n          ^');
  });

  test('statements without rows tell on stderr; --quiet tells nothing', async () => {
    const sql = 'create table t(a int); insert into t values (1), (2); update t set a = 3';
    const told = await runCli(['-c', sql]);
    expect(told.stdout).toBe('');
    expect(told.stderr).toContain('2 rows inserted.');
    expect(told.stderr).toContain('2 rows updated.');
    expect(await runCli(['--quiet', '-c', sql])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('which connection was chosen is said, unless --quiet', async () => {
    expect((await runCli(['-c', 'select 1'])).stderr).toContain('in-memory DuckDB');
    expect((await runCli(['--quiet', '-c', 'select 1'])).stderr).toBe('');
  });

  test('no escape codes in a pipe; FORCE_COLOR brings them, NO_COLOR wins over a terminal', async () => {
    expect((await runCli(['-c', 'select null'])).stdout).not.toContain('\u001b');
    expect((await runCli(['-c', 'select null'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[');
  });
});

describe('more than one result', () => {
  test.each(['csv', 'tsv', 'json'])('%s stops before the first statement runs', async (format) => {
    const made = path.join(folder, `made-${format}.csv`);
    const sql = `copy (select 1) to '${made}'; select 1; select 2`;
    const { code, stdout, stderr } = await runCli(['--format', format, '-c', sql]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--result');
    expect(stderr).toContain('-o FOLDER');
    expect(existsSync(made)).toBe(false);
  });

  test('--result chooses one, by number or as the last', async () => {
    const run = (which: string) =>
      runCli(['--quiet', '--format', 'csv', '--result', which, '-c', 'select 1; select 2']);
    expect((await run('1')).stdout).toBe('1\n1\n');
    expect((await run('last')).stdout).toBe('2\n2\n');
    expect((await run('3')).code).toBe(2);
  });

  test('a folder takes one file each; jsonl and table print all', async () => {
    const out = path.join(folder, 'out/');
    expect((await runCli(['--format', 'csv', '-o', out, '-c', 'select 1 a; select 2 a'])).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['result-1.csv', 'result-2.csv']);
    expect(readFileSync(path.join(out, 'result-2.csv'), 'utf8')).toBe('a\n2\n');
    expect((await runCli(['--format', 'jsonl', '-c', 'select 1 a; select 2 a'])).stdout).toBe('{"a":1}\n{"a":2}\n');
  });

  test('from stdin the second one is refused when it comes', async () => {
    const { code, stdout, stderr } = await runCli(['--format', 'csv'], { input: 'select 1; select 2;' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '1\n1\n' });
    expect(stderr).toContain('--format jsonl');
  });
});

describe('files', () => {
  test('the format follows the name; nothing half-written is left behind', async () => {
    const file = path.join(folder, 'made.json');
    expect((await runCli(['-c', 'select 1.10::decimal(9,2) a, [1] b', '-o', file])).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([{ a: 1.1, b: [1] }]);
    expect(readFileSync(file, 'utf8')).toContain('1.10');
    const failed = path.join(folder, 'failed.csv');
    const sql = "select case when i = 90000 then error('boo') else i end from range(100000) t(i)";
    expect((await runCli(['-c', sql, '-o', failed])).code).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('failed'))).toEqual([]);
  });

  // The rows before the failing one have long been written when it fails.
  const LATE = "select case when i = 900000 then error('boo') else i end as i from range(1000000) t(i)";

  test('-o: a statement that fails midway leaves nothing under the name, and says so', async () => {
    const half = path.join(folder, 'half.jsonl');
    const { code, stderr } = await runCli(['-c', `${LATE};`, '-o', half]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${half} was not written.`);
    expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([]);
  });

  test.each(['kept.jsonl', 'kept.jsonl.gz'])(
    '%s of -o and \\o keeps the whole results around one that fails',
    async (name) => {
      const kept = path.join(folder, name);
      const read = (): string => String(name.endsWith('.gz') ? gunzipSync(readFileSync(kept)) : readFileSync(kept));
      const sql = `select 1 as i; ${LATE}; select 2 as i`;
      const { code, stderr } = await runCli(['-c', sql, '--on-error', 'continue', '-o', kept]);
      expect({ code, text: read() }).toEqual({ code: 1, text: '{"i":1}\n{"i":2}\n' });
      expect(stderr).toContain(`This result is not in ${kept}, which keeps the one before it.`);
      const input = `\\o "${kept}"\nselect 3 as i;\n${LATE};\n\\o\nselect 4 as i;\n`;
      const under = await runCli(['--on-error', 'continue', '--format', 'csv'], { input });
      expect({ code: under.code, stdout: under.stdout, text: read() }).toEqual({
        code: 1,
        stdout: 'i\n4\n',
        text: '{"i":3}\n',
      });
      expect(readdirSync(folder).filter((entry) => entry.includes(`${name}.tmp`))).toEqual([]);
    },
  );

  test('\\o: one result that fails, and no other, leaves no file, whatever comes after', async () => {
    const half = path.join(folder, 'half-o.jsonl');
    const input = `\\o '${half}'\n${LATE};\n\\o\nselect 2 as i;\n`;
    const { code, stderr } = await runCli(['--on-error', 'continue'], { input });
    expect(code).toBe(1);
    expect(stderr).toContain(`${half} was not written`);
    expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([]);
  });

  test('--formula-guard keeps a spreadsheet from running text', async () => {
    const none = await runCli(['-c', 'create table a(i int)', '-o', path.join(folder, 'none.csv')]);
    expect(none).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('none.csv was not written: no statement gave'),
    });
    const sql = "select '=cmd()' as a, -1 as b";
    expect((await runCli(['--format', 'csv', '--formula-guard', '-c', sql])).stdout).toBe("a,b\n'=cmd(),-1\n");
    expect((await runCli(['--format', 'csv', '-c', sql])).stdout).toBe('a,b\n=cmd(),-1\n');
  });

  test('nothing runs on the old connection after \\c failed, even with --on-error continue', async () => {
    const input = '\\c no-such\nselect 1 as on_the_wrong_one;';
    expect(await runCli(['--on-error', 'continue'], { input })).toMatchObject({ code: 2, stdout: '' });
  });

  test('the demo takes -c and -f, wherever they stand', async () => {
    const file = path.join(folder, 'demo.sql');
    writeFileSync(file, 'select count(*) as n from customers;');
    const quiet = ['--quiet', '--format', 'csv'];
    expect((await runCli(['demo', ...quiet, '-c', 'select 1 as a'])).stdout).toBe('a\n1\n');
    expect((await runCli(['-f', file, 'demo', ...quiet])).stdout).toBe('n\n500\n');
  });

  test('a reader that went away ends help and lists without a trace', async () => {
    const child = startCli(['--help']);
    child.stdout!.destroy();
    expect(await resultOf(child)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a data file opens as a view named by its stem', async () => {
    const file = path.join(folder, 'big sales.csv');
    writeFileSync(file, 'id,name\n1,x\n2,\n');
    const { stdout } = await runCli([file, '--format', 'csv', '-c', 'from "big sales"']);
    expect(stdout).toBe('id,name\n1,x\n2,\n');
  });

  test('a .duckdb file opens, and --read-only changes nothing in it', async () => {
    const file = path.join(folder, 'shop.duckdb');
    expect((await runCli([file, '-c', 'create table t as select 42 a'])).code).toBe(0);
    expect((await runCli([file, '--format', 'csv', '-c', 'from t'])).stdout).toBe('a\n42\n');
    const refused = await runCli([file, '--read-only', '-c', 'drop table t']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('read-only');
    expect((await runCli([file, '--format', 'csv', '-c', 'from t'])).stdout).toBe('a\n42\n');
  });
});

describe('a command behind \\g', () => {
  const after = (command: string, sql: string) =>
    runCli(['--quiet', '--allow-shell', '--format', 'jsonl'], {
      input: `${sql} \\g |${command}\nselect 'on' as it_goes;\n`,
    });

  test.each(['select 1 as a', 'select * from range(100000000)'])('may end before it has read all: %s', async (sql) => {
    expect(await after('exit 0', sql)).toMatchObject({ code: 0, stdout: '{"it_goes":"on"}\n', stderr: '' });
  });

  test('that fails, or is none, ends the script with its code', async () => {
    const { code, stdout, stderr } = await after('exit 3', 'select 1 as a');
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'Error: |exit 3 ended with code 3.\n' });
    const none = await after('no-such-program', 'select * from range(1000000)');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('Error: |no-such-program ended with code 127.');
  });
});

describe('bad input', () => {
  test('a script where a name belongs is told how to run', async () => {
    writeFileSync(path.join(folder, 'report.sql'), 'select 1');
    writeFileSync(path.join(folder, 'latin1.sql'), Buffer.from("select 1;\nselect 'caf\xe9';\n", 'latin1'));
    const { code, stderr } = await runCli(['report.sql'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Error: "report.sql" is a script, not a connection.\nRun it with: smallex -f report.sql\n',
    });
  });

  test('what is no UTF-8 on stdin is told, and what came before it has run', async () => {
    const child = startCli(['--format', 'csv', '--quiet']);
    child.stdin!.end(Buffer.from("select 1 as i;\nselect 'caf\xe9';\n", 'latin1'));
    expect(await resultOf(child)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('What came on stdin is not UTF-8: line 2 holds other bytes.'),
    });
  });

  test.each([
    [['-P', 'no-such', '-c', 'select 1'], 2, 'There is no profile "no-such"'],
    [['nowhere.csv', '-c', 'select 1'], 2, 'nowhere.csv'],
    [['demoo', '-c', 'select 1'], 2, 'Did you mean "demo"?'],
    [['-f', 'nope.sql'], 2, 'nope.sql'],
    [['--format', 'cvs', '-c', 'select 1'], 2, 'Did you mean "csv"?'],
    [['--param', 'novalue', '-c', 'select 1'], 2, 'name=value'],
    [['--param', 'm=1', '-c', 'select 1'], 2, '$m'],
    [['--timeout', '-3', '-c', 'select 1'], 2, '--timeout'],
    [['--timeout', '1e9', '-c', 'select 1'], 2, '2147483 (24 days)'],
    [['-f', 'latin1.sql'], 2, '"latin1.sql" is not UTF-8: line 2 holds other bytes.'],
    [['-c', 'create table a(i int); select 1', '-o', 'report.sql/'], 1, 'report.sql/ is a file, not a folder'],
    [['-c', 'create table a(i int); select 1', '-o', 'no/such/x.md'], 1, 'The folder of no/such/x.md'],
    [['-c', 'select 1', '-o', ''], 2, '-o has no name'],
    [['--on-error', 'shrug', '-c', 'select 1'], 2, 'stop'],
    [['--format', 'parquet', '-c', 'select 1'], 2, '-o FILE'],
    [['-c', '\\nosuch'], 2, '\\nosuch'],
    [['-c', 'select 1', '-o', '/dev/null/x.csv'], 1, 'is a file, not a folder'],
    [['setup', '--engine', 'duckdbb', '--name', 'x'], 2, 'duckdb'],
    [
      ['setup', '--engine', 'snowflake', '--auth', 'password', '--set', 'password=hunter2', '--name', 'x'],
      2,
      'reference',
    ],
  ])('%j exits %i and names the thing', async (args, code, words) => {
    const result = await runCli(args, { cwd: folder });
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toMatch(/\n\s+at |hunter2/);
  });
});

describe('time and signals', () => {
  const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';

  test('--timeout cancels on the engine and exits 4', async () => {
    const { code, stderr } = await runCli(['--timeout', '2', '-c', ENDLESS]);
    expect(code).toBe(4);
    expect(stderr).toContain('confirmed');
  });

  const SIGNALS = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;

  test.each(SIGNALS)('%s cancels what runs, says what of the file was not, and exits %i', async (signal, exitCode) => {
    const file = path.join(folder, 'stopped.sql');
    writeFileSync(file, `select 'begun';\n\n${ENDLESS};\nselect 3;\nselect 4;\n`);
    const child = startCli(['-f', file, '--format', 'jsonl'], { home: folder });
    const done = resultOf(child);
    child.stdin!.end();
    await once(child.stdout!, 'data');
    child.kill(signal);
    const { code, stderr } = await done;
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(
      /Cancelled.*\nStopped at line (?:1 of .*The 3 statements after it, from line 3|3 of .*The 2 statements after it, from line 4) on, were not run\.\n$/,
    );
  });

  test.each(SIGNALS)('%s ends a script whose writer is silent, with %i', async (signal, exitCode) => {
    const child = startCli(['--format', 'jsonl', '-o', 'half.jsonl'], { home: folder, cwd: folder });
    const done = resultOf(child);
    child.stdin!.write("select 'begun' as a;\n\\echo begun\nselect");
    let said = '';
    child.stderr!.on('data', (text) => (said += String(text)));
    await pollUntil(
      'the first line',
      () => said.includes('begun'),
      () => said,
    );
    child.kill(signal);
    const { code, stderr } = await done;
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: said });
    expect(existsSync(path.join(folder, 'half.jsonl'))).toBe(false);
  });

  test('a reader that goes away ends it quietly', async () => {
    const child = startCli(['--quiet', '--format', 'csv', '-c', 'select * from range(100000000)'], { home: folder });
    child.stdin!.end();
    let stderr = '';
    child.stderr!.on('data', (text) => (stderr += String(text)));
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('the first row is printed long before the last is made', async () => {
    const child = startCli(['--format', 'csv', '-c', 'select * from range(50000000)'], { home: folder });
    child.stdin!.end();
    const [first] = (await once(child.stdout!, 'data')) as [Buffer];
    expect(first.length).toBeLessThan(1_000_000);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('a slow writer’s statements run as they complete', async () => {
    const child = startCli(['--quiet', '--format', 'jsonl'], { home: folder });
    const done = resultOf(child);
    child.stdin!.write('select 1 a; sel');
    await once(child.stdout!, 'data');
    child.stdin!.end('ect 2 a');
    expect((await done).stdout).toBe('{"a":1}\n{"a":2}\n');
  });
});

test('--on-error continue goes on behind a \\g that fails by its file or command, too', async () => {
  const input = 'select 1 as a \\g |exit 3\nselect 2 as a \\g no/such/x.csv\nselect 3 as a;\n';
  const { code, stdout, stderr } = await runCli(['--on-error', 'continue', '--allow-shell', '--format', 'csv'], {
    input,
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'a\n3\n' });
  expect(stderr).toContain('|exit 3 ended with code 3.');
  expect(stderr).toContain('The folder of no/such/x.csv does not exist.');
});

test('after an error: stop by default, --on-error continue goes on and still exits 1', async () => {
  const run = (...args: string[]) =>
    runCli(['--quiet', '--format', 'jsonl', ...args, '-c', 'select 1 a; bad; select 3 a']);
  expect(await run()).toMatchObject({ code: 1, stdout: '{"a":1}\n' });
  expect(await run('--on-error', 'continue')).toMatchObject({ code: 1, stdout: '{"a":1}\n{"a":3}\n' });
});

test('on a production profile a script that destroys stops with exit 2, unless --yes', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-prod-'));
  const file = path.join(home, 'shop.duckdb');
  try {
    const answers = ['--engine', 'duckdb', '--auth', 'file', '--set', `path=${file}`, '--name', 'shop'];
    expect((await runCli(['setup', ...answers, '--environment', 'production'], { home })).code).toBe(0);
    expect((await runCli(['-P', 'shop', '-c', 'create table t(a int)'], { home })).code).toBe(0);
    const refused = await runCli(['-P', 'shop', '-c', 'drop table t'], { home });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('This is production (shop): DROP TABLE t.');
    expect(refused.stderr).toContain('--yes');
    expect((await runCli(['-P', 'shop', '--format', 'csv', '-c', 'from t'], { home })).code).toBe(0);
    expect((await runCli(['-P', 'shop', '--yes', '-c', 'drop table t'], { home })).code).toBe(0);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('a file that runs itself is stopped, with a sentence', async () => {
  const file = path.join(folder, 'again.sql');
  writeFileSync(file, `\\i ${file}\n`);
  const { code, stderr } = await runCli(['--quiet', '-f', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('32 deep');
  expect(stderr.split('\n').length).toBeLessThan(8);
});

test('parameters are bound, never pasted', async () => {
  const value = "x'; drop table t; --";
  const { stdout } = await runCli(['--quiet', '--format', 'jsonl', '--param', `v=${value}`, '-c', 'select $v as v']);
  expect(JSON.parse(stdout)).toEqual({ v: value });
});

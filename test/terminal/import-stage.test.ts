// \import of many rows on Snowflake goes through a stage: on the built program, with the real driver on the double, which
// knows no SQL. What a server makes of the files was not to be had.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { snowflakeProfile } from '../support/double-profiles.js';
import { startInPty } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

const ROWS = 125_000;
let folder: string;
let file: string;
let double: SnowflakeDouble;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-import-stage-'));
  file = path.join(folder, 'many.csv');
  double = await startSnowflakeDouble();
  saveProfiles(folder, [snowflakeProfile('sf', double)]);
  const columns = `i as id, case when i % 3 = 0 then '' when i % 3 = 1 then null else '渡辺 "' || chr(10) || '\\' end as name`;
  const more = `i::decimal(38,20) + 0.12345678901234567890::decimal(38,20) as price, timestamp_ns '2024-01-01 00:00:00.123456789' as at`;
  const made = await runCli(['--quiet', '-c', `select ${columns}, ${more} from range(${ROWS}) t(i)`, '-o', file]);
  expect(made.code).toBe(0);
}, 60_000);
afterAll(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the double's stage is: the driver copies files there. */
let staged: string;
/** The folder that PUT took them from. */
let packed: string;
let number = 0;
let before = 0;
beforeEach(() => {
  staged = path.join(folder, `stage-${++number}`);
  packed = '';
  before = double.statements.length;
  const done = { status: 'Statement executed successfully.' };
  double.answer(/^(?:create (?:temporary stage|table)|drop|begin|commit|rollback)\b/i, done);
  double.answer(/^(?:desc|show)\b/i, {
    error: { code: '002003', sqlState: '02000', message: 'Object does not exist.' },
  });
  double.answer(/^put/i, ({ sql }) => {
    const glob = /file:\/\/([^']*)'/.exec(sql)![1]!;
    packed = path.dirname(glob);
    return {
      transfer: {
        command: 'UPLOAD',
        src_locations: [glob],
        autoCompress: false,
        overwrite: true,
        sourceCompression: 'gzip',
        parallel: 4,
        encryptionMaterial: null,
        stageInfo: { locationType: 'LOCAL_FS', location: staged, path: '', region: null, creds: {} },
      },
    };
  });
  double.answer(/^copy into/i, () => copied(stagedLines().length));
});

const COPY_COLUMNS = ['file', 'status', 'rows_parsed', 'rows_loaded', 'errors_seen', 'first_error', 'first_error_line'];
const copied = (rows: number) => ({
  columns: COPY_COLUMNS.map((name) => ({ name, type: /rows|errors|line/.test(name) ? 'fixed' : 'text' })),
  rows: [['s/rows-1.json.gz', 'LOADED', rows, rows, 0, null, null]],
  statementTypeId: 0x3100,
});

function stagedLines(): string[] {
  const files = readdirSync(staged).sort();
  return files.flatMap((name) =>
    gunzipSync(readFileSync(path.join(staged, name)))
      .toString()
      .trimEnd()
      .split('\n'),
  );
}

const importing = () =>
  runCli(['sf', '--yes', '-c', `\\import ${file} target`], {
    home: folder,
    env: { SMALLEX_HOME: folder, SMALLEX_KEYRING: 'off', PW: 'snow' },
  });
/** The first words of what was sent for it. */
const sent = () =>
  double.statements
    .slice(before)
    .map((sql) =>
      /^(?:create (?:temporary )?\w+|copy|put|begin|commit|rollback|insert|drop \w+)/i.exec(sql)?.[0].toUpperCase(),
    )
    .filter((verb) => verb !== undefined);

test('every row stands in the stage as it is in the file, one COPY loads them, and stage and files go', async () => {
  const { code, stderr } = await importing();
  expect(stderr).toContain('CREATE TEMPORARY STAGE');
  expect(stderr).toContain(`${ROWS.toLocaleString('en-US')} rows of ${file} are in "TARGET"; the counts agree.`);
  expect(code).toBe(0);
  const way = ['CREATE TEMPORARY STAGE', 'PUT', 'CREATE TABLE', 'BEGIN', 'COPY', 'COMMIT', 'DROP STAGE'];
  expect(sent()).toEqual(way);
  const copy = double.statements.find((sql) => /^copy into/i.test(sql))!;
  expect(copy).toContain('$1[2]::VARCHAR::NUMBER(38,20)');
  const lines = stagedLines();
  expect(lines.length).toBe(ROWS);
  const at = '2024-01-01 00:00:00.123456789';
  expect(lines.slice(0, 3).map((line) => JSON.parse(line) as unknown)).toEqual([
    ['0', '', '0.12345678901234567890', at],
    ['1', null, '1.12345678901234567890', at],
    ['2', '渡辺 "\n\\', '2.12345678901234567890', at],
  ]);
  expect(existsSync(packed)).toBe(false);
});

test('a COPY that fails, or loads fewer rows, leaves no table, stage or file behind', async () => {
  const message = "Numeric value 'x' is not recognized";
  double.answer(/^copy into/i, { error: { code: '100038', sqlState: '22018', message } }, 1);
  const failed = await importing();
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(message);
  const end = ['COPY', 'ROLLBACK', 'DROP TABLE', 'DROP STAGE'];
  expect(sent().slice(-4)).toEqual(end);
  double.answer(/^copy into/i, copied(ROWS - 1), 1);
  const fewer = await importing();
  expect(fewer.code).toBe(1);
  expect(fewer.stderr).toContain(`124,999 rows arrived, but the file has 125,000 rows.`);
  expect(sent().slice(-4)).toEqual(end);
  expect(existsSync(packed)).toBe(false);
}, 60_000);

test('Ctrl+C while the files go up, and while they are loaded: nothing stays, and the session goes on', async () => {
  const next = { columns: [{ name: 'NEXT', type: 'fixed' }], rows: [[42]] };
  double.answer(/next/, next);
  double.answer(/^copy into/i, { delayMs: Infinity, phases: ['RUNNING'] }, 1);
  const env = { SMALLEX_HOME: folder, SMALLEX_KEYRING: 'off', PW: 'snow' };
  const session = startInPty(['sf'], { home: folder, columns: 130, rows: 40, env });
  try {
    await session.waitFor(/Connected[^]*sf snowflake[^\n]*>$/, START_MS);
    const stop = async (seen: () => boolean): Promise<void> => {
      session.type(`\\import --yes ${file} target\r`);
      await session.waitFor((screen) => seen() && /Ctrl\+C cancels/.test(screen), START_MS);
      const aborts = double.count('abort');
      session.key('ctrl+c');
      await session.waitFor(/^Cancelled.*server confirmed it/m, START_MS);
      await session.waitFor(/>$/, START_MS);
      expect(double.count('abort')).toBe(aborts + 1);
      session.key('ctrl+l');
      session.type('select 42 as next;\r');
      await session.waitFor(/NEXT\n─+\n +42/);
      session.key('ctrl+l');
    };
    const asked = (verb: string) => () => sent().at(-1) === verb;
    await stop(asked('COPY'));
    expect(sent().slice(-4)).toEqual(['COPY', 'ROLLBACK', 'DROP TABLE', 'DROP STAGE']);
    double.answer(/^put/i, { delayMs: Infinity, phases: ['RUNNING'] });
    await stop(asked('PUT'));
    expect(sent().slice(-2)).toEqual(['PUT', 'DROP STAGE']);
    expect(existsSync(packed)).toBe(false);
  } finally {
    await session.close();
  }
}, 120_000);

test('where no stage can be made the rows go in batches, and it is said', async () => {
  const message = "Insufficient privileges to operate on schema 'PUBLIC'";
  double.answer(/^create temporary stage/i, { error: { code: '003001', sqlState: '42501', message } });
  double.answer(/^insert into/i, ({ bindings }) => ({ affected: rowsIn(bindings), verb: 'inserted' }));
  const { code, stderr } = await importing();
  expect(stderr).toContain(`The stage can't be used (`);
  expect(stderr).toContain('the rows go in batches.');
  expect(stderr).toContain('the counts agree.');
  expect(code).toBe(0);
  expect(new Set(sent())).toEqual(
    new Set(['CREATE TEMPORARY STAGE', 'CREATE TABLE', 'BEGIN', 'INSERT', 'COMMIT', 'DROP STAGE']),
  );
}, 60_000);

function rowsIn(bindings: unknown): number {
  const [first] = Object.values(bindings as Record<string, { value: string }>);
  return (JSON.parse(first!.value) as unknown[]).length;
}

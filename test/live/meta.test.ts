// The commands of the catalog, plans and lists, by the built program with the real drivers against the live engines.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProfileStore } from '../../source/profiles/index.js';
import { startInPty } from '../support/pty.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { liveEngines } from './engines.js';

const { snowflake, databricks } = liveEngines();
const START_MS = 60_000;

let home: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-live-meta-'));
  const store = new ProfileStore({ file: path.join(home, 'profiles.json') });
  await store.save({
    name: 'snow',
    engine: 'snowflake',
    connection: {
      account: snowflake.account,
      host: snowflake.host,
      port: snowflake.port,
      protocol: 'http',
      user: snowflake.user,
      warehouse: 'W1',
      database: 'DEMO',
      schema: 'PUBLIC',
    },
    secrets: { password: 'env:LIVE_SECRET' },
    settings: {},
  });
  await store.save({
    name: 'spark',
    engine: 'databricks',
    connection: {
      server_hostname: databricks.host,
      port: databricks.port,
      http_path: databricks.path,
      ca_file: databricks.caFile,
      catalog: 'spark_catalog',
      schema: 'default',
    },
    secrets: { access_token: 'env:LIVE_SECRET' },
    settings: {},
  });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function run(profile: 'snow' | 'spark', script: string): Promise<CliResult> {
  const secret = profile === 'snow' ? snowflake.password : databricks.token;
  const env = { LIVE_SECRET: secret, SMALLEX_HOME: home, NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] };
  return runCli(['-P', profile, '--on-error', 'continue', '-f', '-'], { input: script, home, env, cwd: home });
}

/** What doesn't depend on the engine's catalog: run on each engine all the same, for what it makes of their SQL and values. */
const EVERYWHERE: readonly (readonly [script: string, wanted: RegExp])[] = [
  ['\\?', /General[^]*\\timing/],
  ['\\conninfo', /Engine: +(?:Snowflake|Databricks)/],
  ['\\profiles', /snow[^]*spark/],
  ["select 'v' as k \\gx", /row 1 ─+\n k │ v/i],
  ["select 'v' as k\n\\G", /row 1 ─+\n k │ v/i],
  ['\\x on\nselect 1 as a;\n\\x off', /row 1 ─+\n a │ 1/i],
  ['select 5 as five \\g', / 5\n/],
  [
    'select 12 as g \\g g.csv\n\\o o.csv\nselect 13 as o;\n\\o\n\\export e.json select 14 as e',
    /^(?![^]*(?:12|13|14) )/,
  ],
  ['select 3 as n \\gset p_\n\\set\n\\unset p_n\n\\echo said', /p_n +│ 3[^]*said|said[^]*p_n +│ 3/i],
  ['select 8 as eight \\watch 0.01 2', /Stopped after 2 runs[^]* 8\n[^]* 8\n/],
  ['\\timing off\nselect 1 as a;', /Timing is off/],
  ['\\pset types on\n\\pset null nix\nselect cast(null as int) as a;', / nix/],
  ['\\ns live select 4 as saved\n\\n live\n\\np live\n\\nd live', / 4\n/],
  ['\\i one.sql\n\\ir one.sql', / 22\n[^]* 22\n/],
  ['\\cd parts\n\\i two.sql', / 33\n/],
  ['select 9 as nine;\n\\fmt', /select\n +9 as nine/i],
  ['select oops\n\\r\nselect 6 as six;', / 6\n/],
];

test.each(['snow', 'spark'] as const)(
  'on %s every other command does what it says',
  async (profile) => {
    writeFileSync(path.join(home, 'one.sql'), 'select 22 as one;\n');
    mkdirSync(path.join(home, 'parts'), { recursive: true });
    writeFileSync(path.join(home, 'parts', 'two.sql'), 'select 33 as two;\n');
    for (const [script, wanted] of EVERYWHERE) {
      const { stdout, stderr } = await run(profile, `${script}\n`);
      expect(`${stderr}\n${stdout}`, script).toMatch(wanted);
      expect(stderr, script).not.toMatch(/^Error|inside smallex|\n\s+at /m);
    }
    expect(readFileSync(path.join(home, 'g.csv'), 'utf8')).toMatch(/^g\n12\n$/i);
    expect(readFileSync(path.join(home, 'o.csv'), 'utf8')).toMatch(/^o\n13\n$/i);
    expect(Object.values((JSON.parse(readFileSync(path.join(home, 'e.json'), 'utf8')) as object[])[0]!)).toEqual([14]);
  },
  4 * START_MS,
);

describe('Snowflake', () => {
  const tables = `create or replace table "Meta T"(id int not null, name varchar);
create or replace view meta_v as select id from "Meta T" where id > 1;
`;

  test(
    'lists what is there, describes it, and says where it can’t',
    async () => {
      const script = `${tables}\\dt meta*\n\\d+ "Meta T"\n\\d+ meta_v\n\\dv\n\\df\n\\ds\n\\dw\n\\dr\n\\l\n\\dn\n\\refresh\n`;
      const { code, stdout, stderr } = await run('snow', script);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
      expect(stdout).toMatch(/Meta T +│ table[^]*META_V +│ view/);
      expect(stdout).toMatch(/ID +│ NUMBER\(38,0\) +│ no[^]*owner +│ SYSADMIN/);
      expect(stdout).toMatch(/type +│ view[^]*definition\n─+\n CREATE VIEW/);
      expect(stdout).toMatch(/W1 +│ .*started +│ in use[^]*SMALLEX_WH +│ .*(?:suspended|started)/);
      expect(stdout).toMatch(/SYSADMIN +│ +│ in use/);
      expect(stdout).toMatch(/DEMO +│ catalog[^]*PUBLIC +│ schema/);
      expect(stderr).toMatch(/There are no functions in PUBLIC[^]*There are no sequences in PUBLIC[^]*are known here/);
    },
    START_MS,
  );

  test(
    '\\use, \\explain, and variables beside paths and casts',
    async () => {
      const script = `${tables}\\use demo.public\n\\use demo\n\\use schema public\n\\use warehouse w1\n\\explain select count(*) from "Meta T"
select 1 as n, 'b' as m \\gset
\\set variables on
select :n + 1 as a, :'m' as b, parse_json('{"n":7}'):n::int as c;\n`;
      const { code, stdout, stderr } = await run('snow', script);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
      // This server draws its plan as text, whatever EXPLAIN USING asks for.
      expect(stdout).toMatch(/plan\n─+\n[^]*Aggregate/i);
      expect(stdout).toMatch(/2 │ b │ 7/);
    },
    START_MS,
  );
});

describe('Databricks', () => {
  const tables = `create table if not exists meta_t(id int, name string comment 'who');
create or replace view meta_v as select id from meta_t where id > 1;
`;

  test(
    'lists what is there, describes it, and says what it hasn’t',
    async () => {
      const script = `${tables}\\dt meta*\n\\d+ meta_t\n\\d+ meta_v\n\\dv\n\\df\n\\df upp*\n\\ds\n\\dw\n\\dr\n\\l\n\\dn\n\\queries\n\\refresh\n`;
      const { code, stdout, stderr } = await run('spark', script);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
      expect(stdout).toMatch(/meta_t +│ table[^]*meta_v +│ view/);
      expect(stdout).toMatch(/name +│ string +│ yes +│ +│ +│ who[^]*owner +│ smallex[^]*provider +│ parquet/);
      expect(stdout).toMatch(/type +│ VIEW[^]*definition\n─+\n select id from meta_t where id > 1/);
      expect(stdout).toMatch(/\n upper\n/);
      expect(stdout).toMatch(/Shared +│ .*running +│ in use[^]*Nightly +│ .*stopped/);
      expect(stdout).toMatch(/spark_catalog +│ catalog[^]*default +│ schema/);
      expect(stderr).toMatch(/no sequences[^]*SHOW GROUPS[^]*Query History/);
    },
    START_MS,
  );

  test(
    '\\use, \\explain as a tree, and variables beside casts',
    async () => {
      const script = `${tables}\\use spark_catalog.default\n\\use spark_catalog\n\\use default
\\explain select count(*) from meta_t where id > 3 group by name
select 1 as n, 'b' as m \\gset
\\set variables on
select :n + 1 as a, :'m' as b, '7'::int as c;\n`;
      const { code, stdout, stderr } = await run('spark', script);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
      expect(stdout).toMatch(/AdaptiveSparkPlan[^]*└─ HashAggregate[^]*└─ Exchange[^]*└─ Filter[^]*└─ FileScan/);
      expect(stdout).toMatch(/2 │ b │ 7/);
    },
    START_MS,
  );
});

test('\\local joins what Snowflake and Databricks gave, by their types', async () => {
  const store = new ProfileStore({ file: path.join(home, 'profiles.json') });
  for (const { name, secrets, ...rest } of store.list()) {
    const variable = name === 'snow' ? 'SNOW_SECRET' : 'SPARK_SECRET';
    await store.save({ ...rest, name: `${name}2`, secrets: { [Object.keys(secrets)[0]!]: `env:${variable}` } });
  }
  const env = {
    SNOW_SECRET: snowflake.password,
    SPARK_SECRET: databricks.token,
    SMALLEX_HOME: home,
    NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
  };
  const session = startInPty(['-P', 'snow2'], { env, columns: 110 });
  try {
    await session.waitFor(/snow2.*>$/, START_MS);
    session.type("select 9007199254740993::number(38,0) as id, 'eins' as word union all select 2, 'zwei';\r");
    await session.waitFor('2 rows', START_MS);
    session.type('\\c spark2\r');
    await session.waitFor(/spark2.*>$/, START_MS);
    session.type('select cast(9007199254740993 as bigint) as id, cast(1.10 as decimal(10,2)) as price;\r');
    await session.waitFor('1 row ', START_MS);
    session.type('\\local select word, price, typeof(price) t from last join last2 using (id)\r');
    await session.waitFor(/ eins +│ +1\.10 │ DECIMAL\(10,2\)/, START_MS);
  } finally {
    await session.close();
  }
}, 120_000);

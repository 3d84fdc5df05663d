// Every command by the built program on DuckDB: in a script, and at the prompt where it needs one.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { META_COMMANDS } from '../../source/meta/index.js';
import type { PtySession } from '../support/pty.js';
import { clearScreen, DEMO_PROMPT, startDemo, START_MS } from '../support/repl-pty.js';
import { runCli, type CliResult } from '../support/run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-meta-'));
  mkdirSync(path.join(folder, 'home'));
  writeFileSync(path.join(folder, 'home', 'smallexrc'), '\\pset null rc-null\nselect 1;\n');
  mkdirSync(path.join(folder, 'parts'));
  writeFileSync(path.join(folder, 'outer.sql'), '\\ir parts/one.sql\n');
  writeFileSync(path.join(folder, 'parts', 'one.sql'), '\\ir two.sql\n');
  writeFileSync(path.join(folder, 'parts', 'two.sql'), 'select 22 as two;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3';
const TABLES = `create table a(x int primary key, y varchar); insert into a values (1, 'p'), (2, null);
create view v as select x from a where x > 1; create sequence s; create macro twice(n) as n * 2;
`;

function run(script: string, ...args: string[]): Promise<CliResult> {
  return runCli([...args, '-f', '-'], { input: TABLES + script, home: path.join(folder, 'home'), cwd: folder });
}

/** What each command gives on stdout or stderr, by its first name. */
const TABLE: readonly (readonly [name: string, script: string, wanted: RegExp])[] = [
  ['\\?', '\\?', /General[^]*\\timing/],
  ['\\?', '\\? gx', /\\gx[^]*Also: \\G/],
  ['\\?', '\\? variables', /\\set variables on/],
  ['\\?', '\\? gxx', /There is no command gxx\. Did you mean \\gx\?/],
  ['\\q', '\\q\nselect 77 as never;', /CREATE VIEW(?![^]*never)/],
  ['\\c', '\\c nobody', /There is no profile or data file "nobody"/],
  ['\\profiles', '\\profiles', /no profiles yet/],
  ['\\conninfo', '\\conninfo', /Engine: +DuckDB/],
  ['\\use', 'create schema other;\n\\use other\nselect current_schema() as now;', / other/],
  ['\\l', '\\l', /memory +│ catalog/],
  ['\\dn', '\\dn', /main +│ schema/],
  ['\\dt', '\\dt a*', / a +│ table/],
  ['\\dt', 'create schema z; create table z.t(i int);\n\\dt *.*', / main +│ a +│ table[^]* z +│ t +│ table/],
  ['\\dt', 'create temp table gone(i int);\n\\dt', / gone +│ temporary table/],
  ['\\dn', '\\dn *.ma*', / memory +│ main +│ schema/],
  ['\\dv', '.views', / v +│ view/],
  ['\\df', '\\df', /twice +│ macro/],
  ['\\df', '\\df list_so*', /list_sort +│ scalar +│ list ANY\[\]/],
  ['\\ds', '\\ds', / s +│ 1 +│ 1/],
  ['\\dw', '\\dw', /no warehouses/],
  ['\\dr', '\\dr', /no users and roles/],
  ['\\d', 'create table "q*"(z int);\n\\d "q*"\n\\d v*', / z +│ INTEGER[^]* v +│ view/],
  ['\\d', '\\d+ a', /x +│ INTEGER +│ no[^]*rows +│ about 2[^]*PRIMARY KEY\(x\)/],
  ['\\d', '\\d+ v', /definition\n─+\n CREATE VIEW v AS SELECT x/],
  ['\\d', '\\d TWICE\n\\d s', /twice +│ macro +│ twice\(n\)[^]* s +│ sequence/],
  ['\\d', '\\d main', /main +│ schema[^]*\\dt main\.\* lists what is in it|\\dt main\.\* lists[^]*main +│ schema/],
  ['\\d', '\\d nowhere', /There is no table or view "nowhere" here/],
  ['\\refresh', '\\refresh', /known here/],
  ['\\g', 'select x from a \\g g.csv', /CREATE VIEW/],
  ['\\g', 'select 5 as five \\g', /five[^]*5/],
  ['\\gx', 'select * from a where x = 1 \\gx', /row 1 ─+\n x │ 1\n y │ p/],
  [
    '\\gset',
    "select 3 as n, 'it''s' as t \\gset p_\n\\set\n\\set variables on\nselect :p_n + 4 as sum, :'p_t' as t;",
    /p_n +│ 3[^]* 7 │ it's/,
  ],
  [
    '\\set',
    '\\set variables on\nselect :nobody;',
    /syntax error[^]*The variable nobody is not set: \\set nobody VALUE/,
  ],
  ['\\set', '\\set variables on\nselect 1 +;', /syntax error(?![^]*is not set)/],
  ['\\gset', 'select 1 from range(2) \\gset', /gives more than 1 row/],
  ['\\explain', '\\explain select count(*) from a where x > 0', /AGGREGATE[^]*└─[^]*SCAN/],
  ['\\explain', 'select * from v \\explain', /SCAN .*memory\.main\.a/],
  ['\\watch', 'select 8 as eight \\watch 0.01 2', /Stopped after 2 runs[^]*eight[^]*eight/],
  ['\\watch', 'select 1 \\watch never', /can’t be "never"/],
  ['\\e', '\\e', /needs the prompt/],
  ['\\fmt', 'select x,y from a where x=1 \\fmt', /select\n +x,\n +y\nfrom/],
  ['\\r', 'select oops\n\\r\nselect 6 as six;', /forgotten[^]*six|six[^]*forgotten/],
  ['\\more', '\\more', /needs the prompt/],
  ['\\last', '\\last', /needs a prompt/],
  ['\\local', '\\local from last', /needs a prompt: scripts keep no results/],
  ['\\grid', '\\grid', /needs a prompt/],
  ['\\ns', '\\ns --all by_x select * from a where x = $x\n\\n', /by_x +│ all/],
  ['\\n', '\\ns q1 select y from a where x = $x\n\\n q1 x:INT=1', / p\n/],
  ['\\n', '\\ns q2 select $x\n\\n q2', /needs a value for "x"[^]*--param x=VALUE/],
  ['\\n', '\\ns q3 select $x\n\\n q33', /no saved query "q33"\. Did you mean q3/],
  ['\\np', '\\ns q4 select 4\n\\np q4', /q4\.sql\nselect 4;/],
  ['\\nd', '\\ns q5 select 5\n\\nd q5\n\\np q5', /Deleted[^]*no saved query "q5"/],
  ['\\queries', '\\queries', /keeps no list/],
  ['\\cancel', '\\cancel 1', /Ctrl\+C cancels it/],
  ['\\s', '\\s', /Scripts keep no history/],
  ['\\set', '\\set a b c\n\\set', /a +│ bc/],
  ['\\set', '!define b=7\n!vars', /b +│ 7/],
  [
    '\\set',
    '!set output_format=csv\n!set variable_substitution=true\nselect 5 as five;',
    /format is csv[^]*filled in[^]*five\n5\n/,
  ],
  ['\\set', '\\set editing vi', /There is no editor here/],
  ['\\set', '\\set 1a b', /can’t be named "1a"/],
  ['\\unset', '\\unset nothing', /There is no variable "nothing"/],
  ['\\prompt', '\\prompt x', /Nobody can be asked in a script/],
  ['\\?', '.once x.csv', /There is no command \.once here\.[^]*\\g FILE/],
  ['\\?', '/* a\n.b */\nselect 66 as s;', /66/],
  ['\\echo', '\\echo -n one', /^one$/m],
  ['\\echo', '\\echo the second half', /the second half/],
  ['\\!', '\\! echo hi', /runs a program[^]*--allow-shell/],
  ['\\x', '\\x on\nselect 1 as a;', /row 1 ─+\n a │ 1/],
  ['\\timing', '\\timing off', /Timing is off/],
  ['\\pset', '\\pset', /digitgroups +│ off/],
  ['\\pset', '\\pset digitgroups on\n\\pset types\n\\pset border none\nselect 1234567 as big;', /1,234,567/],
  ['\\pset', '\\pset nul x', /no option "nul"\. Did you mean null/],
  ['.mode', '.mode markdown\nselect 1 as a;', /\| a \|/],
  ['.mode', '.mode parquet', /can’t be shown on a screen/],
  ['.nullvalue', '.nullvalue nix\nselect null as a;', / nix/],
  ['.maxrows', '.maxrows 0', /whole number above 0/],
  ['.pager', '.pager on', /pager is on/],
  ['.maxwidth', '.maxwidth 20', /maxwidth is 20/],
  ['.prompt', '.prompt {profile} {schema}', /prompt is \{profile\} \{schema\}/],
  ['\\o', '\\o o.txt\nselect 1 as into_file;\nselect 2 as into_file;\n\\o\nselect 3 as on_screen;', /on_screen/],
  ['\\o', '\\o one.csv\nselect 1;\nselect 2;', /holds one result/],
  ['\\export', '\\export e.json select * from a', /CREATE VIEW/],
  ['\\export', '\\export e.nothing select 1', /doesn’t tell a format/],
  ['\\result', '\\result', /needs the prompt/],
  ['\\detach', '\\detach', /needs the prompt/],
  ['\\release', '\\release', /no database file that could be released/],
  ['\\chart', 'select 3 as n \\chart bar', /█/],
  ['\\chart', '\\chart pie', /There is no chart "pie"/],
  ['\\import', '\\import --yes g.csv loaded\nselect sum(x) as total from loaded;', /total\n─+\n +3/],
  ['\\import', '\\import g.csv again', /--yes/],
  ['\\i', '\\i outer.sql', /two\n─+\n +22/],
  ['\\ir', '\\ir parts/two.sql', /two\n─+\n +22/],
  ['\\cd', '\\cd parts\n\\i two.sql', /parts[^]*|two/],
  ['\\cd', '\\cd nowhere', /can’t be changed/],
];

describe('in a script', () => {
  test.each(TABLE)('%s: %s', async (_name, script, wanted) => {
    const { stdout, stderr } = await run(script, '--on-error', 'continue');
    expect(`${stderr}\n${stdout}`).toMatch(wanted);
    expect(stderr).not.toMatch(/inside smallex|\n\s+at /);
  });

  test('every command was tried', () => {
    const tried = new Set(TABLE.map(([name]) => name));
    expect(META_COMMANDS.map(({ names }) => names[0]).filter((name) => !tried.has(name!))).toEqual([]);
  });

  test('--quiet leaves out the talk, not what a command was asked for', async () => {
    const { stderr } = await run('\\timing off\n\\echo half way\n', '--quiet');
    expect(stderr).toBe('half way\n');
  });

  test('files hold what was sent to them', () => {
    expect(readFileSync(path.join(folder, 'g.csv'), 'utf8')).toBe('x\n1\n2\n');
    expect(readFileSync(path.join(folder, 'o.txt'), 'utf8').match(/into_file/g)).toHaveLength(2);
    expect(JSON.parse(readFileSync(path.join(folder, 'e.json'), 'utf8'))).toEqual([
      { x: 1, y: 'p' },
      { x: 2, y: null },
    ]);
    expect(readFileSync(path.join(folder, 'one.csv'), 'utf8')).toBe('1\n1\n');
  });

  test('programs run with --allow-shell', async () => {
    const { code, stdout } = await run(
      "\\! echo from-a-program\nselect 'b' as c union all select 'a' \\g |while read x; do echo \"<$x>\"; done\n",
      '--allow-shell',
      '--quiet',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/from-a-program\n[^]*<b>\n<a>\n/);
  });

  test('the rc file is not run, and --param reaches saved queries', async () => {
    const { code, stdout } = await run('\\ns qp select null as a, $x as b\n\\n qp', '--quiet', '--param', 'x=seen');
    expect(code).toBe(0);
    expect(stdout).toMatch(/NULL │ seen/);
  });
});

describe('at the prompt', () => {
  let session: PtySession;
  beforeAll(async () => {
    session = await startDemo({ cwd: folder, env: { SMALLEX_HOME: path.join(folder, 'home') } });
  }, 2 * START_MS);
  afterAll(() => session.close());

  const ready = () => session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));

  test('the rc file was run: its commands, and no SQL of it', async () => {
    expect(session.screen()).toContain('Line 2 of the rc file is SQL and was not run.');
    session.type('select null as a;\r');
    await session.waitFor('rc-null');
  });

  test('\\gx and \\G end a statement on its own line', async () => {
    await clearScreen(session);
    session.type('select 1 as one \\gx\r');
    await session.waitFor(/row 1 ─+\n one │ 1/);
    await clearScreen(session);
    session.type('select 2 as two\r\\G\r');
    await session.waitFor(/row 1 ─+\n two │ 2/);
    await ready();
  });

  test('\\g sends rows to a file and to a program', async () => {
    await clearScreen(session);
    session.type('select 3 as three \\g three.csv\r');
    await session.waitFor('1 row written to three.csv');
    expect(readFileSync(path.join(folder, 'three.csv'), 'utf8')).toBe('three\n3\n');
    session.type('\\x on\r');
    await session.waitFor('Expanded display is on.');
    session.type('select 3 as three \\g three.txt\r');
    await session.waitFor('1 row written to three.txt');
    expect(readFileSync(path.join(folder, 'three.txt'), 'utf8')).toMatch(/row 1 ─+\n three │ 3\n/);
    session.type('\\x off\r');
    await session.waitFor('Expanded display is off.');
    session.type('select \'needle\' as x \\g |while read x; do echo "<$x>"; done\r');
    await session.waitFor('<needle>');
    await ready();
  });

  test('\\watch stops with Ctrl+C', async () => {
    await clearScreen(session);
    session.type('select 4 as four \\watch 60\r');
    await session.waitFor(/four[^]*4/);
    session.key('ctrl+c');
    await session.waitFor('Stopped after 1 of 30 runs.');
    await ready();
    session.type(`${ENDLESS} \\watch 60\r`);
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor(/^Cancelled.*\nStopped in run 1 of 30\.$/m);
    await ready();
  });

  test('a saved query and files in files are stopped by Ctrl+C: where, and what of them was not run', async () => {
    writeFileSync(path.join(folder, 'stops.sql'), `select 1 as first;\n\\ir parts/slow.sql\nselect 9 as never;\n`);
    writeFileSync(
      path.join(folder, 'parts', 'slow.sql'),
      `select 2;\n\n${ENDLESS};\n\\echo never\nselect 3 as never;\n`,
    );
    await clearScreen(session);
    session.type('\\i stops.sql\r');
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor(
      /Stopped at line 2 of stops\.sql\.\s+The statement after it, from line 3 on, was not\s+run\./,
    );
    expect(session.screen()).toMatch(
      /Cancelled.*\nStopped at line 3 of parts\/slow\.sql\. The 2 statements after it, from line 4 on,\s+were not run\.\nStopped/,
    );
    expect(session.screen()).not.toContain('never');
    await clearScreen(session);
    session.type(`\\ns slow ${ENDLESS}\r`);
    await session.waitFor('Run it with \\n slow');
    session.type('\\n slow\r');
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor(/^Cancelled/m);
    await clearScreen(session);
    session.type(`${ENDLESS}; select 5 as never;\r`);
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor(/^Cancelled.*\nThe statement after it was not run\.$/m);
    await ready();
    session.type('select 6 as six;\r');
    await session.waitFor(/six\n─+\n +6\n1 row/);
    await ready();
    session.key('up');
    await session.waitFor((screen) => screen.endsWith('> select 6 as six;'));
    session.key('up');
    await session.waitFor((screen) => screen.endsWith('> select 5 as never;'));
  });

  test('\\n asks for what is missing', async () => {
    await clearScreen(session);
    session.type("\\ns asks select 'got ' || $what as answer\r");
    await session.waitFor('Run it with \\n asks');
    session.type('\\n asks\r');
    await session.waitFor('The value of what:');
    session.type('cake\r');
    await session.waitFor('got cake');
    await ready();
  });

  test('a command behind \\g that ends early or is none gives the prompt back', async () => {
    await clearScreen(session);
    session.type(`${ENDLESS} \\g |exit 0\r`);
    await session.waitFor(/The command has ended[^]*>$/);
    // Rows may have come before it ended: whoever had enough of them is no news.
    session.type('select * from range(100000000) \\g |exit 0\r');
    await session.waitFor(/range\(100000000\) \\g \|exit 0\n(?:The command has ended.*\n)?demo [^\n]*>$/);
    session.type('select 1 as a \\g |no-such-program\r');
    await session.waitFor(/no-such-program ended with code 127[^]*>$/);
    session.type("select 'on' as it_goes;\r");
    await session.waitFor(/it_goes\n─+\n on/);
    await ready();
  });

  test('\\fmt puts the statement into the prompt, laid out', async () => {
    await clearScreen(session);
    session.type('select 1 as a,2 as b \\fmt\r');
    await session.waitFor(/1 as a,\n[^]*2 as b;$/);
    await clearScreen(session);
    session.paste('-- above\n/* why */ select 1 as a, -- in\n2 as b -- behind\n-- below\n\\fmt');
    session.type('\r');
    await session.waitFor(
      /-- above\n[^]*\/\* why \*\/ select\n[^]*1 as a, -- in\n[^]*2 as b; -- behind\n[^]*-- below$/,
    );
    session.key('ctrl+c');
    await ready();
  });

  test('\\set editing vi edits as vi does, and is kept when asked', async () => {
    await clearScreen(session);
    session.type('\\set --save editing vi\r');
    await session.waitFor(/keys that edit are those of vi[^]*Kept in/);
    expect(readFileSync(path.join(folder, 'home', 'smallexrc'), 'utf8')).toContain("\\set editing 'vi'\n");
    session.type('\\set editing\r');
    await session.waitFor(/those of vi[^]*those of vi/);
    session.type('select 12 as vi;\r');
    await session.waitFor(/vi\n─+\n +12/);
    session.type('\\set --save editing emacs\r');
    await session.waitFor('those of emacs');
    await ready();
  });

  test('\\s lists the history, \\? keys the keys', async () => {
    await clearScreen(session);
    session.type('\\s three.csv\r');
    await session.waitFor(/done +│ .*three\.csv/);
    await clearScreen(session);
    session.type('\\? keys\r');
    await session.waitFor('These keys');
    await ready();
  });
});

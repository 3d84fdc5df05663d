import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PtySession } from '../support/pty.js';
import { atPrompt, clearScreen, DEMO_PROMPT, runLine, startDemo, START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
let session: PtySession;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-commands-'));
  const editor = path.join(folder, 'editor.sh');
  writeFileSync(
    editor,
    `#!/bin/sh\nif [ -e ${folder}/slow ]; then echo EDITING; exec sleep 100; fi\nprintf "select 12 as edited;" > "$1"\n`,
  );
  chmodSync(editor, 0o755);
  await runCli(
    [
      'setup',
      '--engine',
      'duckdb',
      '--auth',
      'file',
      '--set',
      `path=${path.join(folder, 'shop.duckdb')}`,
      '--name',
      'shop',
    ],
    { home: folder, env: { SMALLEX_HOME: path.join(folder, 'smallex') } },
  );
  session = await startDemo({ env: { EDITOR: editor, SMALLEX_HOME: path.join(folder, 'smallex') } });
}, 2 * START_MS);
beforeEach(() => clearScreen(session));
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the bell rings for what took the seconds that \\set bell asks for, and for nothing else', async () => {
  let rung = 0;
  const bell = session.emulator.terminal.onBell(() => rung++);
  const run = async (seconds: string, name: string): Promise<void> => {
    await runLine(session, `\\set bell ${seconds}`);
    session.type(`select 1 as ${name};\r`);
    await session.waitFor(new RegExp(`^ *${name}\n─`, 'm'));
    await atPrompt(session);
  };
  await run('3600', 'short');
  expect(rung).toBe(0);
  await run('0.0001', 'long_enough');
  await session.waitFor(() => rung === 1);
  await runLine(session, '\\unset bell');
  bell.dispose();
});

describe('what is there', () => {
  test.each([
    ['\\dt', /customers +│ table[^]*orders +│ table/],
    ['\\d orders', /order_id +│ BIGINT[^]*amount +│ DECIMAL\(10,2\)/],
    ['\\l', /memory +│ catalog/],
    ['\\dn', /main +│ schema/],
    ['\\conninfo', /Engine: +DuckDB v1[^]*Schema: +main/],
    ['\\profiles', /shop +│ duckdb/],
    ['help', /\\timing[^]*Ctrl\+D/],
    ['\\?', /\\timing/],
  ])('%s', async (command, wanted) => {
    session.type(`${command}\r`);
    await session.waitFor(wanted);
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    expect(session.screen()).not.toContain('Error');
  });

  test('an unknown one names the nearest', async () => {
    session.type('\\timingg\r');
    await session.waitFor('Did you mean \\timing?');
  });
});

test('\\x turns rows into lists, and back', async () => {
  session.type('\\x\rselect 1 as a, null as b;\r');
  await session.waitFor(/Expanded display is on\.[^]*row 1 ─+\n a │ 1\n b │ NULL\n1 row/);
  session.type('\\x\rselect 1 as a;\r');
  await session.waitFor(/Expanded display is off\.[^]* a\n─+\n\s+1\n1 row/);
});

test('\\timing turns the time off, and on', async () => {
  session.type('\\timing off\rselect 1 as a;\r');
  await session.waitFor(/\n1 row\n/);
  await clearScreen(session);
  session.type('\\timing\rselect 1 as a;\r');
  await session.waitFor(/\n1 row · [\d.]+ s\n/);
});

test('\\i runs the statements and commands of a file, up to the first that fails', async () => {
  const file = path.join(folder, 'some script.sql');
  writeFileSync(file, 'select 1 as first;\n\\x on\nselect 2 as second;\nnot sql;\nselect 3 as third_ran;\n');
  session.type(`\\i '${file}'\r`);
  await session.waitFor(/first[^]*second │ 2[^]*LINE 4: not sql/);
  await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
  expect(session.screen()).not.toContain('third_ran');
  session.type('\\x off\r\\i nowhere.sql\r');
  await session.waitFor('There is no file "nowhere.sql"');
});

test('a second result that the file of \\o can’t hold leaves the first one there', async () => {
  const file = path.join(folder, 'one.csv');
  session.type(`\\o ${file}\rselect 1 as a;\r`);
  await session.waitFor('1 row written to');
  session.type('select 2 as b;\r');
  await session.waitFor('holds one result');
  session.type('\\o\rselect 3 as on_screen;\r');
  await session.waitFor(/on_screen\n─+\n\s+3/);
  expect(readFileSync(file, 'utf8')).toBe('a\n1\n');
});

test('\\o keeps the whole results around one that fails midway; without any there is no file', async () => {
  const file = path.join(folder, 'half.jsonl');
  const late = "select case when i = 900000 then error('boo') else i end as i from range(1000000) t(i)";
  session.type(`\\o ${file}\r${late};\r`);
  await session.waitFor(/This result is not in .*half\.jsonl/);
  session.type('\\o\r');
  await session.waitFor(/half\.jsonl was not written/);
  expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([]);
  session.type(`\\o ${file}\rselect 1 as a;\r${late};\r`);
  await session.waitFor(/half\.jsonl,\s+which\s+keeps\s+the\s+one\s+before\s+it/);
  session.type('select 2 as a;\r\\o\rselect 3 as on_screen;\r');
  await session.waitFor(/on_screen\n─+\n\s+3/);
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"a":2}\n');
});

test('\\e brings the text back from the editor, unrun; Enter runs it', async () => {
  session.type('\\e\r');
  await session.waitFor((screen) => screen.endsWith('select 12 as edited;'));
  session.key('enter');
  await session.waitFor(/edited\n─+\n\s+12/);
  session.type('select 1');
  session.key('ctrl+x', 'ctrl+e');
  await session.waitFor((screen) => screen.endsWith('select 12 as edited;'));
});

test('an editor that Ctrl+C ends is said to have ended; the session goes on', async () => {
  writeFileSync(path.join(folder, 'slow'), '');
  for (const [typed, said] of [
    ['\\e', /The editor ended with an error: the text stays as it was\./],
    ['\\e notes.sql', /The editor ended with an error\.$/m],
  ] as const) {
    session.type(`${typed}\r`);
    await session.waitFor('EDITING');
    session.key('ctrl+c');
    await session.waitFor(said);
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    await clearScreen(session);
  }
  rmSync(path.join(folder, 'slow'));
  session.type('select 13 as next;\r');
  await session.waitFor(/next\n─+\n +13/);
});

test('the row limit pauses; \\more goes on in the same result', async () => {
  session.type('select * from range(12000) t(number);\r');
  await session.waitFor(/first 10,000 rows, more exist: F4 reads on/);
  session.type('\\more 1500\r');
  await session.waitFor(/first 11,500 rows, more exist/);
  session.type('\\more\r');
  await session.waitFor(/11999\n12,000 rows/);
  session.type('\\more\r');
  await session.waitFor('There is no result with more rows.');
});

test('\\c opens a profile and parks this one; \\c - comes back to it', async () => {
  session.type('create table only_here(a int);\r');
  await session.waitFor('CREATE TABLE only_here');
  session.type('\\c shop\r');
  await session.waitFor((screen) => screen.endsWith('shop duckdb shop.main>'));
  session.type('\\c -\r');
  await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
  session.type('select count(*) as here from only_here;\r');
  await session.waitFor(/here\n─+\n\s+0/);
  session.type('\\c shopp\r');
  await session.waitFor('Did you mean "shop"?');
});

test.each(['\\q', 'quit', 'exit', 'QUIT;'])('%s ends with 0 and leaves the terminal as it was', async (word) => {
  const leaving = await startDemo();
  leaving.type(`${word}\r`);
  expect(await leaving.exit()).toEqual({ code: 0, signal: 0 });
  expect(leaving.leftOn()).toEqual([]);
  await leaving.close();
});

test('Ctrl-D ends it on an empty line only', async () => {
  const leaving = await startDemo();
  leaving.type('x');
  leaving.key('ctrl+d');
  leaving.key('backspace');
  await atPrompt(leaving);
  leaving.key('ctrl+d');
  expect(await leaving.exit()).toEqual({ code: 0, signal: 0 });
  expect(leaving.leftOn()).toEqual([]);
  await leaving.close();
});

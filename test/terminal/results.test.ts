import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { PtySession } from '../support/pty.js';
import { atPrompt, startDemo, START_MS } from '../support/repl-pty.js';

let home: string;
let session: PtySession;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'smallex-results-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
});
afterEach(() => session.close());

/** Types a line and waits for what comes of it, and for the prompt behind that. */
async function run(line: string, wanted: string | RegExp): Promise<void> {
  session.key('ctrl+l');
  await session.waitFor((screen) => !screen.includes('\n'));
  session.type(`${line}\r`);
  await session.waitFor(wanted, START_MS);
  await atPrompt(session);
}

const CUT = "select range as id, 'x' || chr(27) || '[2J' as text from range(12000);";

test('the pager gets the whole result, safe for a terminal, and none of it stays on the screen', async () => {
  session = await startDemo({ home, rows: 20, env: { PAGER: 'cat > paged.txt' } });
  await run('\\pset pager on', 'pager is on.');
  await run('select 42 as answer;', /^ +42$/m);
  expect(existsSync(join(home, 'paged.txt'))).toBe(false);
  await run(CUT, 'first 10,000 rows, more exist: F4 reads on');
  expect(session.screen()).not.toContain('9999');
  const lines = readFileSync(join(home, 'paged.txt'), 'utf8').split('\n');
  expect(lines).toHaveLength(10_000 + 4);
  expect(lines[10_001]).toBe(' 9999 │ x␛[2J');
  expect(lines[10_002]).toBe('first 10,000 rows, more exist: F4 reads on');
  session.key('f4');
  await session.waitFor('12,000 rows');
  await atPrompt(session);
  expect(readFileSync(join(home, 'paged.txt'), 'utf8').split('\n')).toHaveLength(12_000 + 4);
  await run('\\pset format csv', 'format is csv.');
  await run(CUT, 'first 10,000 rows');
  expect(readFileSync(join(home, 'paged.txt'), 'utf8').split('\n')[1]).toBe('0,x␛[2J');
  await run('\\dt', 'order_totals');
  await run('\\pset pager always', 'pager is always.');
  session.type('\\pset\r');
  await session.waitFor(() => readFileSync(join(home, 'paged.txt'), 'utf8').startsWith(' option'));
  await atPrompt(session);
  const listed = readFileSync(join(home, 'paged.txt'), 'utf8');
  expect(listed).toMatch(/^ pager +│ always/m);
  expect(listed).not.toContain('…');
  expect(session.screen()).not.toContain('digitgroups');
});

test('a pager that is not there is named, and the result is shown here', async () => {
  session = await startDemo({ home, env: { PAGER: 'no-such-pager -x' } });
  await run('\\pset pager always', 'pager is always.');
  await run('select 42 as answer;', /There is no pager "no-such-pager -x"[^]* 42\n1 row/);
});

test('less shows lines whole and gives the terminal back', async ({ skip }) => {
  skip(!existsSync('/usr/bin/less'), 'less is not installed');
  session = await startDemo({ home, rows: 20, env: { PAGER: 'less', LESS: undefined } });
  await run('\\pset pager on', 'pager is on.');
  session.type('select * from wide;\r');
  await session.waitFor(/^ +2 │ +6 │[^]*:$/m, START_MS);
  expect(session.screen()).not.toContain('demo duckdb');
  session.type('q');
  await session.waitFor(/1,000 rows · [^]*main>$/);
  await run('select 42 as answer;', /^ +42$/m);
});

test('each \\pset option is kept by --save, and holds at the next start', async () => {
  session = await startDemo({ home });
  const saved = [
    ["null ''", "null is ''."],
    ['border none', 'border is none.'],
    ['maxrows 250', 'maxrows is 250.'],
    ['maxwidth 12', 'maxwidth is 12.'],
    ['types on', 'types is on.'],
    ['pager off', 'pager is off.'],
    ['digitgroups on', 'digitgroups is on.'],
    ['expanded auto', 'expanded is auto.'],
    ['format table', 'format is table.'],
  ] as const;
  for (const [option, answer] of saved) await run(`\\pset --save ${option}`, answer);
  await run('\\pset maxrows many', /maxrows can.t be "many"[^]*whole number above 0/);
  await session.close();
  session = await startDemo({ home });
  await run('\\pset', /maxwidth +│ 12/);
  const values = Object.fromEntries(
    [...session.screen().matchAll(/^ (\w+) +│ (\S*) +│/gm)].map(([, name, value]) => [name, value]),
  );
  expect(values).toMatchObject({
    null: '', border: 'none', maxrows: '250', maxwidth: '12', types: 'on', pager: 'off', digitgroups: 'on', expanded: 'auto',
  }); // prettier-ignore
  await run("select null as a, 'NULL' as b, 1234567 as n, repeat('y', 50) as long;", '1 row');
  expect(session.screen()).toMatch(/^ +a {2}b +n {2}long\n *INTEGER {2}VARCHAR +INTEGER {2}VARCHAR\n/m);
  expect(session.screen()).toMatch(/NULL +1,234,567 +y{11}…\n/);
});

test('\\x auto lists values only where columns don’t fit', async () => {
  session = await startDemo({ home });
  await run('\\x auto', 'used where columns don’t fit');
  await run('select 1 as a, 2 as b;', /^ 1 │ 2$/m);
  await run('select * from wide limit 1;', / m119 │ 121\n m120 │ NULL\n1 row/);
});

test('\\chart draws a statement, and the last result without running it again', async () => {
  session = await startDemo({ home });
  await run("select * from (values ('a', 10), ('b', 5)) t(name, total) \\chart", /^ a +│ +10 │ █+$/m);
  await run('create sequence seq;', /^CREATE SEQUENCE seq · /m);
  await run("select nextval('seq') as n, 7 as total;", /^ 1 │ +7$/m);
  await run('\\chart bar n total', /^ 1 │ +7 │ █+$/m);
  await run('\\chart spark', /^ n +│ ▁ +│ 1 … 1$/m);
  await run("select nextval('seq') as n;", /^ 2$/m);
  await run('\\chart bar nam', /has no column "nam"[^]*It has n\./);
});

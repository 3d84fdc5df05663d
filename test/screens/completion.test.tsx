import { afterEach, expect, test } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_STATEMENTS } from '../../source/commands/demo-data.js';
import { ProfileStore } from '../../source/profiles/index.js';
import { PromptMemory } from '../../source/repl/memory.js';
import { PromptController } from '../../source/repl/prompt-controller.js';
import { PromptView } from '../../source/repl/prompt-view.js';
import { Repl } from '../../source/repl/repl.js';
import { openSession, type Session } from '../../source/session/index.js';
import { createKeymap } from '../../source/ui/keys/keymap.js';
import { lookFor } from '../../source/ui/look.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

process.env['SMALLEX_HOME'] = mkdtempSync(path.join(tmpdir(), 'smallex-completion-'));

let screen: TestScreen;
let session: Session;
let submitted: string[];
afterEach(async () => {
  await screen.end();
  await session.close();
});

async function prompt(size: { columns?: number; rows?: number } = {}): Promise<void> {
  session = await openSession({ engine: 'duckdb', connection: { path: ':memory:' } }, { name: 'demo' });
  for (const sql of DEMO_STATEMENTS) await (await session.connection.execute(sql)).close();
  submitted = [];
  const look = lookFor({}, false);
  const repl = new Repl(session, {
    profiles: new ProfileStore(),
    screen: {
      print: () => undefined,
      columns: 80,
      rows: 24,
      style: look.theme.style,
      draft: () => '',
      setDraft: () => undefined,
    } as never,
  });
  const controller = new PromptController({
    repl,
    keymap: createKeymap(),
    recall: { previous: () => null, next: () => null, reset: () => undefined },
    room: () => ({ width: 60, rows: 20 }),
    onSubmit: (text) => submitted.push(text),
    onCleared: () => undefined,
    onAction: () => undefined,
  });
  screen = renderScreen(<PromptView repl={repl} controller={controller} memory={new PromptMemory('demo')} />, size);
  await screen.waitFor('demo');
}

/** The lines under the statement. */
const menu = (): string[] =>
  screen
    .text()
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
const statement = (): string =>
  screen
    .text()
    .split('\n')[0]!
    .trimEnd()
    .replace(/^.*?> /, '');
const open = async (text: string, wanted: string | RegExp): Promise<void> => {
  screen.type(text);
  screen.keys('tab');
  await screen.waitFor(wanted);
};

test('Tab behind FROM lists tables and views with their types, eight rows at most', async () => {
  await prompt();
  await open('select * from ', /order_totals +view/);
  expect(menu()[0]).toMatch(/^ {2}awkward names +table$/);
  expect(menu()).toHaveLength(9);
  await screen.waitFor('Tab or Down chooses');
});

test('a table is chosen with Tab and Enter, quoted where it has to be; the line below shows its columns', async () => {
  await prompt();
  await open('select * from ', 'awkward names');
  screen.keys('tab');
  await screen.waitFor('❯ awkward names');
  await screen.waitFor('select INTEGER');
  screen.keys('down', 'up', 'enter');
  await screen.waitFor('from "awkward names"');
  expect(menu()).toEqual([]);
  expect(submitted).toEqual([]);
});

test('Enter before anybody moved into the menu is Enter', async () => {
  await prompt();
  await open('select 1; select * from ', 'customers');
  screen.type('customers');
  await screen.waitFor((text) => !text.includes('awkward names'));
  screen.type(';');
  await screen.waitFor((text) => !text.includes('  customers'));
  screen.keys('enter');
  await expect.poll(() => submitted).toEqual(['select 1; select * from customers;']);
});

test('typing narrows, by letters in order; Backspace widens; Esc closes; what is left stays', async () => {
  await prompt();
  await open('select * from ', 'customers');
  screen.type('ot');
  await screen.waitFor((text) => !text.includes('awkward'));
  expect(menu()[0]).toMatch(/^ {2}order_totals +view$/);
  screen.keys('backspace', 'backspace');
  await screen.waitFor('awkward names');
  screen.keys('escape');
  await screen.waitFor((text) => !text.includes('awkward names'));
  expect(statement()).toBe('select * from');
});

test('what is surely meant is completed at once, and so is what all have in common', async () => {
  await prompt();
  // On a busy machine the first list may come so late that it only shows: what is listed before is there at once.
  await open('select * from ', 'customers');
  // Shown once nothing is being listed any more.
  await screen.waitFor('Tab or Down chooses');
  screen.keys('escape', 'ctrl+u');
  await open('select * from cust', 'from customers');
  expect(menu()).toEqual([]);
  screen.keys('ctrl+u');
  await open('select * from ord', 'from order');
  await screen.waitFor(/order_totals +view/);
  expect(statement()).toBe('select * from order');
  screen.keys('down', 'down', 'enter');
  await expect.poll(statement).toMatch(/^select \* from order(?:s|_totals)$/);
  expect(menu()).toEqual([]);
});

test('columns come by alias, through a CTE, and from tables behind the caret', async () => {
  await prompt({ columns: 130 });
  screen.type('select o. from orders o');
  screen.keys(...Array.from({ length: ' from orders o'.length }, () => 'left'), 'tab');
  await screen.waitFor(/order_id +BIGINT/);
  expect(screen.text()).toMatch(/amount +DECIMAL\(10,2\)/);
  screen.keys('escape');
  await screen.waitFor((text) => !text.includes('BIGINT'));
  screen.keys('end', 'ctrl+u');
  screen.type('with x as (select amount * 2 as dbl, note from orders) select  from x');
  screen.keys(...Array.from({ length: ' from x'.length }, () => 'left'), 'tab');
  await screen.waitFor(/^ {2}dbl/m);
  expect(menu()[1]).toMatch(/^ {2}note +VARCHAR/);
});

test('a paste neither opens nor feeds the menu', async () => {
  await prompt();
  screen.paste('select * from\t');
  await screen.waitFor('from');
  expect(menu()).toEqual([]);
  await open(' ', 'customers');
  screen.paste('customers');
  await screen.waitFor((text) => !text.includes('awkward names'));
  expect(statement()).toContain('customers');
});

test.each([4, 5, 7, 12])('in a terminal of %i rows the menu leaves the statement in sight', async (rows) => {
  await prompt({ rows });
  await open('select * from ', /awkward names|orders/);
  screen.keys('tab', 'down', 'down');
  await screen.waitFor('❯ ');
  const lines = screen.text().trimEnd().split('\n');
  expect(lines.length).toBeLessThan(rows);
  expect(lines[0]).toContain('select * from');
  expect(screen.cursor().y).toBe(0);
});

test('names from a database can do nothing to the terminal', async () => {
  await prompt();
  await (await session.connection.execute('create table "\u001b[31mred" as select 1 as x')).close();
  await open('select * from ', '␛[31mred');
});

test('commands, their arguments and files are completed', async () => {
  await prompt();
  await open('\\conn', '\\conninfo');
  screen.keys('ctrl+u');
  await open('\\x ', /on +value[^]*auto +value/);
});

test('inside a word the rest of it is no part of what is inserted twice', async () => {
  await prompt();
  screen.type('select * from ordhide');
  screen.keys('left', 'left', 'left', 'left', 'tab');
  await screen.waitFor(/order_totals/);
  screen.keys('ctrl+u', 'ctrl+k');
  screen.type('select * from custers');
  screen.keys('left', 'left', 'left', 'tab');
  await screen.waitFor(/customers +table|from customers\s*$/m);
  if (menu().length > 0) screen.keys('tab');
  await screen.waitFor((text) => /from customers\s*$/m.test(text));
});

test('where a name of one’s own is likelier, the one word of the grammar is not put in', async () => {
  await prompt();
  await open('attach ', /if not exists +keyword/i);
  expect(statement()).toBe('attach');
});

test('where nothing fits, Tab says so', async () => {
  await prompt();
  await open('select * from xyzzy', 'Nothing that is known here is called like xyzzy');
  screen.keys('escape');
  await screen.waitFor((text) => !text.includes('called like'));
});

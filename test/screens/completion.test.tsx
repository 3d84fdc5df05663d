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

const menu = (): string[] =>
  screen
    .text()
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

test('Tab behind FROM lists tables and views with their types, eight at most', async () => {
  await prompt();
  screen.type('select * from ');
  screen.keys('tab');
  await screen.waitFor('customers');
  expect(menu()[0]).toMatch(/^ {2}awkward names +table$/);
  expect(screen.text()).toMatch(/order_totals +view/);
  expect(menu().length).toBeLessThanOrEqual(9);
});

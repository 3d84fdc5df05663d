import { Text } from 'ink';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { HistoryEntry } from '../../source/repl/history/entry.js';
import { HistorySearch } from '../../source/repl/history/search-view.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

const NOW = Date.UTC(2026, 5, 1);
const ENTRIES: readonly HistoryEntry[] = [
  { sql: 'select *\nfrom customers\nwhere name = 1;', time: NOW - 3_600_000, outcome: 'done', ms: 5, rows: 1 },
  { sql: 'select nothing', time: NOW - 120_000, outcome: 'failed' },
  { sql: 'show tables', time: NOW - 5_000, outcome: 'done' },
];

let screen: TestScreen;
afterEach(() => screen.end());

function Search() {
  const [chosen, setChosen] = useState<string>();
  if (chosen !== undefined) return <Text>{`chosen ${JSON.stringify(chosen)}`}</Text>;
  return <HistorySearch entries={ENTRIES} now={() => NOW} onChoose={setChosen} onCancel={() => setChosen('')} />;
}

test('shows the newest first with how they ended, narrows as one types, previews, and runs nothing', async () => {
  screen = renderScreen(<Search />);
  await screen.waitFor('❯ ✓   5s  show tables');
  expect(screen.text()).toContain('  ✗   2m  select nothing');
  screen.type('select');
  await screen.waitFor((text) => !text.includes('show tables'));
  await expect.poll(() => screen.cursor()).toEqual({ x: 15, y: 0, visible: true });
  screen.keys('ctrl+r');
  await screen.waitFor('❯ ✓   1h  select * from customers where name = 1;');
  expect(screen.text()).toContain('│ from customers');
  screen.keys('enter');
  await screen.waitFor('chosen "select *\\nfrom customers\\nwhere name = 1;"');
});

test('finds letters in order, says when there is nothing, and Ctrl+C or Esc leave', async () => {
  screen = renderScreen(<Search />, { rows: 10 });
  screen.type('selcust');
  await screen.waitFor('❯ ✓   1h  select *');
  expect(screen.text().split('\n').length).toBeLessThan(10);
  screen.type('zzz');
  await screen.waitFor('No statement has these letters.');
  screen.keys('ctrl+c');
  await screen.waitFor('chosen ""');
});

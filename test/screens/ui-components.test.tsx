import { Box, Text } from 'ink';
import { useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { Confirm } from '../../source/ui/components/confirm.js';
import { ErrorMessage, Message } from '../../source/ui/components/message.js';
import type { SelectItem } from '../../source/ui/components/select-model.js';
import { Select } from '../../source/ui/components/select.js';
import { TextField } from '../../source/ui/components/text-field.js';
import { ConnectionError } from '../../source/support/errors.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

let screen: TestScreen;
afterEach(() => screen.end());

describe('a text field', () => {
  function Field({ mask = false, initial = '' }: { readonly mask?: boolean; readonly initial?: string }) {
    const [sent, setSent] = useState<string>();
    return (
      <Box flexDirection="column">
        <Text>Account</Text>
        <Box>
          <Text>{'❯ '}</Text>
          <TextField
            initial={initial}
            mask={mask}
            placeholder="xy12345"
            validate={(value) => (value.includes(' ') ? 'An account has no blanks.' : undefined)}
            onSubmit={setSent}
          />
        </Box>
        {sent !== undefined && <Text>{`sent ${JSON.stringify(sent)}`}</Text>}
      </Box>
    );
  }

  test('shows its placeholder, then what is typed, with the cursor where the caret is', async () => {
    screen = renderScreen(<Field />);
    await screen.waitFor('❯ xy12345');
    await expect.poll(() => screen.cursor()).toEqual({ x: 2, y: 1, visible: true });
    screen.type('héllo你');
    screen.keys('left', 'left');
    await screen.waitFor('❯ héllo你');
    await expect.poll(() => screen.cursor()).toEqual({ x: 6, y: 1, visible: true });
    screen.keys('ctrl+a', 'delete', 'ctrl+k', 'ctrl+y');
    screen.type('!\r');
    await screen.waitFor('sent "éllo你!"');
  });

  test('says what is wrong once something was typed, and sends nothing wrong', async () => {
    screen = renderScreen(<Field />);
    screen.type('a b\r');
    await screen.waitFor('✗ An account has no blanks.');
    expect(screen.text()).not.toContain('sent');
    screen.keys('backspace', 'backspace', 'enter');
    await screen.waitFor('sent "a"');
    expect(screen.text()).not.toContain('blanks');
  });

  test('hides a secret, whatever is pasted', async () => {
    screen = renderScreen(<Field mask />);
    screen.paste('s3cr\net👍\n');
    screen.type('\r');
    await screen.waitFor('sent "s3cret👍"');
    expect(screen.text()).toContain('❯ •••••••');
    await expect.poll(() => screen.cursor()).toMatchObject({ x: 9, y: 1 });
  });

  test('shows the part around the caret when the text is longer than the line', async () => {
    screen = renderScreen(<Field initial={`start${'x'.repeat(100)}end`} />, { columns: 30 });
    await screen.waitFor(/…x+end/);
    expect(screen.text().split('\n')[1]!.length).toBeLessThan(30);
    screen.keys('home');
    await screen.waitFor(/❯ startx+…/);
    await expect.poll(() => screen.cursor()).toEqual({ x: 2, y: 1, visible: true });
  });

  test('never lets a pasted escape sequence reach the terminal', async () => {
    screen = renderScreen(<Field />);
    screen.paste('\u001b]0;title\u0007\u001b[2Jx');
    await screen.waitFor('␛]0;title␇␛[2Jx');
  });
});

const ITEMS: readonly SelectItem<string>[] = [
  { value: 'duckdb', label: 'DuckDB', detail: 'no account needed', help: 'Embedded: everything works at once.' },
  { value: 'snowflake', label: 'Snowflake', group: 'Cloud' },
  { value: 'bigquery', label: 'BigQuery', group: 'Cloud', disabled: 'not built' },
  { value: 'databricks', label: 'Databricks', group: 'Cloud', detail: 'SQL warehouses' },
  { value: 'okta', label: 'Okta', more: true },
  ...Array.from({ length: 12 }, (_, index) => ({ value: `w${index}`, label: `Workspace ${index}`, more: true })),
];

describe('a list', () => {
  function List({ onCancel }: { readonly onCancel?: () => void }) {
    const [chosen, setChosen] = useState('');
    return (
      <Box flexDirection="column">
        <Select items={ITEMS} onSelect={setChosen} {...(onCancel === undefined ? {} : { onCancel })} />
        <Text>{`chosen: ${chosen}`}</Text>
      </Box>
    );
  }

  test('passes over what cannot be chosen and shows help for what is', async () => {
    screen = renderScreen(<List />);
    await screen.waitFor('Embedded: everything works at once.');
    expect(screen.text()).toContain('❯ DuckDB      no account needed');
    screen.keys('down', 'down');
    await screen.waitFor('❯ Databricks');
    expect(screen.text()).toContain('  BigQuery    not built');
    screen.keys('enter');
    await screen.waitFor('chosen: databricks');
    screen.keys('down');
    await screen.waitFor('❯ 13 more…');
  });

  test('opens what stands behind "more", eight rows at a time', async () => {
    screen = renderScreen(<List />);
    screen.keys('up', 'enter', 'down', 'down', 'down');
    await screen.waitFor('❯ Workspace 2');
    expect(screen.text()).toMatch(/↑ \d+ above/);
    expect(screen.text()).toMatch(/↓ \d+ below/);
  });

  test('filters by what is typed, also behind "more"', async () => {
    screen = renderScreen(<List />);
    screen.type('wksp11');
    await screen.waitFor('Filter: wksp11');
    await screen.waitFor('❯ Workspace 11');
    screen.keys('enter');
    await screen.waitFor('chosen: w11');
    screen.keys('ctrl+u');
    screen.type('zzz');
    await screen.waitFor('nothing matches');
    screen.keys('enter', 'escape');
    await screen.waitFor('❯ DuckDB');
  });

  test('says on Esc that it was left, first giving up the filter', async () => {
    let left = 0;
    screen = renderScreen(<List onCancel={() => (left += 1)} />);
    await screen.waitFor('Esc back');
    screen.type('x');
    await screen.waitFor('Filter: x');
    screen.keys('escape');
    await screen.waitFor((text) => !text.includes('Filter'));
    expect(left).toBe(0);
    screen.keys('escape');
    await expect.poll(() => left).toBe(1);
  });
});

describe('a question', () => {
  test.each([
    ['y', 'true'],
    ['No\r', 'false'],
    ['\r', 'false'],
    ['\u001b', 'false'],
  ])('takes %j as %s', async (typed, answer) => {
    let got = '';
    screen = renderScreen(
      <Confirm question="Start the warehouse?" fallback={false} onAnswer={(yes) => (got ||= String(yes))} />,
    );
    await screen.waitFor('Start the warehouse? (y/N)');
    screen.paste('y\n');
    screen.type(typed);
    await expect.poll(() => got).toBe(answer);
  });
});

test('a message carries its sign, hint and next steps; secrets in it are masked', async () => {
  const error = new ConnectionError('The password "a\u001b[2J" of ADA was refused; password=hunter22.', {
    hint: 'Type it again.',
    nextSteps: ['smallex setup'],
  });
  screen = renderScreen(
    <Box flexDirection="column">
      <ErrorMessage error={error} />
      <Message tone="success" text="Connected." />
    </Box>,
    { columns: 40 },
  );
  await screen.waitFor('✓ Connected.');
  expect(screen.text()).toContain('✗ The password "a␛[2J" of ADA was');
  expect(screen.text()).toMatch(/\n {2}Type it again\.\n {4}smallex setup/);
  expect(screen.text()).not.toContain('hunter22');
});

import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { ErrorMessage, Message } from '../../../../source/ui/components/message.js';
import { ConnectionError } from '../../../../source/support/errors.js';

test('a message shows its sign, its hint and what to do next', () => {
  const { lastFrame } = render(
    <Message tone="warning" text="The warehouse is stopped." hint="Starting it costs money." nextSteps={['\\dw']} />,
  );
  const lines = lastFrame()!.split('\n');
  expect(lines[0]).toContain('The warehouse is stopped.');
  expect(lines[1]).toContain('Starting it costs money.');
  expect(lines[2]).toContain('\\dw');
});

test('text from elsewhere can’t control the terminal', () => {
  const { lastFrame } = render(<Message tone="error" text={'bad \u001b]0;title\u0007 \u001b[2J text'} />);
  expect(lastFrame()).not.toMatch(/[\u0007]|\u001b\[2J|\u001b\]/);
  expect(lastFrame()).toContain('␛');
});

test('an error of ours brings its hint, another only its message', () => {
  const ours = render(<ErrorMessage error={new ConnectionError('No such host.', { hint: 'Check the account.' })} />);
  expect(ours.lastFrame()).toContain('Check the account.');
  const other = render(<ErrorMessage error={new Error('odd')} />);
  expect(other.lastFrame()).toContain('odd');
});

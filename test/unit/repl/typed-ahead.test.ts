import { expect, it } from 'vitest';
import { createTypedAhead } from '../../../source/repl/typed-ahead.js';
import { keyPress } from '../../../source/ui/keys/event.js';

const enter = keyPress('enter');
const text = { type: 'text', text: 'select 1;' } as const;

it('keeps what was typed, and sends nothing that was entered while the wait was seen', () => {
  let time = 0;
  const ahead = createTypedAhead(() => time);
  ahead.take(text);
  ahead.take(enter);
  time = 301;
  ahead.take(text);
  ahead.take(enter);
  ahead.take(keyPress('enter', { alt: true }));
  expect(ahead.keys()).toEqual([text, enter, text, keyPress('j', { ctrl: true }), keyPress('enter', { alt: true })]);
});

it('forgets what may have been the answer to a question', () => {
  const ahead = createTypedAhead();
  ahead.take({ type: 'text', text: 'hunter2' });
  ahead.forget();
  expect(ahead.keys()).toEqual([]);
});

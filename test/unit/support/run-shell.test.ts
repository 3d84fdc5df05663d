import { expect, test } from 'vitest';
import { runShell } from '../../../source/support/run-shell.js';

test.each([
  ['true', 0],
  ['exit 3', 3],
  ['kill -TERM $$', 143],
  ['kill -INT $$', 130],
])('%s ends with %d, as in a shell', async (command, code) => {
  expect(await runShell(command)).toBe(code);
});

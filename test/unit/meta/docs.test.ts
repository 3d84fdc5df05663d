import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { commandDocs } from '../../../scripts/command-docs.js';

test('docs/commands.md is what the commands and keys say of themselves', async () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/commands.md'), 'utf8');
  expect(page).toBe(await (commandDocs as () => Promise<string>)());
});

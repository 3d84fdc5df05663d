import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTokenFile } from '../../../../source/backends/snowflake/secret-file.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-tokens-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function tokenFile(name: string, text: string, mode: number): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('readTokenFile', () => {
  it.each([0o600, 0o644])('reads a file of mode %o, without the line end', async (mode) => {
    await expect(readTokenFile(tokenFile(`t${mode}`, 'pat-1\n', mode))).resolves.toBe('pat-1');
  });

  it.each([0o620, 0o602])('refuses one that others may write to (%o)', async (mode) => {
    await expect(readTokenFile(tokenFile(`t${mode}`, 'pat-1', mode))).rejects.toMatchObject({
      name: 'AuthError',
      field: 'token_file_path',
      hint: expect.stringContaining('chmod 600') as string,
    });
  });

  it('has a sentence for an empty file, and one for none', async () => {
    await expect(readTokenFile(tokenFile('empty', ' \n', 0o600))).rejects.toThrow(/is empty/);
    await expect(readTokenFile(join(folder, 'none'))).rejects.toThrow(/There is no token file/);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProfileStore } from '../../../source/profiles/store.js';
import { profileOf, temporaryFolder } from './folder.js';

let writer: string;

// A program of its own: each writer is another process, as two panes of a terminal are.
beforeAll(async () => {
  writer = join(mkdtempSync(join(tmpdir(), 'smallex-writer-')), 'writer.mjs');
  await build({
    stdin: {
      contents: `
        import { ProfileStore } from './store.js';
        const [file, prefix, count] = process.argv.slice(2);
        const store = new ProfileStore({ file });
        process.stdout.write('ready');
        for (let n = 0; n < Number(count); n++)
          await store.save({ name: prefix + n, engine: 'duckdb', connection: { pad: 'x'.repeat(2000) }, secrets: {}, settings: {} });`,
      resolveDir: fileURLToPath(new URL('../../../source/profiles', import.meta.url)),
    },
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@napi-rs/keyring'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
});

afterAll(() => rmSync(dirname(writer), { recursive: true, force: true }));

function start(file: string, prefix: string, count: number): ChildProcess {
  return spawn(process.execPath, [writer, file, prefix, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('two writers in two processes', () => {
  it('lose no change', async () => {
    const file = join(temporaryFolder(), 'profiles.json');
    const children = [start(file, 'a', 15), start(file, 'b', 15)];
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number));
    expect(codes).toEqual([0, 0]);
    expect(new ProfileStore({ file }).list()).toHaveLength(30);
  });

  it('leave a whole file when one is killed in the middle, and the other goes on', async () => {
    const file = join(temporaryFolder(), 'profiles.json');
    for (let round = 0; round < 2; round++) {
      const child = start(file, `round${round}-`, 1000);
      const closed = once(child, 'close');
      const written = () => existsSync(file) && readFileSync(file, 'utf8').includes(`round${round}-3"`);
      // The lock of the one that was killed counts as gone after 5 seconds.
      await expect.poll(written, { timeout: 15_000, interval: 5 }).toBe(true);
      child.kill('SIGKILL');
      await closed;
      const kept = new ProfileStore({ file }).list();
      expect(kept.length).toBeGreaterThanOrEqual(4 * (round + 1));
    }
    await new ProfileStore({ file }).save(profileOf('after'));
    expect(new ProfileStore({ file }).find('after').engine).toBe('duckdb');
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.js';

// Node 20 tells ES modules through a resolve hook only; CommonJS packages (all drivers, the keyring) through the
// require cache. What is bundled is told by the names of the chunks that were read.
const HOOK = `
import { register } from 'node:module';
const file = process.env.SMALLEX_LOADED;
register('data:text/javascript,' + encodeURIComponent(\`
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(\${JSON.stringify(file)}, url + '\\\\n');
    return next(url, context);
  }
\`), import.meta.url);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smallex-imports-'));
  writeFileSync(path.join(folder, 'hook.mjs'), HOOK);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;

/** The packages and bundled sources that a run of the program loaded. */
async function loadedBy(...args: string[]): Promise<{ packages: Set<string>; sources: Set<string> }> {
  const file = path.join(folder, `loaded-${runs++}.txt`);
  const nodeArgs = ['--import', path.join(folder, 'hook.mjs')];
  const { code, stderr } = await runCli(args, { nodeArgs, env: { SMALLEX_LOADED: file } });
  expect(stderr).not.toContain('Error');
  expect(code).toBe(0);
  const urls = readFileSync(file, 'utf8').trim().split('\n');
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  const chunks = urls.filter((url) => url.includes('/dist/') && !url.includes('node_modules'));
  const sources = chunks.flatMap((url) => {
    const map = JSON.parse(readFileSync(`${new URL(url).pathname}.map`, 'utf8')) as { sources: string[] };
    return map.sources.map((source) => source.replace(/^(?:\.\.\/)+/, ''));
  });
  return { packages: new Set(packages), sources: new Set(sources) };
}

function bundled(sources: ReadonlySet<string>, ...names: string[]): string[] {
  return names.filter((name) => [...sources].some((source) => source.includes(`node_modules/${name}/`)));
}

describe('what is loaded', () => {
  test('--version loads no driver, no interface, no engine', async () => {
    const { packages, sources } = await loadedBy('--version');
    expect([...packages]).toEqual([]);
    expect(bundled(sources, 'ink', 'react', '@inquirer/prompts', 'conf')).toEqual([]);
    expect([...sources].filter((source) => /source\/(repl|wizard|ui|session|backends)\//.test(source))).toEqual([]);
  });

  test('a script on DuckDB loads DuckDB alone, and nothing that draws', async () => {
    const { packages, sources } = await loadedBy('--quiet', '-c', 'select 1');
    expect([...packages].filter((name) => !name.startsWith('@duckdb/') && name !== 'detect-libc')).toEqual([]);
    expect(bundled(sources, 'ink', 'react', '@inquirer/prompts')).toEqual([]);
    expect([...sources].filter((source) => /source\/(repl|wizard|ui)\//.test(source))).toEqual([]);
  });

  test('the library never loads what draws', async () => {
    const map = JSON.parse(readFileSync(path.resolve('dist/index.js.map'), 'utf8')) as { sources: string[] };
    expect(map.sources.filter((source) => /node_modules\/(?:ink|react)\//.test(source))).toEqual([]);
  });
});

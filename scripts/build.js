// Bundles the program and the library. The drivers and the keyring stay outside: they are native, large, and loaded
// only when a connection to their engine is opened.
import { spawnSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const watch = process.argv.includes('--watch');

// Built beside and swapped in, so that a build that fails, or one that tests are running on, is never half there.
const NEW = `dist.new-${process.pid}`;

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: { cli: 'cli.tsx', index: 'source/index.ts' },
  outdir: watch ? 'dist' : NEW,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  sourcemap: true,
  jsx: 'automatic',
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // React's developer tools are imported by Ink behind DEV=true; a static import of a package that is not there
  // would end the program at start.
  alias: { 'react-devtools-core': './scripts/empty.js' },
  external: ['@duckdb/node-api', 'snowflake-sdk', '@databricks/sql', '@napi-rs/keyring'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

if (watch) {
  const watcher = await context(options);
  await watcher.watch();
} else {
  try {
    await build(options);
    chmodSync(`${NEW}/cli.js`, 0o755);
    const types = spawnSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', `${NEW}/types`],
      { stdio: 'inherit' },
    );
    if (types.status !== 0) throw new Error('The types of the library could not be made.');
    rmSync('dist', { recursive: true, force: true });
    renameSync(NEW, 'dist');
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(NEW, { recursive: true, force: true });
  }
}

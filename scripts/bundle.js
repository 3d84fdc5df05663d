// One bundle of a TypeScript file that only this repository runs: benchmarks, fault runs.
import { build } from 'esbuild';

/** Bundles `entry` with everything but the installed packages into `outfile`. */
export async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    jsx: 'automatic',
    logLevel: 'warning',
    banner: { js: "import { createRequire as _r } from 'node:module'; const require = _r(import.meta.url);" },
  });
  return outfile;
}

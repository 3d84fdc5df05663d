// npm run test:live [-- test files or vitest options]: installs and starts the engines, runs the live tests, stops the engines.
//   --serve             only starts the engines, prints SMALLEX_LIVE and NODE_EXTRA_CA_CERTS, and waits for Ctrl-C
//   SMALLEX_LIVE is set uses the engines that another --serve keeps running
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { installEngines } from './install.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const artifacts = join(root, 'test', 'artifacts');
const args = process.argv.slice(2);
let starting;
let vitest;
let stopping;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // `on`, not `once`: npm and timeout(1) deliver the signal twice, and the second one must not end this before Spark ended.
  process.on(signal, () => void stop().finally(() => process.exit(130)));
}
try {
  process.exitCode = args.includes('--serve') ? await serve() : await test();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stop();
}

async function test() {
  const variables = process.env.SMALLEX_LIVE ? {} : environment(await start());
  if (stopping) return 130;
  const report = join(artifacts, `live-${process.pid}.json`);
  vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      'live',
      // One file after another: tests count the requests of engines that all files share.
      '--no-file-parallelism',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...variables } },
  );
  const [code] = await once(vitest, 'exit');
  printCount(report);
  return code ?? 1;
}

async function serve() {
  for (const [name, value] of Object.entries(environment(await start()))) console.log(`export ${name}='${value}'`);
  await new Promise(() => setInterval(() => undefined, 1 << 30));
}

/** NODE_EXTRA_CA_CERTS is read when a process starts, so the workers must inherit it. */
function environment(live) {
  return { SMALLEX_LIVE: JSON.stringify(live), NODE_EXTRA_CA_CERTS: live.databricks.caFile };
}

async function start() {
  const interpreters = await installEngines();
  const begun = performance.now();
  console.error('Starting a Snowflake-protocol server and Spark.');
  starting = import(await bundleEngines()).then(({ startEngines }) => startEngines(interpreters));
  const { live } = await starting;
  console.error(`Both engines answer after ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
  return live;
}

/** The engines are TypeScript, which Node 20 cannot run. Modules find their files through one that knows where it stands. */
async function bundleEngines() {
  const entry = join(root, 'test', 'live', 'engines', 'start.ts');
  const outfile = join(artifacts, 'live-engines.mjs');
  mkdirSync(artifacts, { recursive: true });
  const define = { 'import.meta.url': JSON.stringify(pathToFileURL(entry).href) };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define,
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
}

/** Engines that are still starting are stopped when they have started: only then is known what there is to stop. */
function stop() {
  if (vitest?.exitCode === null) vitest.kill();
  stopping ??= Promise.resolve(starting).then(
    (engines) => engines?.stop(),
    () => undefined,
  );
  return stopping;
}

function printCount(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
    console.log(
      `Live tests: ${numTotalTests} (${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped).`,
    );
  } catch {
    console.log('Live tests: vitest ended without a report.');
  }
  rmSync(report, { force: true });
}

// Installs the Python side of the live engines, once per set of pinned requirements, outside the clone.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import lockfile from 'proper-lockfile';

const run = promisify(execFile);
const ENGINES = ['snowflake', 'databricks'];
const OLDEST_PYTHON = [3, 10];

/** The folder of the installed engines: `$SMALLEX_ENGINES_CACHE`, else `~/.cache/smallex-engines`. */
function cacheFolder() {
  return process.env.SMALLEX_ENGINES_CACHE ?? join(homedir(), '.cache', 'smallex-engines');
}

/**
 * Makes sure that every engine can start, and says what is missing if not.
 * @returns {Promise<{snowflake: string, databricks: string}>} the Python interpreter of each engine
 */
export async function installEngines(say = console.error) {
  const version = await pythonVersion();
  await run(fileURLToPath(new URL('ensure-java.sh', import.meta.url))).catch((error) => {
    throw new Error(error.stderr.trim() || error.message, { cause: error });
  });
  const interpreters = {};
  for (const engine of ENGINES) interpreters[engine] = await installEngine(engine, version, say);
  return interpreters;
}

async function pythonVersion() {
  const asked = ['-c', 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])'];
  const { stdout } = await run('python3', asked).catch((error) => {
    const missing =
      error.code === 'ENOENT' ? 'is not on the PATH' : 'has no venv module (on Debian: apt-get install python3-venv)';
    throw new Error(`The live engines need Python, but python3 ${missing}.`, { cause: error });
  });
  const version = stdout.trim();
  const [major, minor] = version.split('.').map(Number);
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    throw new Error(`The live engines need Python ${OLDEST_PYTHON.join('.')} or newer, but python3 is ${version}.`);
  }
  return version;
}

async function installEngine(engine, version, say) {
  const requirements = fileURLToPath(new URL(`engines/${engine}/requirements.txt`, import.meta.url));
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .update(version)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), `${engine}-${digest}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'installed'))) return python;
  await mkdir(cacheFolder(), { recursive: true });
  const release = await lockfile.lock(folder, {
    realpath: false,
    stale: 60_000,
    retries: { retries: 600, factor: 1, minTimeout: 1000 },
  });
  try {
    if (!existsSync(join(folder, 'installed'))) await makeVenv(folder, requirements, engine, say);
  } finally {
    await release();
  }
  return python;
}

/** The `installed` mark is written last, by a rename: a venv holds absolute paths, so the folder itself can't be moved into place. */
async function makeVenv(folder, requirements, engine, say) {
  say(`Installing the ${engine} test engine into ${folder}; this is done once and takes one to four minutes.`);
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--no-cache-dir', '--disable-pip-version-check', '-q', '-r', requirements];
  await run(join(folder, 'bin', 'python'), pip, { maxBuffer: 1 << 26 }).catch((error) => {
    throw new Error(`pip could not install the ${engine} test engine:\n${error.stderr.slice(-2000)}`, { cause: error });
  });
  const mark = join(folder, 'installed');
  await writeFile(`${mark}.new`, `${new Date().toISOString()}\n`);
  await rename(`${mark}.new`, mark);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify(await installEngines()));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

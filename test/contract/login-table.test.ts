import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getBackend } from '../../source/backends/index.js';
import { startCloudMetadata, type CloudMetadata } from '../doubles/cloud-metadata.js';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import type { LoginJob } from './login-child.js';
import { databricksRuns, OUTCOMES, snowflakeRuns, type ModeRuns, type Outcome } from './login-runs.js';

// The table of docs/logins.md: what a person sees of each login mode. Real drivers against the doubles, in a process that
// trusts the doubles' certificate. `node scripts/login-docs.js` writes the page.

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(root, 'docs', 'logins.md');
const [BEGIN, END] = ['<!-- logins: made by scripts/login-docs.js -->\n', '<!-- logins: end -->'];
const script = join(root, 'test', 'artifacts', `login-child-${process.pid}.mjs`);

let folder: string;
let snowflake: SnowflakeDouble;
let tls: SnowflakeDouble;
let databricks: DatabricksDouble;
let metadata: CloudMetadata;
let child: ChildProcess;
let childEnv: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-logins-'));
  [snowflake, tls, databricks, metadata] = await Promise.all([
    startSnowflakeDouble(),
    startSnowflakeDouble({ tls: true }),
    startDatabricksDouble(),
    startCloudMetadata(),
  ]);
  await build({
    entryPoints: [join(root, 'test', 'contract', 'login-child.ts')],
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  childEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    NODE_EXTRA_CA_CERTS: tls.tls!.caFile,
    SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: tls.ssoHost,
  };
  child = fork(script, { env: childEnv, execArgv: [] });
});
afterAll(async () => {
  child.kill();
  await Promise.all([snowflake.stop(), tls.stop(), databricks.stop()]);
  metadata.stop();
  rmSync(folder, { recursive: true });
  rmSync(script, { force: true });
});

function logIn(job: Omit<LoginJob, 'home'>, home: string, fresh = false): Promise<readonly string[]> {
  const program = !fresh ? child : fork(script, { env: childEnv, execArgv: [] });
  return new Promise((resolve) => {
    const hear = (told: { readonly url?: string; readonly said?: readonly string[] }): void => {
      if (told.url !== undefined) void browse(told.url);
      if (!told.said) return;
      program.off('message', hear);
      if (program !== child) program.kill();
      resolve(told.said);
    };
    program.on('message', hear);
    program.send({ ...job, home });
  });
}

function browse(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  if (hostname === tls.ssoHost) return tls.browse(url);
  return port === String(snowflake.port) ? snowflake.browse(url) : databricks.browse(url);
}

/** What is seen; null where the mode has no such outcome. */
async function outcomeOf(runs: ModeRuns, outcome: Outcome, home: string): Promise<readonly string[] | null> {
  const { engine, options } = runs;
  const env = outcome === 'offline' ? runs.env?.offline : runs.env?.there;
  const job = { engine, cancel: outcome === 'cancelled', ...(env && { env }) };
  // The clouds' libraries remember for a process: Azure's its tokens, Google's where it runs.
  const fresh = runs.variant === 'AZURE' || (env !== undefined && outcome === 'offline');
  switch (outcome) {
    case 'works':
      return logIn({ ...job, options }, home, fresh);
    case 'wrong secret':
      runs.wrong.arrange?.();
      return logIn({ ...job, options: { ...options, ...runs.wrong.options } }, home, fresh);
    case 'expired':
      if (!runs.expired) return null;
      if (runs.expired.before) await logIn({ ...job, options }, home);
      runs.expired.arrange();
      return logIn({ ...job, options: { ...options, ...runs.expired.options } }, home);
    case 'cancelled':
      runs.hangs();
      return logIn({ ...job, options }, home, fresh);
    case 'offline':
      return logIn({ ...job, options: { ...options, ...runs.offline } }, home, fresh);
  }
}

/** Refused logins, as the doubles count them: a password is sent once. */
const sent = () => snowflake.count('login') + tls.count('login') + tls.count('okta-authn') + databricks.requests.length;

async function table(runs: readonly ModeRuns[], tells: (mode: string, count: number) => void): Promise<string> {
  const rows: string[] = [];
  for (const one of runs) {
    const cells: string[] = [];
    for (const outcome of OUTCOMES) {
      [snowflake, databricks].forEach((double) => (double.oauth.approve = true));
      Object.assign(metadata, { identity: 'right', hangs: false });
      const home = mkdtempSync(join(folder, 'home-'));
      const before = sent();
      const said = await outcomeOf(one, outcome, home);
      if (outcome === 'wrong secret') tells(one.mode, sent() - before);
      cells.push(said === null ? '–' : said.map(general).join('<br>'));
    }
    const { label } = getBackend(one.engine).authModes.find(({ mode }) => mode === one.mode)!;
    const name = one.variant === undefined ? label : `${label}, ${one.variant}`;
    rows.push(`| **${name}** \`${one.mode}\` | ${cells.join(' | ')} |`);
  }
  return [`| | ${OUTCOMES.join(' | ')} |`, `| ${'--- | '.repeat(OUTCOMES.length + 1).trim()}`, ...rows].join('\n');
}

/** Without what differs from run to run. */
function general(line: string): string {
  return line
    .replaceAll(process.execPath, 'PROGRAM')
    .replaceAll(folder, '…')
    .replace(/(?<=RSA_PUBLIC_KEY=').*?(?=')/, '…')
    .replace(/ ?\[[\da-f-]{36}\]/g, '')
    .replace(/\b127\.0\.0\.1\b/g, 'HOST')
    .replace(/\bport \d+\b/g, 'port PORT')
    .replace(/(?<=HOST:)\d+/g, 'PORT')
    .replaceAll('|', '\\|')
    .trim();
}

it('of the page is what a person sees, and a wrong secret is sent once', async () => {
  const counts: [string, number][] = [];
  const tells = (mode: string, count: number) => void counts.push([mode, count]);
  const made = [
    '### Snowflake',
    await table(snowflakeRuns(snowflake, tls, folder, metadata), tells),
    '### Databricks',
    await table(databricksRuns(databricks), tells),
  ].join('\n\n');
  // Denied in the browser nothing is sent to Snowflake; a token by code, command or client needs its own request first.
  const most = { oauth_local: 0, oauth_client_credentials: 0 } as Readonly<Record<string, number>>;
  for (const [mode, count] of counts) expect([mode, count]).toEqual([mode, most[mode] ?? 1]);
  const page = readFileSync(PAGE, 'utf8');
  const [head = '', rest = ''] = page.split(BEGIN);
  const wanted = `${head}${BEGIN}\n${made}\n\n${END}${rest.split(END)[1] ?? ''}`;
  if (process.env['SMALLEX_WRITE_DOCS'] === '1') writeFileSync(PAGE, wanted);
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
}, 240_000);

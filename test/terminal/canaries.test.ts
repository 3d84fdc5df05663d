import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { failure } from '../doubles/snowflake-wire.js';
import { startInPty } from '../support/pty.js';
import { atPrompt, START_MS } from '../support/repl-pty.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';
import { getBackend } from '../../source/backends/index.js';
import { loginsPath } from '../../source/profiles/logins/file.js';
import { keptLogins } from '../../source/profiles/logins/kept-logins.js';

// A known secret through every way to log in, to keep it, and to fail: it stands nowhere but where the person put it.
// Servers quote it in their refusals, as real ones have been seen to do.

// URLs and JSON write it otherwise than it is.
const CANARY = 'cAnAry/7+q="z';
const FORMS = [
  CANARY,
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
  Buffer.from(CANARY).toString('base64'),
];

let home: string;
let snowflake: SnowflakeDouble;
let databricks: DatabricksDouble;
let tls: SnowflakeDouble | undefined;
/** Variables of the machine that logs in. */
let machine: Record<string, string>;
/** Files in which the secret stands because the person put it there. */
let chosen: string[];

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-canary-'));
  chosen = [];
  machine = {};
  snowflake = await startSnowflakeDouble();
  snowflake.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  databricks = await startDatabricksDouble();
});
afterEach(async () => {
  await snowflake.stop();
  await databricks.stop();
  await tls?.stop();
  tls = undefined;
  rmSync(home, { recursive: true, force: true });
});

interface Mode {
  readonly name: string;
  readonly engine: 'snowflake' | 'databricks' | 'duckdb';
  /** The secret option; empty where the secret is kept by smallex itself, or printed by a program. */
  readonly field: string;
  /** Makes the canary the right secret, and gives the options. */
  readonly options: () => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** False where no double can stand in for the host: only failures are seen. */
  readonly works?: false;
}

const atSnowflake = () => ({
  account: 'double',
  user: 'fake',
  host: snowflake.host,
  port: snowflake.port,
  protocol: 'http',
});
const atDatabricks = () => ({
  server_hostname: databricks.host,
  port: databricks.port,
  ca_file: databricks.caFile,
  http_path: databricks.path,
});

const MODES: readonly Mode[] = [
  {
    name: 'password',
    engine: 'snowflake',
    field: 'password',
    options: () => ((snowflake.logins.password = CANARY), atSnowflake()),
  },
  {
    name: 'mfa',
    engine: 'snowflake',
    field: 'password',
    options: () => ((snowflake.logins.password = CANARY), (snowflake.logins.mfaRequired = true), atSnowflake()),
  },
  {
    name: 'pat',
    engine: 'snowflake',
    field: 'token',
    options: () => (snowflake.logins.tokens.add(CANARY), atSnowflake()),
  },
  {
    name: 'oauth_token',
    engine: 'snowflake',
    field: 'token',
    options: () => (snowflake.logins.oauthTokens.add(CANARY), atSnowflake()),
  },
  {
    name: 'oauth_client_credentials',
    engine: 'snowflake',
    field: 'oauth_client_secret',
    options: () => (
      (snowflake.logins.clientSecret = CANARY),
      { ...atSnowflake(), oauth_client_id: 'client-1', role: 'ANALYST' }
    ),
  },
  {
    name: 'key_pair',
    engine: 'snowflake',
    field: 'private_key_passphrase',
    options: () => {
      const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const file = path.join(home, 'rsa.p8');
      const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: CANARY });
      writeFileSync(file, pem, { mode: 0o600 });
      snowflake.logins.publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      return { ...atSnowflake(), private_key_path: file };
    },
  },
  {
    name: 'okta',
    engine: 'snowflake',
    field: 'password',
    options: () => ({ ...atSnowflake(), okta_url: 'https://localhost:1/' }),
    works: false,
  },
  {
    name: 'token',
    engine: 'databricks',
    field: 'access_token',
    options: () => ((databricks.logins.token = CANARY), atDatabricks()),
  },
  {
    name: 'oauth_m2m',
    engine: 'databricks',
    field: 'client_secret',
    options: () => (
      (databricks.logins.clientSecret = CANARY),
      { ...atDatabricks(), client_id: databricks.logins.clientId }
    ),
  },
  {
    name: 'azure_service_principal',
    engine: 'databricks',
    field: 'client_secret',
    options: () => (
      (databricks.logins.clientSecret = CANARY),
      {
        ...atDatabricks(),
        server_hostname: databricks.azureHost,
        port: 443,
        proxy: `http://127.0.0.1:${databricks.proxy.port}`,
        client_id: databricks.logins.clientId,
        azure_tenant_id: 'tenant-1',
      }
    ),
  },
  {
    name: 'oauth_local',
    engine: 'snowflake',
    field: '',
    options: () => (snowflake.logins.oauthTokens.add(CANARY), kept('snowflake', 'oauth_local', atSnowflake())),
  },
  {
    name: 'external_browser',
    engine: 'snowflake',
    field: '',
    options: () => (
      snowflake.logins.idTokens.add(CANARY),
      kept('snowflake', 'external_browser', atSnowflake(), (token) => token)
    ),
  },
  {
    name: 'workload_identity',
    engine: 'snowflake',
    field: 'token',
    options: async () => {
      tls ??= await startSnowflakeDouble({ tls: true });
      tls.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
      tls.logins.workloads.add(`OIDC ${CANARY}`);
      machine = { NODE_EXTRA_CA_CERTS: tls.tls!.caFile, SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: tls.ssoHost };
      return {
        account: tls.account,
        host: tls.ssoHost,
        proxy_host: '127.0.0.1',
        proxy_port: tls.tls!.proxy.port,
        workload_identity_provider: 'OIDC',
      };
    },
  },
  {
    name: 'oauth_browser',
    engine: 'databricks',
    field: '',
    options: () => ((databricks.logins.token = CANARY), kept('databricks', 'oauth_browser', atDatabricks())),
  },
  {
    name: 'azure_oauth',
    engine: 'databricks',
    field: '',
    options: () => ((databricks.logins.token = CANARY), kept('databricks', 'azure_oauth', atAzure())),
  },
  {
    name: 'external_command',
    engine: 'databricks',
    field: '',
    options: () => (
      (databricks.logins.token = CANARY),
      { ...atDatabricks(), command: JSON.stringify([printing('token.sh')]) }
    ),
  },
  {
    name: 'motherduck',
    engine: 'duckdb',
    field: 'motherduck_token',
    options: () => ({ path: 'shop' }),
    works: false,
  },
];

/** A program that prints the secret, also where it shouldn't. */
function printing(name: string): string {
  const file = path.join(home, name);
  writeFileSync(file, `#!/bin/sh\necho '${CANARY}'\necho '${CANARY}' >&2\n`);
  chmodSync(file, 0o700);
  chosen.push(file);
  return file;
}

/** A login in the browser that an earlier start has kept in a file; the person agreed to that. */
async function kept(
  engine: string,
  mode: string,
  place: Readonly<Record<string, unknown>>,
  tokenOf = (token: string): string => JSON.stringify({ accessToken: token, expiresAt: Date.now() + 3_600_000 }),
): Promise<Readonly<Record<string, unknown>>> {
  const where = { SMALLEX_HOME: home };
  const io = { onEvent: () => undefined, ask: () => Promise.resolve('yes') };
  const options = { ...place, auth_mode: mode, login_timeout: 1 };
  const [key = ''] = getBackend(engine).keptLoginKeys(options);
  await keptLogins(io, { env: where, keep: 'file' }).write(key, tokenOf(CANARY));
  machine = { SMALLEX_KEEP_LOGINS: 'file' };
  chosen.push(loginsPath(where));
  return options;
}

const atAzure = () => ({
  ...atDatabricks(),
  server_hostname: databricks.azureHost,
  port: 443,
  proxy: `http://127.0.0.1:${databricks.proxy.port}`,
});

const env = (more = {}): Record<string, string> => ({
  CANARY,
  SMALLEX_LOG: path.join(home, 'log.jsonl'),
  ...machine,
  ...more,
});
const run = (...args: string[]): Promise<CliResult> => runCli(args, { home, env: env() });

const save = (profile: object): void => saveProfiles(home, [profile]);

async function profileOf({ name, engine, field, options }: Mode, reference = 'env:CANARY'): Promise<object> {
  const connection = { auth_mode: name, ...(await options()) };
  return { name: 'p', engine, connection, secrets: field === '' ? {} : { [field]: reference } };
}

/** The servers refuse the next login, or the next statement, and quote the secret. */
function quote(what: 'login' | 'statement'): void {
  const message = `It is not ${CANARY}, nor ${encodeURIComponent(CANARY)}: password=${CANARY}`;
  if (what === 'statement') {
    for (const double of [snowflake, tls]) {
      double?.answer('boom', { error: { code: '001003', message, sqlState: '42000' } });
    }
    databricks.answer('boom', { error: { code: 'PARSE_SYNTAX_ERROR', message } });
    return;
  }
  const refusal = { do: 'answer', answer: failure({ code: '390999', message, sqlState: '08001' }) } as const;
  for (const double of [snowflake, tls]) double?.misbehave('login', refusal, { times: Infinity });
  const body = { error_code: 'UNAUTHENTICATED', error: 'invalid_client', message, error_description: message };
  const status = { do: 'status', status: 401, body } as const;
  snowflake.misbehave('oauth-token', status, { times: Infinity });
  for (const kind of ['warehouses', 'oauth-token'] as const) databricks.misbehave(kind, status, { times: Infinity });
}

/** Every file under a folder with its text. */
function filesIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(file);
    return entry.isFile() ? [[file, readFileSync(file, 'utf8')] as const] : [];
  });
}

function expectNowhere(texts: readonly string[]): void {
  const files = filesIn(home).filter(([file]) => !chosen.includes(file));
  const places: [string, string][] = [
    ...texts.map((text): [string, string] => ['output', text]),
    ...files.map(([file, text]): [string, string] => [file, text]),
  ];
  const found = places.filter(([, text]) => FORMS.some((form) => text.includes(form)));
  expect(found).toEqual([]);
}
const texts = (results: readonly CliResult[]): readonly string[] =>
  results.flatMap(({ stdout, stderr }) => [stdout, stderr]);

describe('a secret is nowhere', () => {
  test.each(MODES)('$engine, $name: what works, and a statement whose error quotes it', async (mode) => {
    save(await profileOf(mode));
    quote('statement');
    const results = await Promise.all([run('test', 'p', '--format', 'json'), run('-P', 'p', '-c', 'boom')]);
    if (mode.works !== false) {
      expect(results.map(({ code }) => code)).toEqual([0, 1]);
      expect(results[1].stderr).toContain('****');
    }
    expectNowhere(texts(results));
  });

  test.each(MODES.filter(({ works }) => works !== false))(
    '$engine, $name: a refusal that quotes it, as text and as data',
    async (mode) => {
      save(await profileOf(mode));
      quote('login');
      const results = await Promise.all([
        run('test', 'p'),
        run('test', 'p', '--format', 'json'),
        run('-P', 'p', '-c', 'x'),
      ]);
      // Where a kept login was refused a browser is waited for, for a while.
      const codes = results.map(({ code }) => (code === 4 && mode.field === '' ? 3 : code));
      expect(codes).toEqual([3, 3, 3]);
      // The driver keeps what the token server said to itself.
      const tells = mode.name !== 'oauth_client_credentials' && !/browser|azure_oauth/.test(mode.name);
      if (tells) expect(results[0].stderr).toContain('****');
      expectNowhere(texts(results));
    },
  );

  const password = MODES[0]!;
  const KEPT: readonly (readonly [string, () => string])[] = [
    ['plain', () => (chosen.push(path.join(home, 'profiles.json')), `plain:${CANARY}`)],
    [
      'file',
      () => {
        const file = path.join(home, 'secret');
        writeFileSync(file, `${CANARY}\n`, { mode: 0o600 });
        chosen.push(file);
        return `file:${file}`;
      },
    ],
    ['cmd', () => `cmd:${JSON.stringify([printing('secret.sh')])}`],
    [
      'op',
      () => {
        printing('op');
        machine = { PATH: `${home}:${process.env['PATH'] ?? ''}` };
        return 'op://vault/snowflake/password';
      },
    ],
    [
      'from',
      () => {
        const file = path.join(home, '.snowflake', 'connections.toml');
        mkdirSync(path.dirname(file));
        writeFileSync(file, `[c]\naccount = "a"\nuser = "u"\npassword = '${CANARY}'\n`, { mode: 0o600 });
        chosen.push(file);
        return `from:snowflake:${file}#c/password`;
      },
    ],
  ];

  test.each(KEPT)('kept by %s: in no list, report, export or import', async (_kind, keep) => {
    save(await profileOf(password, keep()));
    quote('statement');
    const results = await Promise.all([
      run('test', '--all'),
      run('-P', 'p', '-c', 'boom'),
      run('profiles', 'show', 'p'),
      run('profiles', 'show', 'p', '--origins', '--format', 'json'),
      run('profiles', 'export'),
      run('import', '--dry-run', '--format', 'json'),
      run('doctor', 'p', '--format', 'json'),
      run('profiles', 'secure', 'p'),
    ]);
    expect(results[0].stdout).toContain('latency');
    expectNowhere(texts(results));
  });

  test.each([
    ['a program that fails and prints it', `#!/bin/sh\necho '${CANARY}'\necho '${CANARY}' >&2\nexit 3\n`],
    ['a program that prints it and more', `#!/bin/sh\nyes '${CANARY}' | head -c 400000\n`],
  ])('%s', async (_what, script) => {
    const file = path.join(home, 'secret.sh');
    writeFileSync(file, script);
    chmodSync(file, 0o700);
    chosen.push(file);
    save(await profileOf(password, `cmd:${JSON.stringify([file])}`));
    const results = await Promise.all([run('test', 'p'), run('test', 'p', '--format', 'json')]);
    expect(results.map(({ code }) => code)).toEqual([3, 3]);
    expectNowhere(texts(results));
  });

  test('a file of profiles that is broken where it stands', async () => {
    const file = path.join(home, 'profiles.json');
    writeFileSync(file, `{"version":1,"profiles":[{"name":"p","secrets":{"password":"plain:${CANARY}`, { mode: 0o600 });
    chosen.push(file);
    const results = await Promise.all([
      run('profiles'),
      run('-P', 'p', '-c', 'x'),
      run('test', '--all'),
      run('doctor'),
    ]);
    // The copy is another place that holds it, closed to others as the file is.
    chosen.push(...filesIn(home).flatMap(([copy]) => (copy.includes('.broken-') ? [copy] : [])));
    expect(chosen).toHaveLength(2);
    expectNowhere(texts(results));
  });

  test('on a command line: refused without being quoted', async () => {
    const set = ['setup', '--engine', 'snowflake', '--auth', 'password', '--name', 'x', '--set', 'account=a-b'];
    const results = await Promise.all([
      run(...set, '--set', 'user=u', '--set', `password=${CANARY}`),
      run(...set, '--set', 'user=u', '--set', `password=plain:${CANARY}`),
    ]);
    expect(results.map(({ code }) => code)).toEqual([2, 2]);
    expectNowhere(texts(results));
  });
});

// No hook of our own: Node loads a file before the program, and something in the machinery breaks with the secret in
// its words, as a driver's has been seen to do.
const BROKEN = {
  'a write that throws': 'throw new TypeError(`broken by ${secret}`)',
  'an exception that nobody catches': 'setTimeout(() => { throw new Error(`stray password=${secret}`) })',
  'a promise that nobody looks at': 'void Promise.reject(new Error(`lost ${secret}`))',
};
test.each(Object.entries(BROKEN))('a crash with it in hand: %s', async (_what, breaks) => {
  const file = path.join(home, 'break.mjs');
  const lines = [
    'const secret = process.env.CANARY;',
    'const write = process.stdout.write;',
    'process.stdout.write = function (...args) {',
    `  if (String(args[0]).includes('ANSWER')) { ${breaks} }`,
    '  return write.apply(this, args);',
    '};',
  ];
  writeFileSync(file, lines.join('\n'));
  snowflake.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  save(await profileOf(MODES[0]!));
  const args = ['-P', 'p', '-c', 'select 42', '-c', 'select 42', '--format', 'jsonl'];
  const result = await runCli(args, { home, nodeArgs: ['--import', file], env: env() });
  expect(result.code).toBe(70);
  expect(result.stderr).toContain('Error: Something failed inside smallex:');
  expect(result.stderr).toContain('****');
  expect(readFileSync(path.join(home, 'log.jsonl'), 'utf8')).toContain('"event":"bug"');
  expectNowhere(texts([result]));
});

test('typed at the question of a login: not on the screen, nor in history, draft or log after a crash', async () => {
  save(await profileOf(MODES[0]!, 'prompt'));
  quote('statement');
  const session = startInPty(['p'], {
    home,
    env: env({ SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', CANARY: undefined }),
  });
  try {
    await session.waitFor('Enter the password of "p".', START_MS);
    session.type(`${CANARY}\r`);
    await atPrompt(session);
    expect(session.scrollback()).not.toContain(CANARY);
    session.type('boom;\r');
    await session.waitFor('****');
    expect(session.scrollback()).not.toContain(CANARY);
    // What a person types in the clear is on their screen, but on no disk.
    session.type(`alter user me set password = '${CANARY}';\r`);
    await session.waitFor(/Error: /);
    session.type(`select '${CANARY}' as draft`);
    await session.waitFor(
      () => existsSync(path.join(home, 'data', 'drafts')) && draftOf(home).includes('draft'),
      START_MS,
    );
    session.signal('SIGKILL');
    expect((await session.exit()).signal).toBe(9);
    expect(
      filesIn(path.join(home, 'data'))
        .map(([, text]) => text)
        .join(),
    ).toContain('alter user me');
    expectNowhere([]);
  } finally {
    await session.close();
  }
});

function draftOf(folder: string): string {
  const drafts = path.join(folder, 'data', 'drafts');
  return filesIn(drafts)
    .map(([, text]) => text)
    .join();
}

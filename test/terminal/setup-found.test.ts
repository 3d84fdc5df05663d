import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { startInPty, type PtyOptions, type PtySession } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';
import { runCli } from '../support/run-cli.js';
import { accept, answer, choose, correct } from '../support/wizard-pty.js';

// Setups that begin with what somebody has already written down, on the built program and the real driver.

const SECRET = 'snow';
const NAME = 'What shall this connection be called?';
const ENVIRONMENT = 'What kind of data is behind it?';

let home: string;
let double: SnowflakeDouble;
let session: PtySession | undefined;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'smallex-found-'));
  double = await startSnowflakeDouble();
  double.answer('select 42', { columns: [{ name: 'ANSWER', type: 'fixed' }], rows: [[42]] });
  double.answer(/^SELECT 1\b/, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
});
afterEach(async () => {
  await session?.close();
  session = undefined;
  await double.stop();
  rmSync(home, { recursive: true, force: true });
});

const open = (args: readonly string[], env: PtyOptions['env'] = {}): PtySession =>
  (session = startInPty(args, {
    home,
    rows: 40,
    columns: 100,
    env: { SMALLEX_HOME: home, SMALLEX_KEYRING: 'off', ...env },
  }));
const saved = (): { profiles: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(path.join(home, 'profiles.json'), 'utf8')) as { profiles: Record<string, unknown>[] };

test('a pasted block says everything: nothing is asked but what can be listed, and no secret is shown', async () => {
  const block = [
    '[prod]',
    'account = "acme-prod"',
    'user = "fake"',
    `password = "canary-${SECRET}" # first a wrong one`,
    `host = "${double.host}"`,
    `port = ${double.port}`,
    'protocol = "http"',
    'warehouse = "SMALLEX_WH"',
    'passcode = "111111"',
  ].join('\n');
  const setup = open(['setup']);
  await setup.waitFor('paste a connection', START_MS);
  setup.paste('nothing of a connection');
  await setup.waitFor('Paste what you have');
  setup.key('enter');
  await setup.waitFor('No connection can be read from this text.');
  setup.key('ctrl+u');
  setup.paste(block);
  await setup.waitFor('takes Snowflake, Login Password, Account acme-prod, User fake, Password ••••••••');
  expect(double.count('login')).toBe(0);
  setup.key('enter');
  await setup.waitFor('The login to Snowflake failed.');
  await accept(setup, 'The login to Snowflake failed.');
  await correct(setup, 'Password', SECRET);
  await accept(setup, 'Role');
  await choose(setup, 'Database', 'DEMO');
  await choose(setup, 'Schema', 'SALES');
  await setup.waitFor((screen) => screen.includes(NAME) && screen.includes('❯ prod'));
  setup.key('enter');
  await accept(setup, ENVIRONMENT);
  await choose(setup, 'Where shall the password be kept?', 'Nowhere');
  await setup.waitFor('Saved as "prod"');
  expect(double.count('login')).toBe(2);
  expect(setup.scrollback()).not.toContain('canary');
  expect(saved()).toMatchObject({
    profiles: [{ name: 'prod', engine: 'snowflake', connection: { account: 'acme-prod', warehouse: 'SMALLEX_WH' } }],
  });
});

describe('connections found on this machine', () => {
  let toml: string;
  beforeEach(() => {
    mkdirSync(path.join(home, '.snowflake'));
    toml = path.join(home, '.snowflake', 'connections.toml');
    const at = `host = "${double.host}"\nport = ${double.port}\nprotocol = "http"`;
    const text = `[prod]\naccount = "double"\nuser = "fake"\npassword = "${SECRET}"\nwarehouse = "SMALLEX_WH"\n${at}\n`;
    writeFileSync(toml, text, { mode: 0o600 });
  });

  test('are offered first; one is opened, lists fill what it lacks, and its secret stays in its file', async () => {
    const before = readFileSync(toml, 'utf8');
    const setup = open(['setup']);
    await setup.waitFor('1 connection found in ~/.snowflake/connections.toml.', START_MS);
    await setup.waitFor('❯ Use snowflake:prod');
    setup.key('enter');
    await accept(setup, 'Role');
    await choose(setup, 'Database', 'DEMO');
    await choose(setup, 'Schema', 'SALES');
    await setup.waitFor(NAME, START_MS);
    await setup.waitFor('❯ prod');
    setup.key('enter');
    await accept(setup, ENVIRONMENT);
    await setup.waitFor(/^prod .*>$/m, START_MS);
    setup.type('select 42;\r');
    await setup.waitFor(/ANSWER\n─+\n\s+42\n1 row/);
    expect(double.count('login')).toBe(1);
    setup.key('ctrl+d');
    expect(await setup.exit()).toEqual({ code: 0, signal: 0 });
    expect(readFileSync(toml, 'utf8')).toBe(before);
    expect(saved().profiles[0]).toMatchObject({
      name: 'prod',
      connection: { warehouse: 'SMALLEX_WH', database: 'DEMO', schema: 'SALES' },
      secrets: { password: `from:snowflake:${toml}#prod/password` },
      settings: { imported: { from: 'snowflake:prod' } },
    });
    // An import knows it again.
    const again = await runCli(['import', '--format', 'json', '--secrets', 'leave'], { home });
    expect(JSON.parse(again.stdout)).toMatchObject([{ name: 'prod', result: 'unchanged' }]);
  });

  test('the plain setup asks the same', async () => {
    const setup = open(['setup'], { TERM: 'dumb' });
    await setup.waitFor(
      /1 connection found in ~\/\.snowflake\/connections\.toml\.[^]*1\) Use snowflake:prod[^]*2\) Set up a new[^]*Number.*: ?$/,
      START_MS,
    );
    setup.type('1\r');
    await setup.waitFor(/ok Log in[^]*Role[^]*Number.*: ?$/, START_MS);
    setup.type('\r');
    await setup.waitFor(/Database[^]*Number.*: ?$/);
    setup.type('\r');
    await setup.waitFor(/Schema[^]*(?:Number.*|\)): ?$/);
    setup.type('\r');
    await setup.waitFor(/What shall this connection be called\?.*\(Enter: prod.*: ?$/, START_MS);
    setup.type('\r');
    await setup.waitFor(/What kind of data[^]*Number.*: ?$/);
    setup.type('\r');
    await setup.waitFor(/Saved as "prod"[^]*prod> ?$/);
    expect(setup.scrollback()).not.toContain(SECRET + '\n');
    expect(double.count('login')).toBe(1);
  });
});

describe('a file for a team', () => {
  let team: string;
  beforeEach(() => {
    team = path.join(home, 'team.json');
  });

  const profile = (secrets = {}): object => ({
    name: 'sales',
    engine: 'snowflake',
    connection: {
      auth_mode: 'password',
      account: 'double',
      user: 'somebody',
      host: double.host,
      port: double.port,
      protocol: 'http',
      warehouse: 'SMALLEX_WH',
    },
    secrets,
    settings: { environment: 'staging' },
  });
  const write = (file: string, ...profiles: object[]): void =>
    writeFileSync(file, JSON.stringify({ version: 1, profiles }), { mode: 0o600 });

  test('is exported without secrets; setup --from asks only for what is missing', async () => {
    write(path.join(home, 'profiles.json'), profile({ password: 'plain:canary-c3' }));
    const exported = await runCli(['profiles', 'export', 'sales', '-o', team], { home });
    expect(exported.code).toBe(0);
    expect(exported.stderr).toContain('goes without user, password');
    expect(readFileSync(team, 'utf8')).not.toMatch(/canary|somebody/);
    rmSync(path.join(home, 'profiles.json'));

    const setup = open(['setup', '--from', team]);
    await answer(setup, 'User', 'fake');
    await answer(setup, 'Password', SECRET);
    await choose(setup, 'Where shall the password be kept?', 'Nowhere');
    await setup.waitFor(/^sales .*>$/m, START_MS);
    expect(setup.scrollback()).not.toMatch(/Which engine|How do you log in|called\?|What kind of data/);
    expect(saved().profiles[0]).toMatchObject({
      name: 'sales',
      secrets: { password: 'prompt' },
      settings: { environment: 'staging', shared: 'team.json' },
    });
  });

  test('without a terminal what is missing is named by its flag', async () => {
    write(team, { ...profile(), connection: { auth_mode: 'password', account: 'double' } });
    const missing = await runCli(['setup', '--from', team], { home });
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('--set user=');
    const at = ['--set', `host=${double.host}`, '--set', `port=${double.port}`, '--set', 'protocol=http'];
    const done = await runCli(['setup', '--from', team, ...at, '--set', 'user=fake', '--set', 'password=env:PW'], {
      home,
      env: { PW: SECRET },
    });
    expect(done.stderr).toContain('Saved as "sales"');
    const several = path.join(home, 'several.json');
    write(several, profile(), { ...profile(), name: 'other' });
    const which = await runCli(['setup', '--from', several], { home });
    expect(which.stderr).toContain('--name sales, --name other');
    expect((await runCli(['setup', '--from', team, '--engine', 'duckdb'], { home })).code).toBe(2);
  });

  test('a variable that it names is read only after a yes; a script says it with a flag, once', async () => {
    write(team, profile({ password: 'env:TEAM_PW' }));
    const env = { TEAM_PW: SECRET };
    const refused = await runCli(['setup', '--from', team, '--set', 'user=fake'], { home, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('team.json wants the password read from this machine. Read and send it?');
    expect(refused.stderr).toContain(`It would send the variable TEAM_PW to ${double.host}.`);
    expect(refused.stderr).toContain('--agree');
    expect(double.count('login')).toBe(0);
    const agreed = await runCli(['setup', '--from', team, '--set', 'user=fake', '--agree'], { home, env });
    expect(agreed).toMatchObject({ code: 0 });
    expect(agreed.stderr).toContain('Agreed with --agree. It would send the variable TEAM_PW');
    const used = await runCli(['-P', 'sales', '-c', 'select 42', '--format', 'csv'], { home, env });
    expect(used).toMatchObject({ code: 0, stdout: 'ANSWER\n42\n' });
    const unknown = await runCli(['profiles', 'renam', 'sales', 'x'], { home });
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('There is no command "profiles renam". Did you mean "profiles rename"?');
  });

  test('a command in it is shown and agreed to before its first run, and only then', async () => {
    const ran = path.join(home, 'ran');
    const script = path.join(home, 'secret.sh');
    writeFileSync(script, `#!/bin/sh\necho x >> ${ran}\necho ${SECRET}\n`);
    chmodSync(script, 0o700);
    const count = (): number => (readFileSync(ran, { encoding: 'utf8', flag: 'a+' }).match(/x/g) ?? []).length;
    write(team, profile({ password: `cmd:${JSON.stringify([script])}` }));
    const alone = await runCli(['setup', '--from', team, '--set', 'user=fake'], { home });
    expect(alone.code).toBe(2);
    expect(count()).toBe(0);

    const setup = open(['setup', '--from', team, '--set', 'user=fake']);
    await setup.waitFor('comes from a program that team.json names. Run it?', START_MS);
    await setup.waitFor(script);
    expect(count()).toBe(0);
    setup.type('yes');
    await setup.waitFor('❯ Yes');
    setup.key('enter');
    await setup.waitFor(/^sales .*>$/m, START_MS);
    expect(count()).toBe(1);
    setup.key('ctrl+d');
    await setup.exit();

    const query = await runCli(['sales', '-c', 'select 42', '--format', 'csv'], { home });
    expect(query).toMatchObject({ code: 0, stdout: 'ANSWER\n42\n' });
    // Another command of the same file is another question.
    const text = readFileSync(path.join(home, 'profiles.json'), 'utf8');
    writeFileSync(path.join(home, 'profiles.json'), text.replace(JSON.stringify(script).slice(1, -1), '/bin/false'));
    const other = await runCli(['sales', '-c', 'select 42'], { home });
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('It would run: /bin/false');
  });
});

// `--timeout` on the built program where a server never answers: while connecting, in a listing, in a statement that it
// doesn't let itself be asked to cancel. Each case has doubles of its own, so that all can hang at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../doubles/snowflake.js';
import { databricksProfile, snowflakeProfile } from '../support/double-profiles.js';
import { runCli } from '../support/run-cli.js';
import { saveProfiles } from '../support/save-profiles.js';

vi.setConfig({ testTimeout: 60_000 });

const HANG = { do: 'hang' } as const;
const ALWAYS = { times: 99 };

interface Case {
  readonly double: SnowflakeDouble | DatabricksDouble;
  readonly seconds: string;
  readonly run: string;
}

async function onSnowflake(trouble: (double: SnowflakeDouble) => void): Promise<SnowflakeDouble> {
  const double = await startSnowflakeDouble({ syncMs: 200 });
  double.answer(/endless|SHOW OBJECTS/, { delayMs: Infinity, phases: ['RUNNING'] });
  trouble(double);
  return double;
}

async function onDatabricks(trouble: (double: DatabricksDouble) => void): Promise<DatabricksDouble> {
  const double = await startDatabricksDouble();
  double.answer(/endless/, { delayMs: Infinity, states: ['RUNNING'] });
  trouble(double);
  return double;
}

async function runOn({ double, seconds, run }: Case, startup: readonly string[] = []) {
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-timeouts-'));
  const given = { settings: { startup } };
  const isSnowflake = 'account' in double;
  saveProfiles(home, [isSnowflake ? snowflakeProfile('p', double, given) : databricksProfile('p', double, given)]);
  const env = { PW: 'snow', TOKEN: isSnowflake ? '' : double.token };
  try {
    const { code, stdout, stderr } = await runCli(['p', '--quiet', '--timeout', seconds, '-c', run], { home, env });
    return { code, stdout, stderr };
  } finally {
    await double.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

const gaveUp = (stage: string) => ({
  code: 4,
  stdout: '',
  stderr: expect.stringMatching(
    new RegExp(`^Error: Connecting took longer than 1 s and was given up(?: at the stage "${stage}")?\\.\n.*--timeout`),
  ) as string,
});

test.concurrent('a login that is not answered', async () => {
  const double = await onSnowflake((it) => it.misbehave('login', HANG, ALWAYS));
  expect(await runOn({ double, seconds: '1', run: 'select 1' })).toEqual(gaveUp('(?:resolve|login)'));
});

test.concurrent('a session whose first rows never come', async () => {
  const double = await onDatabricks((it) => it.misbehave('FetchResults', HANG, ALWAYS));
  expect(await runOn({ double, seconds: '1', run: 'select 1' })).toEqual(gaveUp('\\w+'));
});

test.concurrent('a startup statement without end, which is cancelled on the server', async () => {
  const double = await onDatabricks(() => undefined);
  const ended = await runOn({ double, seconds: '9', run: 'select 1' }, ['select endless']);
  expect(ended.stderr).toContain('Connecting took longer than 9 s');
  expect(ended.code).toBe(4);
  expect(double.count('CancelOperation')).toBe(1);
});

test.concurrent('a listing', async () => {
  const double = await onSnowflake(() => undefined);
  const ended = await runOn({ double, seconds: '9', run: '\\dt' });
  expect(ended).toEqual({
    code: 4,
    stdout: '',
    stderr: 'Error: The listing took longer than 9 s and was cancelled.\n',
  });
  expect(double.count('abort')).toBeGreaterThan(0);
});

test.concurrent('a statement whose server answers nothing any more: said with its id, and left', async () => {
  const double = await onDatabricks((it) => {
    for (const kind of ['CancelOperation', 'CloseOperation', 'CloseSession'] as const) it.misbehave(kind, HANG, ALWAYS);
  });
  const { code, stderr } = await runOn({ double, seconds: '9', run: 'select endless' });
  expect(stderr).toMatch(
    /^Error: The statement took longer than 9 s and was cancelled\.\nThe server did not confirm it: query [\w-]+ may still run\.\n$/,
  );
  expect(code).toBe(4);
});

test.concurrent('the same on Snowflake', async () => {
  const double = await onSnowflake((it) => {
    for (const kind of ['abort', 'logout'] as const) it.misbehave(kind, HANG, ALWAYS);
  });
  const { code, stderr } = await runOn({ double, seconds: '9', run: 'select endless' });
  expect(stderr).toMatch(/was cancelled\.\nThe server did not confirm it: query [\w-]+ may still run\.\n$/);
  expect(code).toBe(4);
});

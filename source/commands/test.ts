import type { Io } from '../backends/base.js';
import { ProfileStore, type Profile } from '../profiles/index.js';
import { AuthError, CancelledError, ConfigError, ConnectionError, EXIT } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { askPlainly } from '../wizard/plain/ask.js';
import { chooseTargetAnywhere } from './foreign-target.js';
import { checkReportFormat } from './import.js';
import { onInterrupt } from './interrupt.js';
import { scriptIo } from './script/io.js';
import { streamStyle } from './stream-style.js';
import { inLanes, sameLogin } from './test/lanes.js';
import { factLines, resultAsJson, stageLine } from './test/report.js';
import { testedStage, tryProfile, type TestResult } from './test/try-profile.js';

export interface TestOptions {
  readonly all?: boolean;
  readonly format?: string;
}

/**
 * `smallex test [NAME…]`: logs in to each profile once and tries it, stage by stage.
 * @returns 3 when one of them doesn't work. @throws ConfigError for a name that is none; CancelledError.
 */
export async function testProfiles(names: readonly string[], options: TestOptions): Promise<number> {
  checkReportFormat(options.format);
  const json = options.format === 'json';
  const profiles = await chosen(names, options.all === true);
  const abort = new AbortController();
  const off = onInterrupt(() => abort.abort());
  try {
    const results = await testAll(profiles, ioFor(abort.signal, json), json);
    if (json) process.stdout.write(`${JSON.stringify(results.map(resultAsJson), null, 2)}\n`);
    else if (results.length > 1) conclude(results);
    return results.every(({ error }) => error === null) ? EXIT.done : EXIT.connection;
  } finally {
    off();
  }
}

async function chosen(names: readonly string[], all: boolean): Promise<readonly Profile[]> {
  const store = new ProfileStore();
  if (all && names.length > 0) throw new ConfigError('--all tests every profile.', { hint: 'Leave the names away.' });
  if (!all) {
    const wanted = names.length > 0 ? [...new Set(names)] : [undefined];
    return Promise.all(wanted.map((name) => one(store, name)));
  }
  const profiles = store.list();
  if (profiles.length > 0) return profiles;
  throw new ConfigError('There are no profiles yet.', { hint: 'smallex setup makes one.' });
}

async function one(store: ProfileStore, name: string | undefined): Promise<Profile> {
  const target = await chooseTargetAnywhere(store, name?.includes(':') ? { name } : { profile: name });
  if (target.kind === 'profile') return target.profile;
  throw new ConfigError('No profile is named, and there is no default one.', {
    hint: 'Name one: smallex test NAME, or smallex test --all.',
  });
}

/** A person at a terminal is asked what a script would be refused. As data nobody is asked: stdout is the report. */
function ioFor(signal: AbortSignal, json: boolean): Io {
  const io = scriptIo(signal, json);
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return io;
  return {
    ...io,
    ask: async (question) => {
      const answer = await askPlainly(question);
      if (answer === null) throw new CancelledError('The question was left without an answer.');
      return answer;
    },
  };
}

async function testAll(profiles: readonly Profile[], io: Io, json: boolean): Promise<readonly TestResult[]> {
  const alone = profiles.length === 1 && !json;
  // A program that keeps the secret may ask for its own password; without a terminal what it says goes nowhere.
  const terminal = alone && process.stdin.isTTY && process.stderr.isTTY;
  const refused = new Map<string, string>();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const style = streamStyle(process.stdout);
  if (alone) print(style.bold(profiles[0]!.name));
  const shown: Io = {
    ...io,
    onEvent: (event) => {
      const stage = alone ? testedStage(event) : null;
      if (stage && stage.stage !== 'select') print(stageLine(stage));
      else io.onEvent(event);
    },
  };
  return inLanes(profiles, async (profile) => {
    const login = sameLogin(profile);
    const before = refused.get(login);
    const result = before === undefined ? await tryProfile(profile, shown, terminal) : notTried(profile, before);
    if (result.error instanceof AuthError && before === undefined) refused.set(login, profile.name);
    if (!json) printResult(result, alone);
    return result;
  });
}

/** A login that was just refused: sent again it would bring the account nearer to its lock. */
function notTried(profile: Profile, other: string): TestResult {
  const error = new ConnectionError(`It was not tried: "${other}" logs in the same way and was refused.`, {
    stage: 'login',
    hint: `Once "${other}" works, try this one: smallex test "${profile.name}"`,
  });
  return { profile, stages: [], context: null, latencyMs: null, warnings: [], error };
}

/** The lines of one profile together, its stages too unless they were printed as they came. */
function printResult(result: TestResult, alone: boolean): void {
  const style = streamStyle(process.stdout);
  const stages = alone ? result.stages.filter(({ stage }) => stage === 'select') : result.stages;
  const lines = [...stages.map(stageLine), ...factLines(result, style)];
  if (!alone) lines.unshift(style.bold(result.profile.name));
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  if (result.error) process.stderr.write(`${errorText(result.error, { style: streamStyle(process.stderr) })}\n`);
}

function conclude(results: readonly TestResult[]): void {
  const failed = results.filter(({ error }) => error !== null).map(({ profile }) => profile.name);
  const said =
    failed.length === 0
      ? `All ${results.length} work.`
      : `${failed.length} of ${results.length} failed: ${failed.join(', ')}.`;
  process.stderr.write(`${said}\n`);
}

import { getBackend } from '../backends/index.js';
import type { BackendEvent, Io } from '../backends/base.js';
import { ProfileStore, resolveOptions, type Profile } from '../profiles/index.js';
import { ConfigError, EXIT, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { chooseTargetAnywhere } from './foreign-target.js';
import { reportError } from './report-error.js';
import { scriptIo } from './script-io.js';
import { streamStyle } from './stream-style.js';
import { onInterrupt } from './interrupt.js';

/** Logs in and tries one profile or all, a line a stage. Exit 3 when one failed. */
export async function testProfiles(name: string | undefined, all: boolean): Promise<number> {
  const store = new ProfileStore();
  const profiles = all ? store.list() : [await one(store, name)];
  if (profiles.length === 0) throw new ConfigError('There are no profiles yet.', { hint: 'smallex setup makes one.' });
  let worst: number = EXIT.done;
  for (const profile of profiles) worst = Math.max(worst, await testOne(profile));
  return worst;
}

async function one(store: ProfileStore, name: string | undefined): Promise<Profile> {
  const target = await chooseTargetAnywhere(store, name?.includes(':') ? { name } : { profile: name });
  if (target.kind === 'profile') return target.profile;
  throw new ConfigError('No profile is named, and there is no default one.', {
    hint: 'Name one: smallex test NAME, or smallex test --all.',
  });
}

async function testOne(profile: Profile): Promise<number> {
  const abort = new AbortController();
  const off = onInterrupt(() => abort.abort());
  const style = streamStyle(process.stdout);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(style.bold(profile.name));
  const io: Io = {
    ...scriptIo(abort.signal, false),
    onEvent: (event) => {
      const line = stageLine(event);
      if (line !== null) print(line);
      else scriptIo(abort.signal, false).onEvent(event);
    },
  };
  try {
    const backend = getBackend(profile.engine);
    const options = await resolveOptions(profile, io, { terminal: true });
    const connection = await backend.connect(options, io);
    try {
      const report = await backend.testConnection(connection, options, scriptIo(abort.signal, true));
      for (const warning of report.warnings) print(`  ! ${warning}`);
      for (const { error } of report.stages) if (error) throw error;
      print(style.dim(`  ${Math.round(report.latencyMs)} ms for SELECT 1 there and back`));
    } finally {
      await connection.close();
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof SmallexError)) return reportError(error);
    process.stderr.write(`${errorText(error, { style: streamStyle(process.stderr) })}\n`);
    return error.exitCode;
  } finally {
    off();
  }
}

/** `✓ warehouse  COMPUTE_WH  120 ms`; null for other events and stages that only began. */
function stageLine(event: BackendEvent): string | null {
  if (event.type !== 'stage' || event.state === 'started') return null;
  const mark = { ok: '✓', failed: '✗', skipped: '–' }[event.state];
  const detail = event.state === 'failed' ? '' : (event.detail ?? '');
  const ms = event.state === 'skipped' ? '' : `${Math.round(event.ms)} ms`;
  return `  ${mark} ${event.stage.padEnd(10)}${[detail, ms].filter(Boolean).join('  ')}`.trimEnd();
}

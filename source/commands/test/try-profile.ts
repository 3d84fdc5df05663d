import type { BackendEvent, ConnectionContext, Io } from '../../backends/base.js';
import { getBackend } from '../../backends/index.js';
import { resolveOptions, withKeptLogins, type Profile } from '../../profiles/index.js';
import { CancelledError, SmallexError, type StageName } from '../../support/errors.js';

/** One step on the way to a first answer, as it went. */
export interface TestedStage {
  readonly stage: StageName;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** Null for a stage that was skipped. */
  readonly ms: number | null;
  /** What it came to (`COMPUTE_WH`), or why it was skipped. */
  readonly detail: string | null;
}

/** What a test of one profile found. `error` is null where it works. */
export interface TestResult {
  readonly profile: Profile;
  readonly stages: readonly TestedStage[];
  /** Null where no connection was opened. */
  readonly context: ConnectionContext | null;
  /** One SELECT there and back, in milliseconds; null where none came back. */
  readonly latencyMs: number | null;
  readonly warnings: readonly string[];
  readonly error: SmallexError | null;
}

/**
 * Logs in once, opens the connection, runs one SELECT and closes it. Expected errors are part of the result.
 * @throws CancelledError when it was interrupted; what is no SmallexError, as it is.
 */
export async function tryProfile(profile: Profile, io: Io, terminal: boolean): Promise<TestResult> {
  const stages: TestedStage[] = [];
  const kept = withKeptLogins(io, { keep: profile.settings.keep_logins });
  const seen: Io = {
    ...kept,
    onEvent: (event) => {
      const stage = testedStage(event);
      // An engine that proves itself with a SELECT as it opens is asked once more, for the time: one line for both.
      if (stage) stages.splice(indexOf(stages, stage.stage), 1, stage);
      io.onEvent(event);
    },
  };
  const none = { profile, stages, context: null, latencyMs: null, warnings: [] };
  try {
    const backend = getBackend(profile.engine);
    const options = await resolveOptions(profile, seen, { terminal });
    const connection = await backend.connect(options, seen);
    try {
      const report = await backend.testConnection(connection, options, seen);
      const { context, latencyMs, warnings } = report;
      const error = report.stages.find((stage) => stage.error)?.error ?? null;
      return { profile, stages, context, latencyMs: error ? null : latencyMs, warnings, error };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof SmallexError) || error instanceof CancelledError) throw error;
    return { ...none, error };
  }
}

function indexOf(stages: readonly TestedStage[], name: StageName): number {
  const index = stages.findIndex(({ stage }) => stage === name);
  return index < 0 ? stages.length : index;
}

/** The end of a stage; null for other events and for stages that only began. */
export function testedStage(event: BackendEvent): TestedStage | null {
  if (event.type !== 'stage' || event.state === 'started') return null;
  return {
    stage: event.stage,
    state: event.state,
    ms: event.state === 'skipped' ? null : Math.round(event.ms),
    detail: event.state === 'failed' ? null : (event.detail ?? null),
  };
}

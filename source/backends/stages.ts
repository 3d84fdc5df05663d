import { ConnectionError, messageOf, SmallexError, type StageName } from '../support/errors.js';
import type { Io } from './base.js';

/**
 * Runs one stage of opening a connection and tells `io` how it went.
 * @throws what `work` throws; anything that is no SmallexError becomes a ConnectionError of that stage.
 */
export async function runStage<T>(
  io: Io,
  stage: StageName,
  work: () => Promise<T>,
  detail?: (result: T) => string,
): Promise<T> {
  io.onEvent({ type: 'stage', stage, state: 'started' });
  const started = performance.now();
  try {
    const result = await work();
    const ms = performance.now() - started;
    io.onEvent({ type: 'stage', stage, state: 'ok', ms, ...(detail && { detail: detail(result) }) });
    return result;
  } catch (thrown) {
    const error =
      thrown instanceof SmallexError ? thrown : new ConnectionError(messageOf(thrown), { stage, cause: thrown });
    io.onEvent({ type: 'stage', stage, state: 'failed', ms: performance.now() - started, error });
    throw error;
  }
}

/** Says that a stage had nothing to do: no role asked for, no warehouse on this engine. */
export function skipStage(io: Io, stage: StageName, detail: string): void {
  io.onEvent({ type: 'stage', stage, state: 'skipped', detail });
}

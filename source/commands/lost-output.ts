import type { Writable } from 'node:stream';
import { errnoOf, writeError } from '../results/write-errors.js';
import type { ExportError } from '../support/errors.js';

const heard = new WeakMap<Writable, { error: Error | null }>();

/**
 * Keeps a stream's errors from ending the program with a stack trace: a listener stays on it from now on.
 * @returns what tells, once all is written, why something was not. Null where nothing was lost, or where the reader
 * went away (`smallex --help | head -1`): that ends quietly.
 */
export function hearErrors(stream: Writable): () => Promise<ExportError | null> {
  const state = heard.get(stream) ?? listen(stream);
  return async () => {
    // What failed is told on the next tick. To ask by an empty write would itself fail on a full device.
    await new Promise((resolve) => setImmediate(resolve));
    return state.error === null || errnoOf(state.error) === 'EPIPE' ? null : writeError('the output', state.error);
  };
}

function listen(stream: Writable): { error: Error | null } {
  const state: { error: Error | null } = { error: null };
  stream.on('error', (error) => (state.error ??= error));
  heard.set(stream, state);
  return state;
}

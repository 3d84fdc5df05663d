import type { Readable } from 'node:stream';
import { expectExceptions } from '../../support/expected-exceptions.js';

/**
 * Where the driver converts rows itself, it does so in a callback of its own: a value that it can't convert becomes an
 * uncaught exception and the stream never ends. While rows are read, such an exception ends the stream instead.
 * @returns what takes the guard away.
 */
export function guardConversions(stream: Readable): () => void {
  const guard = (error: Error): void => {
    if (!isOfDriver(error)) throw error;
    stream.destroy(error);
  };
  process.on('uncaughtException', guard);
  const expectedNoMore = expectExceptions(isOfDriver);
  return () => {
    expectedNoMore();
    process.off('uncaughtException', guard);
  };
}

const isOfDriver = (error: Error): boolean => /node_modules[\\/]snowflake-sdk[\\/]/.test(error.stack ?? '');

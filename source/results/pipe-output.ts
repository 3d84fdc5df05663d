import { close, constants, open } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Output } from './output.js';
import { errnoOf, writeError } from './write-errors.js';
import { Gate } from './write-gate.js';

const POLL_MS = 50;

/**
 * Writes to a named pipe. Its reader may come later, read slowly, or never: nothing of that may hold a thread of the
 * system's, which can't be called back, and which even the end of the process waits for (Node 20).
 */
export function pipeOutput(path: string): Output {
  const stopped = new AbortController();
  let opened: Promise<Gate | null> | undefined;
  let gate: Gate | null = null;
  const ready = async (): Promise<Gate | null> => {
    opened ??= openPipe(path, stopped.signal);
    return (gate = await opened);
  };
  const end = (): void => {
    stopped.abort();
    gate?.stop();
    gate?.stream.destroy();
  };
  return {
    write: async (bytes) => (await ready())?.write(bytes),
    keep: () => Promise.resolve(),
    cut: () => Promise.resolve(false),
    async finish() {
      const open = await ready();
      await open?.flush();
      if (!open || open.closed) return;
      open.release();
      await new Promise<void>((resolve) => open.stream.end(resolve));
      open.stream.destroy();
    },
    async abort() {
      end();
    },
    hurry(isHurried) {
      gate?.hurry(isHurried);
      if (isHurried && !gate) stopped.abort();
    },
    get closed() {
      return gate?.closed ?? stopped.signal.aborted;
    },
    get bytes() {
      return gate?.bytes ?? 0;
    },
  };
}

/** Waits for the reader, which opens its end; null when it is stopped first. @throws ExportError */
async function openPipe(path: string, stopped: AbortSignal): Promise<Gate | null> {
  while (!stopped.aborted) {
    try {
      const fd = await promisify(open)(path, constants.O_WRONLY | constants.O_NONBLOCK);
      if (!stopped.aborted) return new Gate(new Socket({ fd, readable: false, writable: true }), path);
      close(fd);
    } catch (error) {
      // Nobody reads yet.
      if (errnoOf(error) !== 'ENXIO') throw writeError(path, error);
      await setTimeout(POLL_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
  return null;
}

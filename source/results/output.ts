import { open } from 'node:fs/promises';
import type { Transform, Writable } from 'node:stream';
import zlib from 'node:zlib';
import { ExportError } from '../support/errors.js';
import type { Compression } from './formats/index.js';
import { tempFileFor, type TempFile } from './temp-file.js';
import { writeError } from './write-errors.js';
import { Gate } from './write-gate.js';

/** Where bytes go. One write at a time. */
export interface Output {
  /** Resolves when more can be taken. @throws ExportError */
  write(bytes: Buffer): Promise<void>;
  /** Everything is written and, for a file, under its name. @throws ExportError */
  finish(): Promise<void>;
  /** Stops at once, also a write that waits; a file is taken away. Never throws. */
  abort(): Promise<void>;
  /** True when the reader went away (`| head`) or writing was aborted: nothing more needs to be made. */
  readonly closed: boolean;
  /** Bytes that left, after compression. */
  readonly bytes: number;
  /** The file that is written to until it is whole; undefined for streams, devices and what is compressed. */
  readonly plainPath?: string | undefined;
}

/** Writes to a stream that somebody else owns (stdout): it is never ended. */
export function streamOutput(stream: Writable): Output {
  const gate = new Gate(stream, 'the output');
  return {
    write: (bytes) => gate.write(bytes),
    async finish() {
      await gate.flush();
      gate.release();
    },
    async abort() {
      gate.stop();
    },
    get closed() {
      return gate.closed;
    },
    get bytes() {
      return gate.bytes;
    },
  };
}

/** Writes beside the file, compressed on request, and gives it its name at the end. @throws ExportError */
export async function fileOutput(path: string, compression: Compression | null): Promise<Output> {
  const compressor = compression ? compressorFor(compression, path) : null;
  const temp = await tempFileFor(path);
  const file = await openFile(temp);
  if (compressor) {
    file.on('error', (error) => compressor.destroy(error));
    compressor.pipe(file);
  }
  const gate = new Gate(compressor ?? file, path);
  return {
    write: (bytes) => gate.write(bytes),
    finish: () => finishFile(gate, compressor ?? file, file, temp),
    async abort() {
      gate.stop();
      compressor?.destroy();
      await destroyed(file);
      await temp.discard();
    },
    get closed() {
      return gate.closed;
    },
    get bytes() {
      return file.bytesWritten;
    },
    plainPath: compressor || temp.path === temp.target ? undefined : temp.path,
  };
}

// Opened now, so that what can go wrong with a name goes wrong before anything runs.
async function openFile(temp: TempFile) {
  try {
    return (await open(temp.path, 'w')).createWriteStream({ highWaterMark: 1 << 20 });
  } catch (error) {
    throw writeError(temp.target, error);
  }
}

async function finishFile(gate: Gate, first: Writable, file: Writable, temp: TempFile): Promise<void> {
  try {
    gate.check();
    await new Promise<void>((resolve, reject) => {
      file.once('close', resolve);
      first.once('error', reject);
      file.once('error', reject);
      first.end();
    });
  } catch (error) {
    await destroyed(file);
    await temp.discard();
    throw writeError(temp.target, error);
  }
  await temp.commit();
}

function destroyed(file: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (file.closed) {
      resolve();
      return;
    }
    file.once('close', resolve);
    file.on('error', () => undefined);
    file.destroy();
  });
}

function compressorFor(compression: Compression, path: string): Transform {
  if (compression === 'gz') return zlib.createGzip();
  // In Node since 22.15; @types/node of 20 doesn't know it.
  const { createZstdCompress } = zlib as { createZstdCompress?: () => Transform };
  if (createZstdCompress) return createZstdCompress();
  throw new ExportError(`Node ${process.versions.node} can't compress with zstd, which ${path} asks for.`, {
    hint: 'Name the file .gz, or run smallex with Node 22.15 or later.',
  });
}

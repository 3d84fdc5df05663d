import type { Writable } from 'node:stream';
import type { Compression } from './formats/index.js';
import { Gate } from './write-gate.js';

/** A file that somebody else may fill in the output's place. */
export interface OwnFile {
  readonly path: string;
  readonly compression: Compression | null;
  /** Somebody did: so many bytes are whole, and what is written follows them. */
  isWritten(bytes: number): void;
}

/** Where bytes go. One write at a time. */
export interface Output {
  /** Resolves when more can be taken. @throws ExportError */
  write(bytes: Buffer): Promise<void>;
  /** What was written is whole, whatever becomes of what follows. @throws ExportError */
  keep(): Promise<void>;
  /** Takes back what followed the last `keep`, also after a write that failed. False where nothing can be taken back. */
  cut(): Promise<boolean>;
  /** Everything is written and, for a file, under its name. @throws ExportError */
  finish(): Promise<void>;
  /** Stops at once, also a write that waits; a file is taken away. Never throws. */
  abort(): Promise<void>;
  /** True: the work is to end, and a reader that takes nothing is waited for a moment longer, then given up. */
  hurry(isHurried: boolean): void;
  /** True when the reader went away (`| head`) or was given up, or writing was aborted: nothing more needs to be made. */
  readonly closed: boolean;
  /** Bytes that left, after compression. */
  readonly bytes: number;
  /** The file that is written to until it is whole; undefined for streams and devices. */
  readonly own?: OwnFile | undefined;
  /** True where what is written is seen at once (/dev/tty). */
  readonly isTerminal?: boolean;
}

/** Writes to a stream that somebody else owns (stdout): it is never ended. */
export function streamOutput(stream: Writable): Output {
  const gate = new Gate(stream, 'the output');
  return {
    write: (bytes) => gate.write(bytes),
    keep: () => Promise.resolve(),
    cut: () => Promise.resolve(false),
    async finish() {
      await gate.flush();
      gate.release();
    },
    async abort() {
      gate.stop();
    },
    hurry: (isHurried) => gate.hurry(isHurried),
    get closed() {
      return gate.closed;
    },
    get bytes() {
      return gate.bytes;
    },
  };
}

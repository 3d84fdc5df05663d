import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import type { Compression } from './formats/index.js';
import type { Output } from './output.js';
import { createZstd } from './zstd.js';

const MAKERS: Readonly<Record<Compression, () => Transform>> = { gz: createGzip, zst: createZstd };

/**
 * Compresses what goes to an output. Each result is a member of its own (a gzip file, or zstd frame, is any number of
 * them one after another), so that the output can be cut between two results.
 */
export function compressed(output: Output, compression: Compression): Output {
  const make = MAKERS[compression];
  let member: Member | null = null;
  let isEmpty = true;
  const open = (): Member => {
    isEmpty = false;
    return (member ??= new Member(make(), output));
  };
  const endMember = async (): Promise<void> => {
    await member?.end();
    member = null;
  };
  const drop = async (): Promise<void> => {
    await member?.drop();
    member = null;
  };
  return {
    async write(bytes) {
      if (!output.closed) await open().write(bytes);
    },
    async keep() {
      await endMember();
      await output.keep();
    },
    async cut() {
      await drop();
      return output.cut();
    },
    async finish() {
      // Nothing at all, compressed, is a member with nothing in it.
      if (isEmpty && !output.closed) open();
      await endMember();
      await output.finish();
    },
    async abort() {
      const aborted = output.abort();
      await drop();
      await aborted;
    },
    hurry: (isHurried) => output.hurry(isHurried),
    own: output.own && {
      path: output.own.path,
      compression,
      isWritten(bytes) {
        isEmpty = false;
        output.own?.isWritten(bytes);
      },
    },
    get closed() {
      return output.closed;
    },
    get bytes() {
      return output.bytes;
    },
  };
}

class Member {
  readonly #transform: Transform;
  /** Resolves when the last byte was handed on. */
  readonly #flow: Promise<void>;

  constructor(transform: Transform, output: Output) {
    this.#transform = transform;
    transform.on('error', () => undefined);
    this.#flow = pump(transform, output);
    // Waited for in `write` and `end`; until then a failure is nobody's unhandled rejection.
    this.#flow.catch(() => undefined);
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.#transform.write(bytes)) await Promise.race([once(this.#transform, 'drain'), this.#flow]);
  }

  async end(): Promise<void> {
    this.#transform.end();
    await this.#flow;
  }

  async drop(): Promise<void> {
    this.#transform.destroy();
    await this.#flow.catch(() => undefined);
  }
}

/** @throws ExportError of the output */
async function pump(transform: Transform, output: Output): Promise<void> {
  try {
    for await (const bytes of transform) await output.write(bytes as Buffer);
  } catch (error) {
    // What was destroyed because of `abort` is nobody's failure.
    if (!output.closed) throw error;
  }
}

/** A text as a whole file. */
export function packed(text: string, compression: Compression): Promise<Buffer> {
  const transform = MAKERS[compression]();
  transform.end(text);
  return buffer(transform);
}

import { Transform } from 'node:stream';
import zlib from 'node:zlib';

/** What one frame holds. Greater ones pack no better, as the window of the level is no greater, and block longer (50 ms). */
const FRAME_BYTES = 1024 * 1024;

/** Compresses with zstd: by Node, which can since 22.15, else in WebAssembly, a frame for each MiB. */
export function createZstd(): Transform {
  // @types/node of 20 doesn't know it.
  const { createZstdCompress } = zlib as { createZstdCompress?: () => Transform };
  return createZstdCompress ? createZstdCompress() : zstdFrames();
}

/** Frames are compressed each by itself: the module has one state for all streams, and two may be written at once. */
export function zstdFrames(): Transform {
  let parts: Buffer[] = [];
  let length = 0;
  let isEmpty = true;
  const frame = async (): Promise<Buffer> => {
    const bytes = Buffer.concat(parts, length);
    parts = [];
    length = 0;
    isEmpty = false;
    const { Zstd } = await import('@hpcc-js/wasm-zstd');
    return Buffer.from((await Zstd.load()).compress(bytes));
  };
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      parts.push(bytes);
      length += bytes.length;
      if (length < FRAME_BYTES) done();
      else frame().then((packed) => done(null, packed), done);
    },
    flush(done) {
      if (length === 0 && !isEmpty) done();
      else frame().then((packed) => done(null, packed), done);
    },
  });
}

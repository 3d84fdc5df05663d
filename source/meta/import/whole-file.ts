import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CancelledError, ConfigError } from '../../support/errors.js';

/**
 * A compressed file that was cut off or damaged on its way: DuckDB (1.5.6) takes what it can read of it for all, looking
 * at no checksum of gzip's.
 * @throws ConfigError, CancelledError
 */
export async function mustBeWhole(path: string, signal?: AbortSignal): Promise<void> {
  const fault = /\.gz$/i.test(path)
    ? await gzipFault(path, signal)
    : /\.zst$/i.test(path)
      ? await zstdFault(path)
      : undefined;
  if (fault === undefined) return;
  throw new ConfigError(`${path} can't be imported: ${fault}`, { hint: 'Nothing was imported. Fetch the file anew.' });
}

const CUT = 'Its end is missing.';

/** What is no gzip at all is DuckDB's to tell. */
async function gzipFault(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_bytes, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere, signal ? { signal } : {});
    return undefined;
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError('Nothing was imported.', { confirmed: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return CUT;
    return /incorrect (?:data|length) check/.test(message) ? 'It is damaged: its checksum is another.' : undefined;
  }
}

const FRAME = 0xfd2fb528;
const HEADER_BYTES = 18;

/** Walks over the blocks of its frames (RFC 8878), reading none. */
async function zstdFault(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size;) {
      const end = await frameEnd(file, at);
      if (end === null) return undefined;
      if (end > size) return CUT;
      at = end;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

/** Where the frame that starts there ends, past the end of the file if that is cut; null for what is no frame. */
async function frameEnd(file: FileHandle, start: number): Promise<number | null> {
  const head = await bytesAt(file, start, HEADER_BYTES);
  if (head.length < 8) return Infinity;
  const magic = head.readUInt32LE();
  if (magic >>> 4 === 0x184d2a5) return start + 8 + head.readUInt32LE(4);
  if (magic !== FRAME) return null;
  const flags = head[4]!;
  const isSingle = (flags & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6]!;
  let at = start + 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][flags & 3]! + sizeBytes;
  for (let isLast = false; !isLast;) {
    const block = await bytesAt(file, at, 3);
    if (block.length < 3) return Infinity;
    const word = block.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    // A run is one byte, however long.
    at += 3 + ((word >> 1) % 4 === 1 ? 1 : word >> 3);
  }
  return at + ((flags & 4) === 0 ? 0 : 4);
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

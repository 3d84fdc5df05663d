import { open, type FileHandle } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { writeInParts } from '../support/text-parts.js';
import { compressed } from './compressor.js';
import { FileWriter } from './file-writer.js';
import type { Compression } from './formats/index.js';
import { streamOutput, type Output, type OwnFile } from './output.js';
import { ownStream } from './own-stream.js';
import { pipeOutput } from './pipe-output.js';
import { tempFileFor, type TempFile } from './temp-file.js';
import { writeError } from './write-errors.js';

/** Writes beside the file, compressed on request, and gives it its name at the end. @throws ExportError */
export async function fileOutput(path: string, compression: Compression | null): Promise<Output> {
  const plain = await plainOutput(path);
  return compression ? compressed(plain, compression) : plain;
}

async function plainOutput(path: string): Promise<Output> {
  const own = ownStream(path);
  if (own) return streamOutput(own);
  const temp = await tempFileFor(path);
  return temp.kind === 'pipe' ? pipeOutput(path) : new FileOutput(temp, await openFile(temp));
}

// Opened now, so that what can go wrong with a name goes wrong before anything runs. What is there already is none of
// ours: in a folder that everybody writes to (/tmp) it may be a link to another file.
async function openFile({ path, target, kind, mode }: TempFile): Promise<FileHandle> {
  try {
    return await open(path, kind === 'beside' ? 'wx' : 'w', mode);
  } catch (error) {
    throw writeError(target, error);
  }
}

class FileOutput implements Output {
  readonly #temp: TempFile;
  readonly #writer: FileWriter;
  /** How long the file was at the last `keep`. */
  #kept = 0;
  #isDone = false;
  #isHurried = false;
  readonly isTerminal: boolean;
  closed = false;

  constructor(temp: TempFile, file: FileHandle) {
    this.#temp = temp;
    this.#writer = new FileWriter(file, temp.kind === 'beside');
    this.isTerminal = isatty(file.fd);
  }

  get bytes(): number {
    return this.#writer.bytes;
  }

  get own(): OwnFile | undefined {
    const { kind, path } = this.#temp;
    return kind === 'beside' ? { path, compression: null, isWritten: (bytes) => this.#isWritten(bytes) } : undefined;
  }

  #isWritten(bytes: number): void {
    this.#writer.follow(bytes);
    this.#kept = bytes;
  }

  write(bytes: Buffer): Promise<void> {
    return this.#step(() => (this.isTerminal ? this.#writeInParts(bytes) : this.#writer.write(bytes)));
  }

  /** A terminal takes its time, and whoever sits at it may have seen enough. */
  async #writeInParts(bytes: Buffer): Promise<void> {
    const write = async (part: string): Promise<void> => {
      await this.#writer.write(Buffer.from(part));
      await this.#writer.flush();
    };
    if (await writeInParts(bytes.toString(), write, () => this.#isHurried || this.closed)) this.closed = true;
  }

  keep(): Promise<void> {
    this.#kept = this.#writer.bytes;
    return Promise.resolve();
  }

  async cut(): Promise<boolean> {
    if (this.closed || this.#temp.kind !== 'beside') return false;
    try {
      await this.#writer.cut(this.#kept);
      return true;
    } catch {
      return false;
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#step(() => this.#writer.flush());
    } catch (error) {
      await this.abort();
      throw error;
    }
    await this.#writer.close();
    if (this.closed) return;
    this.#isDone = true;
    await this.#temp.commit();
  }

  async abort(): Promise<void> {
    if (this.#isDone) return;
    this.closed = true;
    await this.#writer.close();
    await this.#temp.discard();
  }

  /** For a terminal; a file needs none: the system takes what it gets, or says that it can't. */
  hurry(isHurried: boolean): void {
    this.#isHurried = isHurried;
  }

  /** What fails because of `abort` is nobody's failure. */
  async #step(step: () => Promise<void>): Promise<void> {
    if (this.closed) return;
    try {
      await step();
    } catch (error) {
      if (!this.closed) throw writeError(this.#temp.target, error, this.#writer.written);
    }
  }
}

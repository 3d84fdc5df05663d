import type { FileHandle } from 'node:fs/promises';

/** So many bytes may wait for the system while more are made. */
const WAITING_BYTES = 1 << 20;

/**
 * Writes to an open file in the order of the calls. What was written can be taken back to an earlier length, which a
 * stream of Node's can't. Not for pipes: a write of theirs would wait for its reader where nothing can end the wait.
 */
export class FileWriter {
  readonly #file: FileHandle;
  readonly #isSeekable: boolean;
  #queue: Buffer[] = [];
  #queued = 0;
  #written = 0;
  #failure: { readonly error: unknown } | null = null;
  #turn: Promise<void> | null = null;

  /** @param isSeekable false for a device, which has no places */
  constructor(file: FileHandle, isSeekable: boolean) {
    this.#file = file;
    this.#isSeekable = isSeekable;
  }

  /** How long the file is once all that was handed over is in it. */
  get bytes(): number {
    return this.#written + this.#queued;
  }

  /** Bytes that the system has taken. */
  get written(): number {
    return this.#written;
  }

  /** Somebody else wrote so many bytes to the file, before anything was written here. */
  follow(bytes: number): void {
    this.#written = bytes;
  }

  /** Resolves when more can be taken. @throws the system's error, of an earlier write, too */
  async write(bytes: Buffer): Promise<void> {
    this.#check();
    if (bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#turn ??= this.#writeQueue();
    while (this.#queued > WAITING_BYTES && this.#turn !== null) await this.#turn;
    this.#check();
  }

  /** Resolves when all that was handed over is in the file. @throws the system's error */
  async flush(): Promise<void> {
    while (this.#turn) await this.#turn;
    this.#check();
  }

  /** Makes the file as long as it was at `bytes`; what failed since is forgotten. @throws the system's error */
  async cut(bytes: number): Promise<void> {
    while (this.#turn) await this.#turn;
    [this.#queue, this.#queued, this.#failure] = [[], 0, null];
    await this.#file.truncate(bytes);
    this.#written = bytes;
  }

  /** Never throws. */
  async close(): Promise<void> {
    this.#failure ??= { error: new Error('The file is closed.') };
    while (this.#turn) await this.#turn;
    await this.#file.close().catch(() => undefined);
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async #writeQueue(): Promise<void> {
    try {
      while (this.#queue.length > 0 && !this.#failure) await this.#writeOnce();
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#turn = null;
    }
  }

  async #writeOnce(): Promise<void> {
    const { bytesWritten } = await this.#file.writev(this.#queue.slice(), this.#isSeekable ? this.#written : undefined);
    this.#written += bytesWritten;
    this.#queued -= bytesWritten;
    let left = bytesWritten;
    while (left > 0) {
      const first = this.#queue[0]!;
      if (first.length > left) {
        this.#queue[0] = first.subarray(left);
        return;
      }
      left -= first.length;
      this.#queue.shift();
    }
  }
}

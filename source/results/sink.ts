import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { terminalSafeLines } from '../support/terminal-safe.js';
import type { Batch, Column } from './column.js';
import { isEngineFormat, isLineFormat, type EngineFile, type LineFormat } from './engine-file.js';
import { formatOfFile, type Compression, type Format, type FormatOptions, type TextFormat } from './formats/index.js';
import { fileOutput } from './file-output.js';
import { streamOutput, type Output } from './output.js';
import type { Progress } from './progress.js';
import { ExportError } from '../support/errors.js';
import { keepHeapSmall } from './small-heap.js';

export type Target =
  /** `terminal`: what comes from the database is made safe for it. */
  | { readonly kind: 'stream'; readonly stream: Writable; readonly terminal: boolean }
  /** `compression`: by the name's ending (`.gz`, `.zst`) when not given. */
  | { readonly kind: 'file'; readonly path: string; readonly compression?: Compression | null };

export interface SinkOptions extends FormatOptions {
  /** Called after every part that was written; how often that is shown is the caller's business. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Where results are written. Per result: `start`, `write` as often as there are batches, `end`; after the last result
 * `finish`, or `abort` at any time. One call at a time, but for `abort`.
 */
export interface Sink extends Progress {
  /** `isLines`: each row that is written is one text, made by the engine for `lineFormat`. */
  start(columns: readonly Column[], isLines?: boolean): Promise<void>;
  /** Resolves when the reader can take more. @throws ExportError; what was not whole is then already taken away. */
  write(batch: Batch): Promise<void>;
  /** Where the engine itself may write one result, rows and header, while nothing is written yet. */
  readonly engineFile?: EngineFile | undefined;
  /** The format for which the engine may make the text of each row; undefined: it may not. */
  readonly lineFormat?: LineFormat | undefined;
  /** In place of `start`, `write` and `end`: the engine wrote a result to `engineFile`. @throws ExportError */
  wrote(rows: number): Promise<void>;
  end(): Promise<void>;
  /**
   * The statement failed while its rows were written. `cut`: a file has lost them again, and keeps the whole results
   * before, if any; `gone`: it is taken away; `ended`: a stream's result ends where it is.
   */
  fail(): Promise<'cut' | 'gone' | 'ended'>;
  /** Results that are whole. */
  readonly kept: number;
  /** A file now stands under its name; none where it was aborted, or lost the only result it had. @throws ExportError */
  finish(): Promise<void>;
  /** Stops, also a call that waits for a slow reader; nothing is left of a file. Never throws. */
  abort(): Promise<void>;
  /** The work is to end: until the next result a reader that takes nothing is given up after a moment. */
  hurry(): void;
  /** True when nobody takes more: the reader went away (`| head`: cancel and end quietly), or `abort` was called. */
  readonly closed: boolean;
}

// A part of a large batch: what is made while the reader can take it, and how often the loop gets to breathe.
const ROWS_A_PART = 2_000;

/**
 * Opens what results are written to.
 * @throws ExportError when the file can't be written, or a binary format has no file to go to: open it before running.
 */
export async function openSink(target: Target, format: Format, options: SinkOptions = {}): Promise<Sink> {
  keepHeapSmall();
  if (format.binary) {
    if (target.kind === 'stream') {
      throw new ExportError(`${format.name} can only be written to a file.`, { hint: 'Name one with -o FILE.' });
    }
    const { parquetSink } = await import('./parquet.js');
    return parquetSink(target.path, options);
  }
  if (target.kind === 'stream') {
    const makeSafe = target.terminal && !format.forEyes;
    return textSink(streamOutput(target.stream), format, options, { makeSafe, path: null });
  }
  const compression = target.compression === undefined ? formatOfFile(target.path).compression : target.compression;
  const output = await fileOutput(target.path, compression);
  const makeSafe = output.isTerminal === true && !format.forEyes;
  return textSink(output, format, options, { makeSafe, path: target.path });
}

interface TextTarget {
  readonly makeSafe: boolean;
  /** Of a file, as it was named. */
  readonly path: string | null;
}

function textSink(output: Output, format: TextFormat, options: SinkOptions, { makeSafe, path }: TextTarget): Sink {
  const writer = format.writer(options);
  let rows = 0;
  let keptRows = 0;
  let kept = 0;
  let rowsText = (batch: Batch): string => writer.rows(batch);
  let isStarted = false;
  let isAborted = false;
  let isLost = false;
  const abort = (): Promise<void> => {
    isAborted = true;
    return output.abort();
  };
  // What a later result may follow is kept open, even with nothing in it yet.
  const cutOrAbort = async (): Promise<'cut' | 'gone'> => {
    if (format.many && (await output.cut())) {
      rows = keptRows;
      isLost = true;
      return 'cut';
    }
    kept = 0;
    await abort();
    return 'gone';
  };
  const put = async (text: string): Promise<void> => {
    if (text === '') return;
    try {
      await output.write(Buffer.from(makeSafe ? terminalSafeLines(text) : text));
    } catch (error) {
      await cutOrAbort();
      throw error;
    }
    options.onProgress?.({ rows, bytes: output.bytes });
  };
  return {
    start(columns, isLines = false) {
      isStarted = true;
      rowsText = (batch) => (isLines ? writer.lines!(batch) : writer.rows(batch));
      output.hurry(false);
      return put(writer.start(columns));
    },
    get lineFormat() {
      const isOwn = makeSafe || options.formulaGuard === true || writer.lines === undefined;
      return !isOwn && isLineFormat(format.name) ? format.name : undefined;
    },
    get engineFile() {
      const { own } = output;
      const { name } = format;
      if (isStarted || own === undefined || options.formulaGuard === true || !isEngineFormat(name)) return;
      const header = (columns: readonly Column[]) => format.writer(options).start(columns);
      return { path: own.path, name: path!, format: name, compression: own.compression, header };
    },
    async wrote(count) {
      isStarted = true;
      keptRows = rows += count;
      kept += 1;
      const { own } = output;
      own?.isWritten((await stat(own.path)).size);
      options.onProgress?.({ rows, bytes: output.bytes });
    },
    async write(batch) {
      for (let from = 0; from < batch.length && !output.closed; from += ROWS_A_PART) {
        const part = batch.length <= ROWS_A_PART ? batch : batch.slice(from, from + ROWS_A_PART);
        rows += part.length;
        await put(rowsText(part));
      }
    },
    async end() {
      await put(writer.end());
      if (path === null) return;
      try {
        await output.keep();
      } catch (error) {
        await cutOrAbort();
        throw error;
      }
      kept += 1;
      keptRows = rows;
    },
    get kept() {
      return kept;
    },
    async fail() {
      // What a terminal shows isn't taken back.
      if (path !== null && output.isTerminal !== true) return cutOrAbort();
      await put(writer.end());
      return 'ended';
    },
    finish: () => (isAborted ? Promise.resolve() : isLost && kept === 0 ? abort() : output.finish()),
    abort,
    hurry: () => output.hurry(true),
    get closed() {
      return output.closed;
    },
    get rows() {
      return rows;
    },
    get bytes() {
      return output.bytes;
    },
  };
}

import { statSync } from 'node:fs';
import path from 'node:path';
import { isEngineFormat, isLineFormat, type EngineFile, type LineFormat } from '../../results/engine-file.js';
import { formatByName, formatOfFile, FORMATS, type Format } from '../../results/formats/index.js';
import { ownStream } from '../../results/own-stream.js';
import { openSink, type Sink, type SinkOptions } from '../../results/sink.js';
import { tempFileFor } from '../../results/temp-file.js';
import { writeError } from '../../results/write-errors.js';
import { ConfigError } from '../../support/errors.js';
import { streamStyle } from '../stream-style.js';
import { makeFolder } from '../../support/make-folder.js';

/** Where the results of a script go, as the command line says. */
export interface OutputRequest {
  readonly format?: string | undefined;
  readonly output?: string | undefined;
  /** Which result alone is written: a number from 1, or `last`. */
  readonly result?: string | undefined;
  readonly formulaGuard?: boolean | undefined;
}

/**
 * Hands each result its sink: stdout, one file, or a file each in a folder.
 * @throws ConfigError, ValueError for a format, file or result number that can't be; nothing has been written then.
 */
export class ScriptOutput {
  readonly format: Format;
  readonly #file: string | undefined;
  readonly #folder: string | undefined;
  readonly #chosen: number | 'last' | undefined;
  #shared: Sink | undefined;
  /** It was opened before its statement ran, and nothing is in it. */
  #isUnused = false;
  readonly #done: Sink[] = [];
  #isFinishing = false;
  /** True where finishing gave the file no name: a signal came, or no result was whole. */
  wasLost = false;
  readonly formulaGuard: boolean;

  constructor({ format, output, result, formulaGuard = false }: OutputRequest) {
    this.formulaGuard = formulaGuard;
    if (output === '')
      throw new ConfigError('-o has no name of a file.', { hint: 'Is the variable empty? Example: -o orders.csv' });
    this.#chosen = chosenResult(result);
    this.#folder = output !== undefined && isFolder(output) ? output : undefined;
    this.#file = this.#folder === undefined ? output : undefined;
    const byName = this.#file === undefined ? null : formatOfFile(this.#file).format;
    if (this.#file !== undefined && format === undefined && byName === null) mustNameFormat(this.#file);
    this.format = format === undefined ? (byName ?? formatByName('table')) : formatByName(format);
    if (this.format.binary && output === undefined) {
      throw new ConfigError(`${this.format.name} can only be written to a file.`, { hint: 'Name one with -o FILE.' });
    }
  }

  /** True when one output has to hold every result, and the format can't. */
  get holdsOne(): boolean {
    return !this.format.many && this.#folder === undefined && this.#chosen === undefined;
  }

  get toStdout(): boolean {
    return this.#file === undefined && this.#folder === undefined;
  }

  /** True where one output takes every result that is wanted. */
  get isShared(): boolean {
    return this.#folder === undefined;
  }

  /** For people: the file's name. */
  get label(): string {
    return this.#file ?? 'The file of this result';
  }

  /** True where the number of results must be known before the first runs. */
  get needsCount(): boolean {
    return this.#chosen === 'last';
  }

  /** @throws ConfigError when there are more results than the output can hold, or fewer than the one that is asked for. */
  check(results: number): void {
    if (this.holdsOne && results > 1) throw tooMany(this.format.name, results);
    if (typeof this.#chosen === 'number' && this.#chosen > results) {
      throw new ConfigError(`--result ${this.#chosen} is asked for, but there are ${results} results.`);
    }
  }

  /** Looks whether what `-o` names can be written, and writes nothing. @throws ExportError, before anything ran */
  async checkPlace(): Promise<void> {
    if (this.#folder !== undefined) this.#makeFolder(this.#folder);
    const file = this.#folder === undefined ? this.#file : path.join(this.#folder, this.#nameOf(1));
    if (file !== undefined && ownStream(file) === null) await (await tempFileFor(file)).discard();
  }

  #nameOf(result: number): string {
    return `result-${result}.${this.format.extensions[0]}`;
  }

  #makeFolder(folder: string): void {
    try {
      makeFolder(folder, 0o777);
    } catch (error) {
      throw writeError(folder, error);
    }
  }

  /** The sink of a result (from 1), or null when it isn't wanted. `of`: null while more may come. */
  async open(number: number, of: number | null, given: SinkOptions = {}): Promise<Sink | null> {
    const options = { formulaGuard: this.formulaGuard, ...given };
    if (this.#chosen !== undefined && number !== (this.#chosen === 'last' ? of : this.#chosen)) return null;
    if (this.holdsOne && number > 1) throw tooMany(this.format.name, null);
    if (this.#folder === undefined) {
      this.#isUnused = false;
      this.#shared ??= await this.#openShared(options);
      return this.#shared;
    }
    this.#makeFolder(this.#folder);
    const name = this.#nameOf(number);
    const sink = await openSink({ kind: 'file', path: path.join(this.#folder, name) }, this.format, options);
    this.#done.push(sink);
    return sink;
  }

  /** Where an engine may write a result itself; the file is opened for it. Undefined: it is written from rows. */
  async engineFile(number: number, of: number | null): Promise<EngineFile | undefined> {
    if (this.#file === undefined || !isEngineFormat(this.format.name) || this.#shared) return undefined;
    const sink = await this.open(number, of);
    this.#isUnused = sink !== null;
    return sink?.engineFile;
  }

  /** The format for which an engine may make the text of each row; undefined: of cells. */
  get lineFormat(): LineFormat | undefined {
    const isOwn = this.formulaGuard || (this.toStdout && process.stdout.isTTY);
    return !isOwn && isLineFormat(this.format.name) ? this.format.name : undefined;
  }

  /** True where there was one: takes away the file of a result that failed before anything was read of it. */
  async drop(): Promise<boolean> {
    if (!this.#isUnused) return false;
    const sink = this.#shared;
    this.#shared = undefined;
    this.#isUnused = false;
    await sink?.abort();
    return true;
  }

  #openShared(options: SinkOptions): Promise<Sink> {
    if (this.#file !== undefined) return openSink({ kind: 'file', path: this.#file }, this.format, options);
    const style = streamStyle(process.stdout);
    const target = { kind: 'stream', stream: process.stdout, terminal: process.stdout.isTTY } as const;
    return openSink(target, this.format, { ...options, style });
  }

  /** Everything is written: files get their names. @throws ExportError */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    for (const sink of this.#done) await sink.finish();
    const isLost = this.#shared?.closed === true;
    await this.#shared?.finish();
    if (!isLost && !this.toStdout && this.#shared?.closed === true) this.wasLost = true;
  }

  /** The program is to end: a reader that takes nothing isn't waited for, nor is a file that is being finished. */
  stop(): void {
    for (const sink of [...this.#done, this.#shared]) sink?.hurry();
    if (!this.#isFinishing || this.toStdout) return;
    this.wasLost = true;
    void this.abort();
  }

  /** Whole results that stand in the one file. */
  get kept(): number {
    return this.#shared?.kept ?? 0;
  }

  /** What `-o` names, where no result went to it: an older file of that name is still there. */
  get unwritten(): string | undefined {
    return this.#shared || this.#done.length > 0 ? undefined : (this.#file ?? this.#folder);
  }

  /** Takes half-written files away. */
  async abort(): Promise<void> {
    for (const sink of [...this.#done, this.#shared]) await sink?.abort();
  }
}

/** A name without an ending gets a table; a spreadsheet that is none would not open. @throws ConfigError */
function mustNameFormat(file: string): void {
  const { compression } = formatOfFile(file);
  const ending = path.extname(compression === null ? file : file.slice(0, -path.extname(file).length));
  if (!/^\.[a-z]\w*$/i.test(ending)) return;
  const endings = FORMATS.map(({ extensions }) => `.${extensions[0]}`).join(', ');
  throw new ConfigError(`The ending of "${file}" names no format.`, {
    hint: `Endings are ${endings}; .gz and .zst may follow. Or say which it is to be: --format csv.`,
  });
}

function chosenResult(text: string | undefined): number | 'last' | undefined {
  if (text === undefined || text === 'last') return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new ConfigError(`--result takes a number from 1, or last, not "${text}".`);
}

function isFolder(output: string): boolean {
  if (output.endsWith('/') || output.endsWith(path.sep)) return true;
  try {
    return statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // A circle of links, a part of the path that is a file: told when it is opened.
    return false;
  }
}

function tooMany(format: string, results: number | null): ConfigError {
  const count = results === null ? 'more than one result' : `${results} results`;
  return new ConfigError(`${format} holds one result, and this gives ${count}.`, {
    hint: 'Choose one with --result N (or last), write one file each with -o FOLDER/, or use --format jsonl.',
  });
}

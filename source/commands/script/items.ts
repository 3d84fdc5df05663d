import path from 'node:path';
import {
  batchQuestions,
  META_COMMANDS,
  parseMeta,
  readScript,
  readScriptFile,
  refuseDeepNesting,
  ScriptReader,
  unrunText,
  type ScriptItem,
} from '../../meta/index.js';
import { refuseUnasked, startDeadline, type Session } from '../../session/index.js';
import { CancelledError, TimeoutError } from '../../support/errors.js';
import { expandTilde } from '../../support/paths.js';
import { ScriptFate } from './fate.js';
import { ScriptHost, type ScriptHostParts } from './host.js';

/** Runs the items of scripts on a session, in order, until one of them ends the script. */
export class ScriptItems {
  readonly fate: ScriptFate;
  readonly host: ScriptHost;
  readonly #parts: Omit<ScriptHostParts, 'fate' | 'runFile'>;
  /** Where a file's \ir looks, the innermost last. */
  readonly #folders: string[] = [];

  constructor(session: Session, parts: Omit<ScriptHostParts, 'fate' | 'runFile'>) {
    this.#parts = parts;
    this.fate = new ScriptFate(parts.settings);
    this.host = new ScriptHost(session, {
      ...parts,
      fate: this.fate,
      runFile: (name, beside) => this.#runFile(name, beside),
    });
  }

  /** Runs items that are all known; the results are counted before the first runs. False: nothing more shall run. */
  async run(items: readonly ScriptItem[], folder = process.cwd(), file?: string): Promise<boolean> {
    this.#folders.push(folder);
    try {
      if (!(await this.#isAgreed(items, folder))) return false;
      for (const [at, item] of items.entries()) {
        if (await this.#item(item)) continue;
        // A failure has said its line; who stopped a script may want to go on with it.
        const unrun = file !== undefined && this.fate.wasStopped ? unrunText(items, at, file) : null;
        if (unrun !== null) this.host.say(unrun);
        return false;
      }
      return true;
    } finally {
      this.#folders.pop();
    }
  }

  /** Runs a script as it arrives. */
  async runArriving(chunks: AsyncIterable<string>): Promise<boolean> {
    const reader = new ScriptReader(this.host.session.engine, META_COMMANDS);
    for await (const chunk of chunks) {
      if (!(await this.run(reader.push(chunk)))) return false;
    }
    return this.run(reader.end());
  }

  async #runFile(name: string, beside: boolean): Promise<boolean> {
    const folder = beside ? (this.#folders.at(-1) ?? process.cwd()) : process.cwd();
    const file = path.resolve(folder, expandTilde(name));
    refuseDeepNesting(this.#folders.length, name);
    const items = readScript(await readScriptFile(file, name), this.host.session.engine, META_COMMANDS);
    return this.run(items, path.dirname(file), name);
  }

  /** False when a statement of these needs a yes that nobody gave: none of them is then run. */
  async #isAgreed(items: readonly ScriptItem[], folder: string): Promise<boolean> {
    if (this.#parts.settings.yes) return true;
    const { session, profiles, variables } = this.host;
    const start = { session: session.guarded, profiles, variables, folder, commands: META_COMMANDS };
    const [question] = await batchQuestions(items, start);
    if (!question) return true;
    this.fate.ended = true;
    try {
      refuseUnasked(question);
    } catch (error) {
      this.fate.failed(error);
    }
    return false;
  }

  /** False when nothing more shall run. */
  async #item(item: ScriptItem): Promise<boolean> {
    if (this.fate.ended) return false;
    if (item.kind === 'sql') {
      await this.host.runSql(item.sql, { line: item.line });
      return this.fate.goesOn;
    }
    const { timeoutMs } = this.#parts.settings;
    // Its statements have a clock of their own: this one is for what it lists.
    const listing = startDeadline(undefined, timeoutMs, () => this.host.session.stopListing());
    try {
      const { command, call } = parseMeta(item.text, META_COMMANDS);
      await command.run(this.host, item.buffer ? { ...call, buffer: item.buffer } : call);
    } catch (error) {
      const isLate = listing.expired() && error instanceof CancelledError;
      // Without a caret: what an engine didn't like stands in no line of the script.
      this.fate.failed(
        isLate ? new TimeoutError(`The listing took longer than ${timeoutMs! / 1000} s and was cancelled.`) : error,
      );
    } finally {
      listing.clear();
    }
    await this.host.listsWritten();
    return this.fate.goesOn;
  }
}

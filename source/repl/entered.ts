import path from 'node:path';
import {
  batchQuestions,
  META_COMMANDS,
  parseMeta,
  readRc,
  readScript,
  readScriptFile,
  refuseDeepNesting,
  unrunText,
  type Host,
  type ScriptItem,
} from '../meta/index.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { isBareWord, itemsOf } from './entered-items.js';
import type { Printer } from './printer.js';
import type { Questions } from './questions.js';
import type { EndedItem } from './repl-types.js';
import type { Ending } from './run-view.js';
import type { Waiting } from './waiting.js';

const RC_HINT = 'It holds \\commands alone: it runs before every session, whatever it is on.';

/** Who is asked and told while the items run. */
export interface EnteredHome {
  readonly questions: Questions;
  readonly waiting: Waiting;
  readonly printer: Printer;
  /** True once the prompt is left: nothing more is run. */
  isOver(): boolean;
  /** Told of each item that was typed, for the history. */
  itemEnded(ended: EndedItem): void;
}

type MetaItem = Extract<ScriptItem, { kind: 'meta' }>;

/** Runs what was entered: statements, \commands and files of both, in order, up to the first that fails. */
export class Entered {
  readonly #host: Host;
  readonly #home: EnteredHome;
  /** The folders of the files that are running, the innermost last. */
  readonly #folders: string[] = [];
  /** How the last statement of the command that is running ended. */
  #inCommand: { readonly ending: Ending | 'command'; readonly rows: number } | undefined;
  /** True once the statement that runs was told of: a command that its rows go to may fail behind it. */
  #isTold = false;

  /** @param host runs the statements, and is what \commands act on */
  constructor(host: Host, home: EnteredHome) {
    this.#host = host;
    this.#home = home;
  }

  /** @param whole sends it as one statement, unsplit; so does a last line `\g` */
  async run(text: string, whole: boolean): Promise<boolean> {
    if (whole) return this.#whole(text);
    if (isBareWord(text)) return this.#bareWord(text.trim().toLowerCase());
    const items = itemsOf(text, this.#host.session.engine);
    const last = items.at(-1);
    const sent = /\n[ \t]*\\(?:g|gx|G)(?:[ \t][^\n]*)?$/.exec(text.trimEnd());
    // On a line of its own \g sends all that was typed, where there is nothing but SQL before it.
    if (sent && last?.kind === 'meta' && items.every((item) => item === last || item.kind === 'sql')) {
      return this.#sendWhole(text.slice(0, sent.index), last);
    }
    return this.#items(items);
  }

  /** @param beside its path is taken from the folder of the file that is running */
  async runFile(name: string, beside: boolean): Promise<boolean> {
    const folder = beside ? (this.#folders.at(-1) ?? process.cwd()) : process.cwd();
    const file = path.resolve(folder, expandTilde(name));
    const items = readScript(await readScriptFile(file, name), this.#host.session.engine, META_COMMANDS);
    refuseDeepNesting(this.#folders.length, name);
    this.#folders.push(path.dirname(file));
    try {
      return await this.#items(items, name);
    } finally {
      this.#folders.pop();
    }
  }

  /** Runs the commands of the rc file. */
  async runRc(): Promise<void> {
    this.#home.printer.isSilent = true;
    try {
      const text = readRc();
      for (const item of text === null ? [] : readScript(text, this.#host.session.engine, META_COMMANDS)) {
        if (item.kind === 'meta') await this.#command(item);
        else
          this.#home.printer.showError(
            new ConfigError(`Line ${item.line} of the rc file is SQL and was not run.`, { hint: RC_HINT }),
          );
      }
    } catch (error) {
      this.#home.printer.showError(error);
    } finally {
      this.#home.printer.isSilent = false;
    }
  }

  /** The history keeps what was typed: of \watch, \i or \n the command, not each statement that it ran. */
  statementEnded(sql: string, ms: number, ending: Ending | 'command', rows: number): void {
    if (this.#home.printer.isSilent) return;
    this.#isTold = true;
    if (this.#inCommand) {
      this.#inCommand = { ending: ending === 'done' ? 'command' : ending, rows };
      return;
    }
    this.#home.itemEnded({ sql, ms, ending, rows });
  }

  #whole(text: string): Promise<boolean> {
    return this.#item({ kind: 'sql', ...asOne(text) });
  }

  async #sendWhole(text: string, item: MetaItem): Promise<boolean> {
    const buffer = asOne(text);
    return this.#command(buffer.sql === '' ? item : { ...item, buffer });
  }

  async #bareWord(word: string): Promise<boolean> {
    if (word.startsWith('help')) return this.#command({ text: '\\?' });
    await this.#host.quit();
    return true;
  }

  /** @param file that they come from */
  async #items(items: readonly ScriptItem[], file?: string): Promise<boolean> {
    if (!(await this.#isAgreed(items))) return false;
    for (const [at, item] of items.entries()) {
      if (this.#home.isOver()) return false;
      if (await this.#item(item)) continue;
      const unrun = unrunText(items, at, file);
      if (unrun !== null) this.#home.printer.say(unrun);
      if (file === undefined) this.#keepUnrun(items.slice(at + 1));
      return false;
    }
    return true;
  }

  /** What was typed and didn't come to run is for the history, too. */
  #keepUnrun(items: readonly ScriptItem[]): void {
    for (const item of items) {
      this.#home.itemEnded({ sql: typedText(item), ms: 0, ending: 'not-run', rows: 0 });
    }
  }

  async #item(item: ScriptItem): Promise<boolean> {
    if (item.kind === 'meta') return this.#command(item);
    this.#isTold = false;
    try {
      return await this.#host.runSql(item.sql, { line: item.line });
    } catch (thrown) {
      this.#home.printer.showError(thrown);
      if (!this.#isTold) this.statementEnded(item.sql, 0, thrown instanceof CancelledError ? 'cancelled' : 'failed', 0);
      return false;
    }
  }

  /** Every question of production, before the first statement runs. False: one was answered with no. */
  async #isAgreed(items: readonly ScriptItem[]): Promise<boolean> {
    const { session, profiles, variables } = this.#host;
    const folder = this.#folders.at(-1) ?? process.cwd();
    const start = { session: session.guarded, profiles, variables, folder, commands: META_COMMANDS };
    try {
      await this.#home.questions.askFirst(await batchQuestions(items, start), session);
      return true;
    } catch (error) {
      this.#home.printer.showError(error);
      for (const item of items) this.statementEnded(typedText(item), 0, 'failed', 0);
      return false;
    }
  }

  async #command(item: Pick<MetaItem, 'text' | 'buffer'>): Promise<boolean> {
    const { text, buffer } = item;
    const started = performance.now();
    const typed = commandText(item);
    const outer = this.#inCommand;
    this.#inCommand = { ending: 'command', rows: 0 };
    try {
      const { command, call } = parseMeta(text, META_COMMANDS);
      // What lists may take its time on a server, and runs no statement that would say so.
      if (command.group === 'Catalog') this.#home.waiting.begin('listing', started, 'Ctrl+C cancels');
      await command.run(this.#host, buffer ? { ...call, buffer } : call);
      this.#home.waiting.end();
      await this.#home.printer.pageLists();
      const isWhole = await this.#home.printer.printed();
      const { ending, rows } = this.#inCommand;
      this.#inCommand = outer;
      this.statementEnded(typed, performance.now() - started, ending, rows);
      return isWhole && ending !== 'failed' && ending !== 'cancelled';
    } catch (error) {
      this.#home.waiting.end();
      this.#inCommand = outer;
      this.#home.printer.showError(error);
      this.statementEnded(typed, performance.now() - started, 'failed', 0);
      return false;
    }
  }
}

function typedText(item: ScriptItem): string {
  return item.kind === 'sql' ? item.sql : commandText(item);
}

/** A command with the statement that it stands behind. */
function commandText({ text, buffer }: Pick<MetaItem, 'text' | 'buffer'>): string {
  return buffer ? `${buffer.sql} ${text}` : text;
}

/** All that was typed as one statement. Engines differ on a `;` at its end: Databricks refuses it. */
function asOne(text: string): { sql: string; line: number } {
  return { sql: text.trim().replace(/;$/, ''), line: /^\s*/.exec(text)![0].split('\n').length };
}

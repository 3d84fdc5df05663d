import path from 'node:path';
import type { EngineName } from '../backends/base.js';
import { getBackend } from '../backends/index.js';
import { batchQuestions, META_COMMANDS, notUtf8, readScript, readScriptFile, type ScriptItem } from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import { keepYoungHeapSmall } from '../results/small-heap.js';
import { refuseUnasked, refuseUnused, startDeadline, type Session } from '../session/index.js';
import { CancelledError, ConfigError, EXIT } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { NoUtf8Error, Utf8Reader } from '../support/utf8.js';
import { openInTime } from './open-in-time.js';
import { openTarget } from './open-target.js';
import type { MainOptions, ScriptInput } from './options.js';
import { reportError } from './report-error.js';
import { untaken } from './script/fate.js';
import { scriptIo } from './script/io.js';
import { ScriptItems } from './script/items.js';
import { ScriptOutput } from './script/output.js';
import { countResults } from './script/text.js';
import { onStopSignal } from './stop-signals.js';
import { chooseTarget, type OpenableTarget } from './target.js';

type Script = LoadedScript | 'stdin';

interface LoadedScript {
  readonly items: readonly ScriptItem[];
  /** What \ir starts from. */
  readonly folder: string;
  /** Its name as it was given, where it is a file. */
  readonly file?: string | undefined;
}

/**
 * Runs -c, -f and stdin on a target. What can be checked is checked before anything is opened or run.
 * @returns the exit code. @throws SmallexError before the first statement ran.
 */
export async function runScript(
  target: OpenableTarget,
  store: ProfileStore,
  options: Omit<MainOptions, 'command' | 'file'>,
  inputs: readonly ScriptInput[],
): Promise<number> {
  const output = new ScriptOutput(options);
  const engine = target.kind === 'profile' ? target.profile.engine : getBackend(target.config.engine).engineName;
  const scripts = await readInputs(inputs, engine, output.needsCount);
  const known = scripts.flatMap((script) => (script === 'stdin' ? [] : script.items));
  const allKnown = !scripts.includes('stdin');
  const results = countResults(known, engine);
  output.check(allKnown ? results : Math.max(results, Number.MAX_SAFE_INTEGER * Number(!output.holdsOne)));
  if (allKnown && options.param) checkParameters(known, engine, options.param);
  if (options.yes !== true) await refuseProduction(target, store, scripts);
  await output.checkPlace();
  return run(target, store, options, output, scripts, allKnown ? results : null);
}

/** Before anything is opened: production asks, and nobody is there. @throws ConfigError for the first such statement */
async function refuseProduction(
  target: OpenableTarget,
  profiles: ProfileStore,
  scripts: readonly Script[],
): Promise<void> {
  if (target.kind !== 'profile') return;
  const { name, engine, settings } = target.profile;
  for (const script of scripts) {
    if (script === 'stdin') continue;
    const start = { session: { name, engine, settings, warehouse: null }, profiles, commands: META_COMMANDS };
    const [question] = await batchQuestions(script.items, { ...start, folder: script.folder });
    if (question) refuseUnasked(question);
  }
}

async function run(
  target: OpenableTarget,
  store: ProfileStore,
  options: Omit<MainOptions, 'command' | 'file'>,
  output: ScriptOutput,
  scripts: readonly Script[],
  results: number | null,
): Promise<number> {
  const quiet = options.quiet === true;
  if (target.kind === 'profile' && target.profile.engine !== 'duckdb') keepYoungHeapSmall();
  const abort = new AbortController();
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  const opened = (one: OpenableTarget): Promise<Session> =>
    openInTime({
      signal: abort.signal,
      timeoutMs,
      ioFor: (signal) => scriptIo(signal, quiet),
      open: (io) => openTarget(one, store, io, options.readOnly === true),
    });
  let stopped: number | undefined;
  const offOpening = onStopSignal((exitCode) => {
    stopped = exitCode;
    abort.abort();
  });
  if (!quiet)
    process.stderr.write(`Using ${target.kind === 'profile' ? `"${target.profile.name}", ` : ''}${target.why}.\n`);
  let session;
  try {
    session = await opened(target);
  } catch (error) {
    if (stopped !== undefined && error instanceof CancelledError) return stopped;
    throw error;
  } finally {
    offOpening();
  }
  const settings = {
    onError: options.onError,
    timeoutMs,
    limit: options.limit,
    parameters: options.param,
    allowsShell: options.allowShell === true,
    quiet,
    yes: options.yes === true,
  };
  const openProfile = async (name: string): Promise<Session> => opened(namedTarget(store, name));
  const items = new ScriptItems(session, { profiles: store, output, settings, openProfile });
  if (results !== null) items.host.expect(results);
  return drive(items, output, scripts, timeoutMs);
}

async function drive(
  items: ScriptItems,
  output: ScriptOutput,
  scripts: readonly Script[],
  timeoutMs: number | undefined,
): Promise<number> {
  const { host, fate } = items;
  const stop = new AbortController();
  const off = onStopSignal((exitCode) => {
    if (stop.signal.aborted) host.abandon();
    else void host.cancel(exitCode);
    stop.abort();
  });
  try {
    for (const script of scripts) {
      const goesOn =
        script === 'stdin'
          ? await items.runArriving(stdinText(stop.signal))
          : await items.run(script.items, script.folder, script.file);
      if (!goesOn) break;
    }
    // A statement that failed leaves the whole results before it; who stops the program wants none.
    if (stop.signal.aborted) await output.abort();
    else {
      const clock = startDeadline(stop.signal, timeoutMs, () => output.stop());
      try {
        // Files of \o get their names.
        await host.redirect(null);
        await output.finish();
      } finally {
        clock.clear();
      }
      if (clock.expired()) throw untaken(timeoutMs!);
      if (output.wasLost) host.say(`${output.label} was not written.`);
      else if (output.unwritten !== undefined && fate.exitCode === EXIT.done) {
        host.say(`${output.unwritten} was not written: no statement gave a result for it.`);
      }
    }
    return fate.exitCode;
  } catch (error) {
    await output.abort();
    return fate.outputFailed ? fate.exitCode : reportError(error);
  } finally {
    off();
    await host.close();
    process.stdin.destroy();
  }
}

function namedTarget(store: ProfileStore, name: string): OpenableTarget {
  const target = chooseTarget(store, { name });
  if (target.kind === 'none') throw new ConfigError(`There is no profile "${name}".`);
  return target;
}

/** What arrives on stdin, until it ends or the program is told to stop. */
async function* stdinText(stop?: AbortSignal): AsyncIterable<string> {
  const reader = new Utf8Reader();
  // A writer that never ends its output must not hold a program that was told to stop.
  stop?.addEventListener('abort', () => process.stdin.destroy());
  try {
    for await (const chunk of process.stdin) yield reader.push(chunk as Buffer);
    yield reader.end();
  } catch (error) {
    if (error instanceof NoUtf8Error) throw notUtf8('What came on stdin', error);
    if (stop?.aborted !== true) throw error;
  }
}

async function readInputs(
  inputs: readonly ScriptInput[],
  engine: 'snowflake' | 'databricks' | 'duckdb',
  whole: boolean,
): Promise<Script[]> {
  const scripts: Script[] = [];
  for (const { kind, text } of inputs) {
    if (kind === 'file' && text === '-' && !whole) scripts.push('stdin');
    else {
      const sql = kind === 'command' ? text : text === '-' ? await allOfStdin() : await readScriptFile(text);
      const folder = kind === 'file' && text !== '-' ? path.dirname(path.resolve(expandTilde(text))) : process.cwd();
      const file = kind === 'file' && text !== '-' ? text : undefined;
      scripts.push({ items: readScript(sql, engine, META_COMMANDS), folder, file });
    }
  }
  return scripts;
}

async function allOfStdin(): Promise<string> {
  let text = '';
  for await (const chunk of stdinText()) text += chunk;
  return text;
}

function checkParameters(items: readonly ScriptItem[], engine: EngineName, given: object): void {
  // A saved query may use what no statement of the script does: \n says what is missing.
  if (items.some((item) => item.kind === 'meta' && /^\\n\s/.test(item.text))) return;
  const texts = items.map((item) => (item.kind === 'sql' ? item.sql : (item.buffer?.sql ?? '')));
  refuseUnused(texts, engine, Object.keys(given));
}

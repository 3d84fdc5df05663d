import path from 'node:path';
import type { ProfileStore } from '../profiles/index.js';
import { productionQuestions, type GuardedSession, type ProductionQuestion } from '../session/index.js';
import { expandTilde } from '../support/paths.js';
import { connect } from './commands/connect.js';
import { include, includeBeside } from './commands/include.js';
import type { MetaCommand } from './command.js';
import { parseMeta } from './parse.js';
import { readScript, type ScriptItem } from './reader.js';
import { readScriptFile } from './script-file.js';
import type { Variables } from './variables.js';

/** A file that includes others deeper than that is refused when it runs. */
const DEEPEST = 8;

/** What a batch starts on. */
export interface BatchStart {
  readonly session: GuardedSession;
  readonly profiles: Pick<ProfileStore, 'get'>;
  readonly commands: readonly MetaCommand[];
  /** As they are now: what the batch itself sets is not known yet, and asked about when it runs. */
  readonly variables?: Variables;
  /** What \ir starts from. */
  readonly folder: string;
}

interface Known {
  readonly sql: string;
  readonly session: GuardedSession;
}

/**
 * The production questions of all that is known of a batch, before its first statement runs: its statements, those that
 * a command runs (`delete … \gx`), those of files that it includes, each on the profile that it then is on.
 */
export async function batchQuestions(
  items: readonly ScriptItem[],
  start: BatchStart,
): Promise<readonly ProductionQuestion[]> {
  const known: Known[] = [];
  await collectKnown(items, { ...start, session: start.session }, known, 0);
  return known.flatMap(({ sql, session }, index) =>
    productionQuestions({ sql, number: index + 1, of: known.length }, session).map((question) =>
      // Counting runs on the session in use, and the statement would not.
      session === start.session ? question : { ...question, count: undefined },
    ),
  );
}

/** @returns what the batch is on behind these items; null when that is not known. */
async function collectKnown(
  items: readonly ScriptItem[],
  start: BatchStart,
  known: Known[],
  depth: number,
): Promise<GuardedSession | null> {
  let session: GuardedSession | null = start.session;
  for (const item of items) {
    if (session === null) return null;
    if (item.kind === 'sql') {
      known.push({ sql: filled(item.sql, session, start), session });
      continue;
    }
    const parsed = parsedOrNull(item.text, start.commands);
    if (parsed === null) continue;
    const { command, call } = parsed;
    const [argument] = call.args;
    if (command.runs === true && item.buffer) {
      known.push({ sql: filled(item.buffer.sql, session, start), session });
    } else if (command === connect && argument !== undefined) session = profileSession(start, argument);
    else if ((command === include || command === includeBeside) && argument !== undefined && depth < DEEPEST) {
      const folder = command === includeBeside ? start.folder : process.cwd();
      session = await collectFile(path.resolve(folder, expandTilde(argument)), { ...start, session }, known, depth + 1);
    }
  }
  return session;
}

async function collectFile(
  file: string,
  start: BatchStart,
  known: Known[],
  depth: number,
): Promise<GuardedSession | null> {
  // A file that can't be read is said when it runs, and one that an earlier statement writes is asked about then.
  const text = await readScriptFile(file).catch(() => '');
  const items = readScript(text, start.session.engine, start.commands);
  return collectKnown(items, { ...start, folder: path.dirname(file) }, known, depth);
}

function filled(sql: string, session: GuardedSession, { variables }: BatchStart): string {
  return variables?.fill(sql, session.engine) ?? sql;
}

function parsedOrNull(text: string, commands: readonly MetaCommand[]) {
  try {
    return parseMeta(text, commands);
  } catch {
    return null;
  }
}

function profileSession({ profiles }: BatchStart, name: string): GuardedSession | null {
  const profile = profiles.get(name);
  if (!profile) return null;
  const { engine, settings, connection } = profile;
  const { warehouse } = connection;
  return { name: profile.name, engine, settings, warehouse: typeof warehouse === 'string' ? warehouse : null };
}

/** Answers that were given before a batch began, each good for one run of exactly that statement on that profile. */
export class Approvals {
  readonly #given = new Map<string, number>();

  /** Asks what was not answered yet; the answers count once all of them are given. @throws what `ask` throws */
  async askFirst(
    questions: readonly ProductionQuestion[],
    ask: (question: ProductionQuestion) => Promise<void>,
  ): Promise<void> {
    const spare = new Map(this.#given);
    const missing = questions.filter((question) => !takeOne(spare, keyOf(question)));
    for (const question of missing) await ask(question);
    for (const question of missing) this.#given.set(keyOf(question), (this.#given.get(keyOf(question)) ?? 0) + 1);
  }

  /** True when it was answered with yes; that answer is used up. */
  take(question: ProductionQuestion): boolean {
    return takeOne(this.#given, keyOf(question));
  }

  clear(): void {
    this.#given.clear();
  }
}

function keyOf({ session, statement }: ProductionQuestion): string {
  return JSON.stringify([session, statement.sql]);
}

function takeOne(given: Map<string, number>, key: string): boolean {
  const count = given.get(key) ?? 0;
  if (count > 0) given.set(key, count - 1);
  return count > 0;
}

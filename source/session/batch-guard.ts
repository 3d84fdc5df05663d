import type { EngineName } from '../backends/base.js';
import type { ProfileSettings } from '../profiles/index.js';
import { splitStatements } from '../sql/index.js';
import { refuseUnasked, refuseWrites, type GuardedStatement, type ProductionQuestion } from './guard.js';
import type { SqlText } from './plan.js';
import type { RunOptions } from './run-options.js';

/** The session that they run on. */
export interface BatchSession {
  readonly engine: EngineName;
  readonly settings: ProfileSettings;
  questions(statements: readonly GuardedStatement[]): readonly ProductionQuestion[];
}

/**
 * Guards the statements of one run. Of whole text every question is asked before the first statement is sent; of text
 * that arrives in pieces each is asked when its statement is known.
 */
export class BatchGuard {
  readonly #session: BatchSession;
  readonly #text: SqlText;
  readonly #options: RunOptions;
  /** The questions of whole text, asked at its first statement. */
  #asked: Promise<void> | undefined;

  constructor(session: BatchSession, text: SqlText, options: RunOptions) {
    this.#session = session;
    this.#text = text;
    this.#options = options;
  }

  /** @throws ConfigError: read-only, or the answer was no; nothing of the statement was sent. */
  async check(statement: GuardedStatement): Promise<void> {
    const { engine, settings } = this.#session;
    if (settings.read_only === true) refuseWrites(statement, engine);
    if (settings.environment !== 'production') return;
    if (typeof this.#text === 'string' && this.#options.unsplit !== true) {
      // With --on-error continue a no is a no to all of them: each is refused with it.
      await (this.#asked ??= this.#ask(this.#session.questions(numbered(this.#text, engine))));
    } else {
      await this.#ask(this.#session.questions([statement]));
    }
  }

  async #ask(questions: readonly ProductionQuestion[]): Promise<void> {
    const { confirm = refuseUnasked } = this.#options;
    for (const question of questions) await confirm(question);
  }
}

function numbered(text: string, engine: EngineName): readonly GuardedStatement[] {
  const parts = splitStatements(text, { dialect: engine });
  return parts.map(({ text: sql }, index) => ({ sql, number: index + 1, of: parts.length }));
}

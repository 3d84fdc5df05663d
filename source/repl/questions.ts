import type { BackendEvent, Io, Question } from '../backends/base.js';
import type { ProductionQuestion } from '../session/index.js';
import { CancelledError, ConfigError } from '../support/errors.js';
import { openBrowser } from '../support/open-browser.js';
import type { ReplState } from './repl-types.js';
import type { Store } from './store.js';
import type { Waiting } from './waiting.js';

/** What is asked of the person, one question at a time, and what the engines tell meanwhile. */
export class Questions {
  readonly #state: Store<ReplState>;
  readonly #waiting: Waiting;
  readonly #say: (text: string) => void;
  #answer: ((answer: string | null) => void) | undefined;

  constructor(state: Store<ReplState>, waiting: Waiting, say: (text: string) => void) {
    this.#state = state;
    this.#waiting = waiting;
    this.#say = say;
  }

  /** True while a question waits for its answer. */
  get isOpen(): boolean {
    return this.#answer !== undefined;
  }

  /** The person's answer to the question shown; null: they left it. */
  answer(text: string | null): void {
    const resolve = this.#answer;
    this.#answer = undefined;
    this.#state.set({ question: null });
    resolve?.(text);
  }

  /** @throws CancelledError when the person leaves the question */
  ask(question: Question): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.pause();
      this.#answer = (answer) => {
        this.#waiting.resume();
        if (answer === null)
          reject(new CancelledError('The question was left without an answer.', { confirmed: true }));
        else resolve(answer);
      };
      this.#state.set({ question });
    });
  }

  /** @throws ConfigError unless the person typed what was asked for; Enter alone means no. */
  async confirm({ message, answer }: ProductionQuestion): Promise<void> {
    const given = await this.ask({ kind: 'text', message }).catch(() => '');
    if (given.trim() !== answer) throw new ConfigError('It was not run.', { hint: `The answer was not ${answer}.` });
  }

  /** How logins and engines reach the person. */
  io(signal: AbortSignal): Io {
    return { signal, onEvent: (event) => this.#take(event), ask: (question) => this.ask(question) };
  }

  #take(event: BackendEvent): void {
    this.#waiting.take(event);
    if (event.type === 'open-url') {
      openBrowser(event.url);
      this.#say(`Open this address to log in:\n${event.url}`);
    }
    if (event.type === 'notice') this.#say(event.message);
  }
}

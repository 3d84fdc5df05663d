import type { BackendEvent, Io, Question } from '../backends/base.js';
import { Approvals } from '../meta/index.js';
import type { ProductionQuestion, Session } from '../session/index.js';
import { CancelledError, ConfigError, messageOf } from '../support/errors.js';
import { offerAddress } from '../support/open-browser.js';
import type { ReplState } from './repl-types.js';
import type { Store } from './store.js';
import type { Waiting } from './waiting.js';

/** What is asked of the person, one question at a time, and what the engines tell meanwhile. */
export class Questions {
  readonly #state: Store<ReplState>;
  readonly #waiting: Waiting;
  readonly #say: (text: string) => void;
  /** What was answered before the first statement of what was entered ran. */
  readonly #approvals = new Approvals();
  readonly #print: (text: string) => void;
  #answer: ((answer: string | null) => void) | undefined;
  /** Asked while another question is open. */
  readonly #queue: (() => void)[] = [];
  #counting: AbortController | undefined;

  /** @param print like `say`, but never wraps: an address that is copied in two pieces leads nowhere. */
  constructor(
    state: Store<ReplState>,
    waiting: Waiting,
    say: (text: string) => void,
    print: (text: string) => void = say,
  ) {
    this.#state = state;
    this.#waiting = waiting;
    this.#say = say;
    this.#print = print;
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
    this.#queue.shift()?.();
  }

  /** Two at once come one after the other. @throws CancelledError when the person leaves the question */
  async ask(question: Question): Promise<string> {
    while (this.isOpen) await new Promise<void>((resolve) => this.#queue.push(resolve));
    if (question.signal?.aborted === true) {
      this.#queue.shift()?.();
      throw left();
    }
    return new Promise((resolve, reject) => {
      const wasWaiting = this.#waiting.pause();
      this.#answer = (answer) => {
        if (wasWaiting) this.#waiting.resume();
        if (answer === null) reject(left());
        else resolve(answer);
      };
      this.#state.set({ question });
      const withdraw = () => this.#state.get().question === question && this.answer(null);
      question.signal?.addEventListener('abort', withdraw, { once: true });
    });
  }

  /** Asks all that a batch raises, before its first statement runs. @throws ConfigError: then nothing of it may run. */
  askFirst(questions: readonly ProductionQuestion[], session: Session): Promise<void> {
    return this.#approvals.askFirst(questions, (question) => this.#askOf(question, session));
  }

  /** What was entered has ended: answers that were not used are worth nothing. */
  endBatch(): void {
    this.#approvals.clear();
  }

  /** @throws ConfigError unless the person types, or has typed before the batch began, what was asked for. */
  async confirm(question: ProductionQuestion, session: Session): Promise<void> {
    if (!this.#approvals.take(question)) await this.#askOf(question, session);
  }

  /** Enter alone means no; `c` counts first, and asks again. */
  async #askOf(question: ProductionQuestion, session: Session): Promise<void> {
    const { message, hint, answer, count, statement } = question;
    for (;;) {
      const given = await this.ask({ kind: 'text', message, hint, deliberate: true }).catch(() => '');
      if (given.trim() === answer) return;
      if (count === undefined || given.trim().toLowerCase() !== 'c') {
        throw new ConfigError(statement.of === 1 ? 'It was not run.' : 'Nothing of it was run.', {
          hint: `The answer was not ${answer}.`,
        });
      }
      await this.#count(question, session);
    }
  }

  async #count(question: ProductionQuestion, session: Session): Promise<void> {
    this.#counting = new AbortController();
    this.#waiting.begin('running');
    try {
      const rows = await session.count(question, this.#counting.signal);
      this.#say(`It would hit ${rows} ${rows === '1' ? 'row' : 'rows'}: ${question.count}`);
    } catch (error) {
      this.#say(`The rows could not be counted: ${messageOf(error)}`);
    } finally {
      this.#waiting.end();
      this.#counting = undefined;
    }
  }

  /** Ctrl-C while the rows are counted. */
  interruptCount(): void {
    this.#counting?.abort();
  }

  /** How logins and engines reach the person. */
  io(signal: AbortSignal): Io {
    return { signal, onEvent: (event) => this.#take(event), ask: (question) => this.ask(question) };
  }

  #take(event: BackendEvent): void {
    this.#waiting.take(event);
    if (event.type === 'open-url') this.#print(offerAddress(event));
    if (event.type === 'notice') this.#say(event.message);
  }
}

function left(): CancelledError {
  return new CancelledError('The question was left without an answer.', { confirmed: true });
}

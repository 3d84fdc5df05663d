import type { Io } from '../backends/base.js';
import type { ProfileStore } from '../profiles/index.js';
import { runPlainPrompt, type AskPlainly } from '../repl/plain-prompt.js';
import { spokenWaiting, type Waiting } from '../repl/waiting.js';
import { CancelledError, EXIT } from '../support/errors.js';
import { offerAddress } from '../support/open-browser.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { askPlainly } from '../wizard/plain/ask.js';
import { plainFace } from '../wizard/plain/face.js';
import type { Given } from '../wizard/given.js';
import { runWizard } from '../wizard/run.js';
import { openTarget } from './open-target.js';
import type { MainOptions } from './options.js';
import { onInterrupt } from './interrupt.js';
import { sessionOf } from './session-of.js';
import { IN_MEMORY, type Target } from './target.js';

type PlainOptions = Partial<Pick<MainOptions, 'readOnly' | 'limit' | 'rc'>>;

/** The prompt for screen readers and simple terminals. */
export async function openPlainPrompt(target: Target, store: ProfileStore, options: PlainOptions): Promise<number> {
  if (target.kind === 'none' && store.list().length === 0) return setupPlain({}, store, options);
  const chosen = target.kind === 'none' ? IN_MEMORY : target;
  const abort = new AbortController();
  const off = onInterrupt(() => abort.abort());
  const waiting = spokenWaiting((line) => void process.stdout.write(`${line}\n`));
  try {
    waiting.begin('connecting');
    const io = plainIo(abort.signal, askPlainly, waiting);
    const session = await openTarget(chosen, store, io, options.readOnly === true);
    waiting.end();
    off();
    return await runPlainPrompt({ session, profiles: store, ask: askPlainly, limit: options.limit, rc: options.rc });
  } catch (error) {
    if (error instanceof CancelledError) return EXIT.interrupted;
    throw error;
  } finally {
    waiting.end();
    off();
  }
}

/** The setup a question after another, then the prompt on the connection that it tested. */
export async function setupPlain(given: Given, store: ProfileStore, options: PlainOptions): Promise<number> {
  const outcome = await runWizard({ face: plainFace(), answers: given, store });
  const session = sessionOf(outcome);
  if (!session) return outcome.kind === 'left' ? EXIT.interrupted : EXIT.done;
  return runPlainPrompt({ session, profiles: store, ask: askPlainly, limit: options.limit, rc: options.rc });
}

function plainIo(signal: AbortSignal, ask: AskPlainly, waiting: Waiting): Io {
  return {
    signal,
    onEvent: (event) => {
      if (event.type === 'open-url') process.stdout.write(`${terminalSafeLines(offerAddress(event))}\n`);
      else if (event.type === 'notice') process.stdout.write(`${event.message}\n`);
      else waiting.take(event);
    },
    ask: async (question) => {
      waiting.pause();
      const answer = await ask(question).finally(() => waiting.resume());
      if (answer === null) throw new CancelledError('The question was left without an answer.', { confirmed: true });
      return answer;
    },
  };
}

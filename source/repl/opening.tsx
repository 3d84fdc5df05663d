import { Box } from 'ink';
import { useSyncExternalStore } from 'react';
import type { Io, Question } from '../backends/base.js';
import { CancelledError } from '../support/errors.js';
import { offerAddress } from '../support/open-browser.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { startInk } from '../ui/app-render.js';
import { Spinner } from '../ui/components/spinner.js';
import { chordOf, type KeyEvent } from '../ui/keys/event.js';
import { useKeys } from '../ui/keys-context.js';
import type { Screen } from '../ui/screen.js';
import type { Tty } from '../ui/tty.js';
import { QuestionDialog } from './question-dialog.js';
import { createStore, type Store } from './store.js';
import { createTypedAhead } from './typed-ahead.js';
import { Waiting } from './waiting.js';

const ROW_UP = '\u001b[1A';

interface OpeningState {
  readonly wait: string | null;
  readonly question: Question | null;
}

/**
 * Opens something (a session) while the screen says what is waited for and asks what has to be asked.
 * @throws what `open` throws; CancelledError on Ctrl-C.
 */
export async function openOnScreen<T>(tty: Tty, screen: Screen, open: (io: Io) => Promise<T>): Promise<T> {
  const state = createStore<OpeningState>({ wait: null, question: null });
  const abort = new AbortController();
  const waiting = new Waiting((wait) => state.set({ wait }));
  const ahead = createTypedAhead();
  let answer: (text: string | null) => void = () => undefined;
  const io: Io = {
    signal: abort.signal,
    onEvent: (event) => {
      waiting.take(event);
      if (event.type === 'open-url') screen.print(terminalSafeLines(offerAddress(event)));
      if (event.type === 'notice') screen.print(terminalSafeLines(event.message));
    },
    ask: (question) =>
      new Promise((resolve, reject) => {
        waiting.pause();
        // What was typed before the question may have been meant for it: a secret must not stand at the prompt.
        ahead.forget();
        answer = (text) => {
          if (state.get().question !== question) return;
          state.set({ question: null });
          waiting.resume();
          if (text === null)
            reject(new CancelledError('The question was left without an answer.', { confirmed: true }));
          else resolve(text);
        };
        state.set({ question });
        const own = answer;
        question.signal?.addEventListener('abort', () => own(null), { once: true });
      }),
  };
  const onKey = (event: KeyEvent): void => {
    const chord = event.type === 'key' ? chordOf(event) : '';
    if (chord === 'ctrl+c') abort.abort();
    else if (chord === 'ctrl+z') void screen.stop();
    else if (state.get().question === null) ahead.take(event);
  };
  const app = startInk(<Opening state={state} onAnswer={(text) => answer(text)} onKey={onKey} />, { tty, screen });
  waiting.begin('connecting');
  let opened = false;
  try {
    const result = await open(io);
    opened = true;
    return result;
  } finally {
    waiting.end();
    // What is drawn last stays on the screen: that is nothing, for which Ink takes a row.
    app.flush();
    app.unmount();
    await app.waitUntilExit();
    tty.stdout.write(ROW_UP);
    if (opened) tty.keepKeys(ahead.keys());
  }
}

function Opening(props: {
  readonly state: Store<OpeningState>;
  readonly onAnswer: (text: string | null) => void;
  readonly onKey: (event: KeyEvent) => void;
}) {
  const { wait, question } = useSyncExternalStore(props.state.subscribe, props.state.get);
  useKeys((event) => {
    props.onKey(event);
    return true;
  });
  return (
    <Box flexDirection="column">
      {question !== null && <QuestionDialog question={question} onAnswer={props.onAnswer} />}
      {question === null && wait !== null && <Spinner label={wait} />}
    </Box>
  );
}

import type { Choice } from '../../backends/base.js';
import { redactText } from '../../support/redact.js';
import { listFor } from '../flow.js';
import { markDetail, stageLabel } from '../marks.js';
import type { WizardFace } from '../run.js';
import type { WizardSession } from '../session.js';
import type { StageMark } from '../state.js';
import type { SelectView, TextView, WizardView } from '../view.js';
import { closingWords } from '../words.js';
import { createAsker, type Asker } from './asker.js';

/** What is typed to go back where there is no list to choose it from. */
const BACK = '<';
const BACK_CHOICE: Choice = { value: '\u0000back', label: 'Go back' };
const TYPE_CHOICE: Choice = { value: '\u0000type', label: 'Type a name' };

/** The wizard as questions and answers, one under the other: nothing that was written changes. */
export function plainFace(asker?: Asker): WizardFace {
  return {
    async run(session) {
      const teller = new Teller(asker ?? (await createAsker()));
      const ended = new AbortController();
      void session.finished.catch(() => undefined).then(() => ended.abort());
      for (let view = session.view(); view.kind !== 'end' && !ended.signal.aborted; view = session.view()) {
        if (isListing(session)) {
          await nextChange(session);
          continue;
        }
        teller.tell(view);
        if (view.kind === 'working') await nextChange(session);
        else await answer(session, view, teller.asker, ended.signal);
      }
      await session.finished;
      const { text, hint } = closingWords(session.state);
      teller.asker.say([text, hint].filter(Boolean).join('\n'));
    },
  };
}

/** A list that is on its way is waited for: the question can't turn into another one once it is asked. */
function isListing(session: WizardSession): boolean {
  return listFor(session.world, session.state)?.state === 'loading';
}

function nextChange(session: WizardSession): Promise<void> {
  const before = session.view();
  return new Promise((resolve) => {
    const finish = (): void => {
      stop();
      process.removeListener('SIGINT', leave);
      resolve();
    };
    const leave = (): void => session.send({ type: 'leave' });
    const stop = session.subscribe(finish);
    // No question is open that would take Ctrl-C.
    process.once('SIGINT', leave);
    session.finished.then(finish, finish);
    if (session.view() !== before) finish();
  });
}

async function answer(
  session: WizardSession,
  view: SelectView | TextView,
  asker: Asker,
  signal: AbortSignal,
): Promise<void> {
  // The browser may answer a question of the login before the person does.
  const gone = new AbortController();
  const stop = session.subscribe(() => session.view().id !== view.id && gone.abort());
  const either = AbortSignal.any([signal, gone.signal]);
  const given = await (view.kind === 'select' ? choose(view, asker, either) : type(view, asker, either)).finally(stop);
  if (gone.signal.aborted) return;
  if (given === null) session.send({ type: 'leave' });
  else if (given === BACK_CHOICE.value) session.send({ type: 'back' });
  else if (given === TYPE_CHOICE.value) session.send({ type: 'type-instead' });
  else session.send({ type: 'submit', value: given });
}

function choose(view: SelectView, asker: Asker, signal: AbortSignal): Promise<string | null> {
  const more = [...(view.typable ? [TYPE_CHOICE] : []), ...(view.canGoBack ? [BACK_CHOICE] : [])];
  return asker.choice({
    message: view.title,
    choices: [...view.choices, ...more],
    initial: view.initial,
    signal,
  });
}

async function type(view: TextView, asker: Asker, signal: AbortSignal): Promise<string | null> {
  const notes = [view.placeholder, view.canGoBack ? `${BACK} goes back` : ''].filter(Boolean).join('; ');
  const message = notes === '' ? view.title : `${view.title} (${notes})`;
  const { secret, initial } = view;
  const isPaste = view.id === 'paste';
  const typed = await (isPaste ? asker.lines({ message, signal }) : asker.text({ message, secret, initial, signal }));
  return typed === BACK && view.canGoBack ? BACK_CHOICE.value : typed;
}

/** Says each thing once, when it is new. */
class Teller {
  readonly asker: Asker;
  #said = '';
  #noticed: readonly string[] = [];
  readonly #told = new WeakSet<StageMark>();

  constructor(asker: Asker) {
    this.asker = asker;
  }

  tell(view: WizardView): void {
    const lines = [...this.#newMarks(view.marks), ...this.#head(view)];
    if (lines.length > 0) this.asker.say(redactText(lines.join('\n')));
  }

  #newMarks(marks: readonly StageMark[]): readonly string[] {
    const fresh = marks.filter((mark) => mark.state !== 'running' && !this.#told.has(mark));
    for (const mark of fresh) this.#told.add(mark);
    return fresh.map((mark) => `${WORDS[mark.state]} ${stageLabel(mark.stage)} ${markDetail(mark)}`.trimEnd());
  }

  #head(view: WizardView): readonly string[] {
    const problem = view.problem ? ['', `Error: ${view.problem.message}`, view.problem.hint ?? ''] : [];
    const url = view.kind === 'text' || view.kind === 'working' ? (view.url ?? '') : '';
    const waiting = view.kind === 'working' ? [view.title, view.waiting ?? '', url] : ['', url, view.help];
    // Notices stay in sight on a screen; here they are said when they come.
    const fresh = view.notices.filter((notice) => !this.#noticed.includes(notice));
    this.#noticed = view.notices;
    const lines = [...fresh, ...problem, ...waiting].filter((line, at) => line !== '' || at === 0);
    const text = lines.join('\n');
    // A question that is asked again for its fault says the fault again, too.
    if (text === this.#said && !view.problem) return [];
    this.#said = text;
    return lines.filter((line) => line !== '');
  }
}

const WORDS: Record<StageMark['state'], string> = { ok: 'ok', failed: 'FAILED', skipped: 'skipped', running: '...' };

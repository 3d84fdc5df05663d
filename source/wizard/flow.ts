import { ConfigError, type SmallexError } from '../support/errors.js';
import { acceptAnswer, offerOf } from './answer.js';
import { listingOf, loginKeyOf, modeFor, openKeyOf, isProved, optionalFields, type WizardWorld } from './form.js';
import { stateFrom, type Given } from './given.js';
import { stepsOfOffer } from './offers.js';
import type { Taken } from './pasted.js';
import { advance, ask, back, isCancelled, isWork, keyOf, mendingStep, startWork, stay } from './move.js';
import type { Answers, StageMark, StepId, Transition, WizardEvent, WizardState } from './state.js';

/** The wizard's beginning: the first question whose answer isn't given. @throws ConfigError for a faulty flag. */
export function startWizard(world: WizardWorld, given: Given = {}): Transition {
  return advance(world, stateFrom(world, given), null);
}

/** The whole of the wizard: what is so, and what happens, give what is so next and what is to be done. Pure. */
export function stepWizard(world: WizardWorld, state: WizardState, event: WizardEvent): Transition {
  if (state.outcome) return stay(state);
  if ('work' in event && (event.work !== state.work || !state.working)) return stay(state);
  switch (event.type) {
    case 'draft':
      return stay({ ...state, problem: null, drafts: { ...state.drafts, [state.step]: event.text } });
    case 'submit':
      return submit(world, state, event.value);
    case 'paste':
      return pasteOnto(world, state, event.text);
    case 'type-instead':
      return stay({ ...state, typing: state.typing === state.step ? null : state.step, problem: null });
    case 'back':
      return back(world, state);
    case 'leave':
      return stay({ ...state, outcome: { kind: 'left' } }, { type: 'cancel' }, { type: 'end', kind: 'left' });
    case 'mark':
      return stay(withMark(state, event.mark));
    case 'waiting':
      return stay({ ...state, waiting: event.text, url: event.url ?? state.url });
    case 'notice':
      return stay({ ...state, notices: [...state.notices, event.text] });
    case 'asked':
      return stay({ ...state, asking: event.question });
    case 'withdrawn':
      return stay({ ...state, asking: null });
    case 'logged-in':
      return advance(world, { ...rested(state), loginKey: loginKeyOf(world, state.answers) }, 'login');
    case 'opened':
      return opened(world, state, event.report);
    case 'failed':
      return failed(world, state, event.error);
    case 'listed':
    case 'not-listed':
      return listed(state, event);
    case 'keyring':
      return stay({ ...state, keyring: event.ok ? { state: 'ok' } : { state: 'refused', reason: event.reason } });
    case 'saved':
      return stay(
        { ...rested(state), outcome: { kind: 'saved', profile: event.profile, isDefault: event.isDefault } },
        { type: 'end', kind: 'saved', proved: isProved(world, state) },
      );
  }
}

const rested = (state: WizardState): WizardState => ({
  ...state,
  working: false,
  waiting: null,
  url: null,
  asking: null,
});

function submit(world: WizardWorld, state: WizardState, value: string): Transition {
  if (state.asking) return stay({ ...state, asking: null }, { type: 'answer', value });
  if (state.working) return stay(state);
  if (isWork(state.step)) return state.failure ? act(world, state, value) : stay(state);
  if (state.step === 'optional') return chooseOptional(world, state, value);
  if (state.step === 'auth' && value === 'more') return stay({ ...state, allModes: true, problem: null });
  const taken = acceptAnswer(world, state.answers, state.step, value);
  if (!taken.ok) return stay({ ...state, problem: taken.problem, drafts: { ...state.drafts, [state.step]: value } });
  const { [state.step]: _submitted, ...drafts } = state.drafts;
  const answered = [...new Set([...state.answered, state.step])];
  const given = givenAfter(world, state, value, taken);
  // A pasted text stays in its field, for whoever goes back to mend it.
  const kept = state.step === 'paste' ? { ...drafts, paste: value } : drafts;
  const next = { ...state, answers: taken.answers, given, drafts: kept, answered, problem: null };
  const after = afterAnswer(world, next);
  if (!taken.pasted) return after;
  // A login that starts at once has notices of its own: these stand before them.
  return { ...after, state: { ...after.state, notices: [...noticesOf(taken.pasted), ...after.state.notices] } };
}

function noticesOf({ taken, left }: Taken): readonly string[] {
  return [`Taken from your text: ${taken.join(', ')}.`, ...(left.length > 0 ? [`Left: ${left.join(' ')}`] : [])];
}

/** What needs no question after an answer: all of an offer, what a pasted text says, else what the command line gave. */
function givenAfter(
  world: WizardWorld,
  state: WizardState,
  value: string,
  { answers, pasted }: { readonly answers: Answers; readonly pasted: Taken | null },
): readonly StepId[] {
  const flags = state.given.filter((step) => step === 'name' || step === 'environment');
  if (state.step === 'paste') {
    const before = state.given.filter((step) => step === 'welcome' || step === 'engine');
    return [...flags, ...before, ...(pasted?.steps ?? [])];
  }
  if (pasted) return [...new Set([...state.given, ...pasted.steps])];
  if (state.step === 'engine') return state.answers.pasted && !answers.pasted ? flags : state.given;
  if (state.step !== 'welcome') return state.given;
  if (answers.pasted) return [...flags, 'engine'];
  if (state.answers.pasted) return flags;
  const offer = offerOf(world, value);
  if (offer) return [...flags, ...stepsOfOffer(world, answers, offer).filter((step) => step !== 'welcome')];
  return state.answers.taken ? flags : state.given;
}

function afterAnswer(world: WizardWorld, state: WizardState): Transition {
  const hidden = optionalFields(modeFor(world, state.answers)).some(({ key }) => state.step === `field:${key}`);
  if (!hidden) return advance(world, state, state.step);
  return state.mending ? advance(world, state, 'optional') : ask(world, state, 'optional');
}

/** A text put onto the list of engines, or the one before it, stands in the field for it: Enter takes it. */
function pasteOnto(world: WizardWorld, state: WizardState, text: string): Transition {
  if (!takesPaste(state)) return stay(state);
  const chosen = submit(world, { ...state, drafts: { ...state.drafts, paste: text } }, 'paste');
  return { ...chosen, state: { ...chosen.state, drafts: { ...chosen.state.drafts, paste: text } } };
}

/** At the beginning a text may be pasted in place of a choice. */
export function takesPaste(state: WizardState): boolean {
  return (state.step === 'welcome' || state.step === 'engine') && !state.asking && !state.outcome;
}

/** Either on to the login, or to one of the fields that may stay empty. */
function chooseOptional(world: WizardWorld, state: WizardState, value: string): Transition {
  const field = optionalFields(modeFor(world, state.answers)).find(({ key }) => key === value);
  if (field) return ask(world, state, `field:${field.key}`);
  return advance(world, { ...state, answered: [...new Set([...state.answered, 'optional' as const])] }, 'optional');
}

/** What the person wants done about a failure. */
function act(world: WizardWorld, state: WizardState, action: string): Transition {
  const step = state.step as 'login' | 'test' | 'save';
  if (action === 'again') return startWork(world, state, step);
  if (action === 'edit') {
    const target = mendingStep(world, state);
    const given = state.given.filter((other) => other !== target);
    return ask(world, { ...state, mending: state.failure, given }, target);
  }
  if (action !== 'anyway' || step === 'save') return stay(state);
  const unproved = [...state.unproved, keyOf(world, state, step)];
  return advance(world, { ...state, unproved, failure: null, mending: null }, step);
}

function opened(world: WizardWorld, state: WizardState, report: WizardState['report'] & object): Transition {
  const broken = report.stages.find((stage) => !stage.ok);
  if (!report.ok) {
    const error = broken?.error ?? new ConfigError('The test of the connection did not succeed.');
    return failed(world, state, error);
  }
  const next = {
    ...rested(state),
    openKey: openKeyOf(world, state.answers),
    report,
    notices: [...state.notices, ...report.warnings],
  };
  return advance(world, next, 'test');
}

function failed(world: WizardWorld, state: WizardState, error: SmallexError): Transition {
  const at = state.step as 'login' | 'test' | 'save';
  const quiet = rested(state);
  // Whoever left the question of a login wants the question before it, not an error.
  if (isCancelled(error)) return back(world, quiet);
  return stay({ ...quiet, failure: { at, key: keyOf(world, state, at), error }, mending: null });
}

function listed(state: WizardState, event: WizardEvent & { readonly type: 'listed' | 'not-listed' }): Transition {
  if (state.lists[event.list]?.state !== 'loading') return stay(state);
  const found =
    event.type === 'listed'
      ? ({ state: 'ready', items: event.items } as const)
      : ({ state: 'refused', reason: event.reason } as const);
  return stay({ ...state, lists: { ...state.lists, [event.list]: found } });
}

function withMark(state: WizardState, mark: StageMark): WizardState {
  const key = state.step === 'login' ? 'loginMarks' : 'openMarks';
  const marks = state[key];
  const known = marks.find(({ stage }) => stage === mark.stage);
  if (!known) return { ...state, [key]: [...marks, mark] };
  // An engine may run a SELECT as it opens, and the test runs one more: once it has worked, only a failure is news.
  if (known.state === 'ok' && mark.state !== 'failed') return state;
  return { ...state, [key]: marks.map((other) => (other === known ? mark : other)) };
}

/** The list for the question shown, when there is one. */
export function listFor(
  world: WizardWorld,
  state: WizardState,
  step: StepId = state.step,
): WizardState['lists'][string] | null {
  const listing = listingOf(world, state.answers, step);
  return listing ? (state.lists[listing.list] ?? null) : null;
}

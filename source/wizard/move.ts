import { CancelledError, type ConnectionError } from '../support/errors.js';
import { faultsOf } from './answer.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import type { Effect, Problem, StepId, Transition, WizardState } from './state.js';

export const isWork = (step: StepId): step is 'login' | 'test' | 'save' =>
  step === 'login' || step === 'test' || step === 'save';

export const stay = (state: WizardState, ...effects: Effect[]): Transition => ({ state, effects });

/** Shows a question. A context question also asks for the list of what there is to choose from. */
export function ask(world: WizardWorld, state: WizardState, step: StepId, problem: Problem | null = null): Transition {
  const shown: WizardState = { ...state, step, problem, typing: null, working: false, waiting: null, url: null };
  if (step === 'keep' && state.keyring.state === 'unknown') {
    return stay({ ...shown, keyring: { state: 'probing' } }, { type: 'probe-keyring' });
  }
  const listing = form.listingOf(world, state.answers, step);
  const loggedIn = state.loginKey !== null && state.loginKey === form.loginKeyOf(world, state.answers);
  if (!listing || !loggedIn || state.lists[listing.list]) return stay(shown);
  return stay(
    { ...shown, lists: { ...state.lists, [listing.list]: { state: 'loading' } } },
    { type: 'list', ...listing },
  );
}

/** Goes on after a step: over what is answered already, to the next question or into the next work. */
export function advance(world: WizardWorld, state: WizardState, from: StepId | null): Transition {
  const plan = form.planOf(world, state.answers);
  const start = from === null ? 0 : plan.indexOf(from) + 1;
  for (const step of plan.slice(start)) {
    if (step === 'login' || step === 'test') {
      if (isSettled(world, state, step)) continue;
      return enterWork(world, state, step);
    }
    if (step === 'save') return startSave(world, state);
    const mended = state.mending !== null && state.answered.includes(step);
    if (!mended && !state.given.includes(step)) return ask(world, state, step);
  }
  return stay(state);
}

function isSettled(world: WizardWorld, state: WizardState, step: 'login' | 'test'): boolean {
  const loginKey = form.loginKeyOf(world, state.answers);
  if (state.unproved.includes(loginKey)) return true;
  if (step === 'login') return state.loginKey === loginKey;
  const openKey = form.openKeyOf(world, state.answers);
  return state.openKey === openKey || state.unproved.includes(openKey);
}

/** Logs in or tests, unless an answer is faulty, or just these answers have failed before: then it says so again. */
function enterWork(world: WizardWorld, state: WizardState, step: 'login' | 'test'): Transition {
  const prefix = step === 'login' ? 'field:' : 'context:';
  for (const fault of faultsOf(world, state.answers)) {
    const place = form.stepOf(world, state.answers, fault.field);
    if (fault.severity === 'error' && place?.startsWith(prefix)) {
      return ask(world, { ...state, given: state.given.filter((other) => other !== place) }, place, fault);
    }
  }
  const { failure } = state;
  if (failure?.at === step && failure.key === keyOf(world, state, step)) {
    return stay({ ...state, step, problem: null, working: false });
  }
  return startWork(world, state, step);
}

export function keyOf(world: WizardWorld, state: WizardState, step: 'login' | 'test' | 'save'): string {
  return step === 'login' ? form.loginKeyOf(world, state.answers) : form.openKeyOf(world, state.answers);
}

export function startWork(world: WizardWorld, state: WizardState, step: 'login' | 'test' | 'save'): Transition {
  if (step === 'save') return startSave(world, state);
  const work = state.work + 1;
  const busy: WizardState = { ...working(state, step), openMarks: [], openKey: null, report: null };
  if (step === 'test') {
    const options = form.optionsOf(world, state.answers, 'open');
    return stay({ ...busy, mending: null }, { type: 'open', work, options });
  }
  const probe = state.keyring.state === 'unknown';
  const login: Effect = { type: 'login', work, options: form.optionsOf(world, state.answers, 'login') };
  return stay(
    { ...busy, loginKey: null, loginMarks: [], lists: {}, ...(probe && { keyring: { state: 'probing' } }) },
    login,
    // The keyring's answer is needed at the end; asking now hides its three seconds behind the login.
    ...(probe ? [{ type: 'probe-keyring' } as const] : []),
  );
}

function startSave(world: WizardWorld, state: WizardState): Transition {
  const { answers } = state;
  return stay(working(state, 'save'), {
    type: 'save',
    work: state.work + 1,
    profile: form.profileOf(world, answers),
    typed: form.typedSecrets(world, answers),
    keep: answers.keep ?? 'prompt',
    replaces: answers.editing?.name ?? null,
  });
}

function working(state: WizardState, step: StepId): WizardState {
  return {
    ...state,
    step,
    work: state.work + 1,
    working: true,
    problem: null,
    failure: null,
    waiting: null,
    url: null,
    notices: [],
  };
}

/** The place to mend a failure: the field it names, else what its stage depends on. */
export function mendingStep(world: WizardWorld, state: WizardState): StepId {
  const { answers, failure } = state;
  if (failure?.at === 'save') return form.planOf(world, answers).includes('keep') ? 'keep' : 'name';
  const { field, stage } = (failure?.error ?? {}) as Partial<ConnectionError>;
  if (field === 'auth_mode') return 'auth';
  const named = field === undefined ? null : form.stepOf(world, answers, field);
  if (named) return named;
  const context = form.backendFor(world, answers)?.contextFields ?? [];
  // What fails after every USE has worked is most often the warehouse: none is chosen, or it can't be used.
  const late = failure?.at === 'test' && (stage === undefined || stage === 'select');
  const wanted = late ? 'warehouse' : stage;
  const staged = context.find((other) => other.stage === wanted);
  if (staged) return `context:${staged.key}`;
  const fields = form.modeFor(world, answers)?.fields.filter((other) => other.required) ?? [];
  const secret = fields.findLast((other) => other.secret);
  const chosen = stage === 'resolve' ? fields[0] : (secret ?? fields.at(-1));
  if (chosen) return `field:${chosen.key}`;
  return failure?.at === 'test' && context[0] ? `context:${context[0].key}` : 'auth';
}

/** Goes back to the question before, keeping every answer. From work it is ended first. */
export function back(world: WizardWorld, state: WizardState): Transition {
  const { step } = state;
  if (state.asking) return stay({ ...state, asking: null }, { type: 'answer', value: null });
  if (state.working) {
    if (step === 'save') return stay(state); // a moment's work that is not to be cut in two
    const quiet = { ...state, work: state.work + 1, working: false };
    const { state: before, effects } = previous(world, quiet);
    return stay(before, { type: 'cancel' }, ...effects);
  }
  if (state.mending && step === mendingStep(world, { ...state, failure: state.mending })) {
    return stay({ ...state, step: state.mending.at, failure: state.mending, mending: null, problem: null });
  }
  if (state.typing === step) return stay({ ...state, typing: null, problem: null });
  if (step === 'auth' && state.allModes) return stay({ ...state, allModes: false, problem: null });
  return previous(world, state);
}

function previous(world: WizardWorld, state: WizardState): Transition {
  const plan = form.planOf(world, state.answers);
  const here = plan.indexOf(state.step);
  // An optional field stands behind the question for all of them.
  if (here < 0) return ask(world, state, 'optional');
  const before = plan.slice(0, here).findLast((step) => !isWork(step) && !state.given.includes(step));
  return before ? ask(world, { ...state, mending: null }, before) : stay({ ...state, working: false, problem: null });
}

export function isCancelled(error: unknown): boolean {
  return error instanceof CancelledError;
}

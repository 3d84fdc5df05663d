import type { Choice, Field, Question } from '../backends/base.js';
import { acceptAnswer } from './answer.js';
import { choicesOf } from './choices.js';
import { crumbsOf, type Crumb } from './crumbs.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import { listFor, takesPaste } from './flow.js';
import { mayHoldSecret } from './pasted.js';
import { back, isWork } from './move.js';
import { helpOf, suggestedName, titleOf } from './words.js';
import type { Problem, StageMark, WizardState } from './state.js';

interface Shown {
  /** Changes when the question does. */
  readonly id: string;
  readonly title: string;
  /** One line: where the value is found, or what it means. */
  readonly help: string;
  /** The questions answered so far, secrets masked. */
  readonly crumbs: readonly Crumb[];
  /** How login and test went, while they matter. */
  readonly marks: readonly StageMark[];
  readonly notices: readonly string[];
  readonly problem: Problem | null;
  /** Esc leads somewhere. */
  readonly canGoBack: boolean;
}

export interface SelectView extends Shown {
  readonly kind: 'select';
  readonly choices: readonly Choice[];
  /** The value of the choice the cursor starts on. */
  readonly initial: string;
  /** Set when this is the end of an attempt: its choices are what can be done about it. */
  readonly failed: boolean;
  /** The name may be typed instead (`type-instead`). */
  readonly typable: boolean;
  /** A text may be pasted onto it (`paste`). */
  readonly pastable: boolean;
}

export interface TextView extends Shown {
  readonly kind: 'text';
  readonly secret: boolean;
  /** The answer may have more than one line. */
  readonly lines: boolean;
  /** What stands in the field at first: what was typed before, a known default. */
  readonly initial: string;
  /** Shown where nothing is typed: what Enter does then. */
  readonly placeholder: string;
  /** The stored form of what is typed, when it differs; or what a typed value will run into. */
  readonly preview: { readonly kind: 'stored' | 'warning' | 'fault'; readonly text: string } | null;
  /** There is a list to go back to (`type-instead`). */
  readonly listable: boolean;
  /** An address to open in a browser, which the question is about. */
  readonly url: string | null;
}

export interface WorkingView extends Shown {
  readonly kind: 'working';
  readonly waiting: string | null;
  readonly url: string | null;
}

interface EndView extends Shown {
  readonly kind: 'end';
}

export type WizardView = SelectView | TextView | WorkingView | EndView;

/** What a face shows for a state; both faces show the same. Pure. */
export function viewOf(world: WizardWorld, state: WizardState): WizardView {
  const shown: Shown = {
    id: state.step,
    title: titleOf(world, state),
    help: helpOf(world, state),
    crumbs: crumbsOf(world, state),
    marks: marksOf(state),
    notices: state.notices,
    problem: state.problem,
    canGoBack: canGoBack(world, state),
  };
  if (state.outcome) return { ...shown, kind: 'end' };
  if (state.asking) return askedView(shown, state.asking, state);
  if (isWork(state.step)) return workView(world, shown, state);
  if (state.step === 'keep' && state.keyring.state === 'probing') {
    return { ...shown, kind: 'working', waiting: 'Looking for the system keyring.', url: null };
  }
  const choices = choicesOf(world, state);
  if (choices) {
    const list = listFor(world, state);
    return {
      ...shown,
      kind: 'select',
      choices,
      initial: initialOf(world, state),
      failed: false,
      typable: list !== null,
      pastable: takesPaste(state),
    };
  }
  return textView(world, shown, state);
}

function canGoBack(world: WizardWorld, state: WizardState): boolean {
  if (state.working || state.asking || state.typing === state.step || state.allModes) return state.step !== 'save';
  return back(world, state).state.step !== state.step;
}

function marksOf(state: WizardState): readonly StageMark[] {
  if (state.step === 'login') return state.loginMarks;
  if (state.step === 'test') return [...state.loginMarks, ...state.openMarks];
  // The proof stays in sight while the rest is asked.
  return state.openKey !== null && ['name', 'environment', 'keep', 'save'].includes(state.step)
    ? [...state.loginMarks, ...state.openMarks]
    : [];
}

function workView(world: WizardWorld, shown: Shown, state: WizardState): WizardView {
  const { failure } = state;
  if (state.working || !failure) return { ...shown, kind: 'working', waiting: state.waiting, url: state.url };
  const { message, hint, nextSteps } = failure.error;
  return {
    ...shown,
    kind: 'select',
    problem: { message, hint: [hint, ...nextSteps].filter(Boolean).join('\n') || undefined },
    choices: choicesOf(world, state) ?? [],
    initial: 'edit',
    failed: true,
    typable: false,
    pastable: false,
  };
}

function askedView(shown: Shown, question: Question, state: WizardState): WizardView {
  const asked = {
    ...shown,
    id: `asked:${state.work}:${question.message}`,
    title: question.message,
    help: question.hint ?? '',
  };
  if (question.kind === 'confirm') {
    const choices = [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ];
    return { ...asked, kind: 'select', choices, initial: 'no', failed: false, typable: false, pastable: false };
  }
  // A pasted address is good for one login, but until then it is as good as a password.
  const secret = question.kind !== 'text';
  const url = question.kind === 'redirect-url' ? state.url : null;
  return {
    ...asked,
    kind: 'text',
    secret,
    lines: false,
    initial: '',
    placeholder: '',
    preview: null,
    listable: false,
    url,
  };
}

function textView(world: WizardWorld, shown: Shown, state: WizardState): TextView {
  const field = form.fieldOf(world, state.answers, state.step);
  return {
    ...shown,
    kind: 'text',
    secret: field?.secret ?? mayHoldSecret(state.drafts[state.step] ?? ''),
    lines: state.step === 'paste' || isFirstField(world, state, field),
    initial: initialOf(world, state),
    placeholder: placeholderOf(world, state, field),
    preview: previewOf(world, state, field),
    listable: listFor(world, state)?.state === 'ready',
    url: null,
  };
}

/** A whole connection may be pasted into the first field of a login. */
function isFirstField(world: WizardWorld, state: WizardState, field: Field | null): boolean {
  return field !== null && form.modeFor(world, state.answers)?.fields[0] === field;
}

function initialOf(world: WizardWorld, state: WizardState): string {
  const { answers, step } = state;
  const draft = state.drafts[step];
  if (draft !== undefined) return draft;
  if (step === 'welcome') return answers.editing ? `edit:${answers.editing.name}` : firstOffer(world);
  if (step === 'engine') return answers.engine ?? '';
  if (step === 'auth') return answers.auth ?? '';
  if (step === 'optional') return 'go';
  if (step === 'name') return answers.name ?? suggestedName(world, answers);
  if (step === 'environment') return answers.environment ?? 'none';
  if (step === 'keep') return answers.keep ?? (state.keyring.state === 'ok' ? 'keyring' : 'env');
  const field = form.fieldOf(world, answers, step);
  if (!field) return '';
  const value = form.valueOf(answers, field.key);
  if (value !== undefined || field.secret) return value ?? '';
  return form.suggestionOf(world, field)?.value ?? field.default ?? '';
}

/** Where nothing is saved yet, what was found is the shortest way; else a new connection is as likely. */
function firstOffer({ offers = [], profiles }: WizardWorld): string {
  const [first] = offers;
  return first && (profiles.length === 0 || first.whole) ? `take:${first.id}` : 'new';
}

function placeholderOf(world: WizardWorld, state: WizardState, field: Field | null): string {
  if (!field) return '';
  const reference = form.referenceOf(state.answers, field.key);
  if (reference !== undefined) return `Enter keeps ${reference.startsWith('plain:') ? 'the saved one' : reference}`;
  const suggestion = field.secret ? form.suggestionOf(world, field) : null;
  if (suggestion) return `Enter uses ${suggestion.variable}`;
  return field.required ? '' : 'Enter leaves it empty';
}

function previewOf(world: WizardWorld, state: WizardState, field: Field | null): TextView['preview'] {
  const text = state.drafts[state.step];
  if (!text || state.problem) return null;
  const taken = acceptAnswer(world, state.answers, state.step, text);
  if (!taken.ok) return { kind: 'fault', text: taken.problem.message };
  if (taken.warning) return { kind: 'warning', text: taken.warning.message };
  if (taken.pasted) return { kind: 'stored', text: `takes ${taken.pasted.taken.join(', ')}` };
  const stored = field && !field.secret ? form.valueOf(taken.answers, field.key) : undefined;
  return stored !== undefined && stored !== text ? { kind: 'stored', text: stored } : null;
}

import type { Fault, Field } from '../backends/base.js';
import type { PastedText } from '../backends/pasted-text.js';
import type { KeepKind } from '../profiles/keep.js';
import { checkName, nameKey } from '../profiles/names.js';
import { ENVIRONMENTS, type Profile } from '../profiles/profile.js';
import { SmallexError } from '../support/errors.js';
import { backendFor, fieldOf, modeFor, optionsOf, referenceOf, slot, suggestionOf, type WizardWorld } from './form.js';
import { answersOfOffer } from './offers.js';
import type { Offer } from './offer.js';
import { readAnyText, takePasted, whyUnknown, type Taken } from './pasted.js';
import { NO_ANSWERS, type Answers, type EnvironmentAnswer, type Problem, type StepId } from './state.js';

export type Accepted =
  | {
      readonly ok: true;
      readonly answers: Answers;
      readonly warning: Problem | null;
      /** What one text filled that says more than one thing; null where it was one answer. */
      readonly pasted: Taken | null;
    }
  | { readonly ok: false; readonly problem: Problem };

const KEEPS: readonly KeepKind[] = ['keyring', 'env', 'prompt', 'plain'];

/** Takes the answer to a question, or says what is wrong with it. Pure; used while typing as well as on Enter. */
export function acceptAnswer(world: WizardWorld, answers: Answers, step: StepId, text: string): Accepted {
  switch (step) {
    case 'welcome':
      return acceptWelcome(world, answers, text);
    case 'engine': {
      if (text === 'paste') return accepted({ ...answers, pasted: true });
      const engine = world.engines.find((known) => known === text);
      return engine ? accepted({ ...answers, engine, pasted: false }) : unknown(text);
    }
    case 'paste':
      return acceptPasted(world, answers, text);
    case 'auth': {
      const mode = backendFor(world, answers)?.authModes.find((known) => known.mode === text);
      return mode ? accepted({ ...answers, auth: mode.mode }) : unknown(text);
    }
    case 'name':
      return acceptName(world, answers, text);
    case 'environment': {
      const environment = (['none', ...ENVIRONMENTS] as readonly EnvironmentAnswer[]).find((known) => known === text);
      return environment ? accepted({ ...answers, environment }) : unknown(text);
    }
    case 'keep': {
      const keep = KEEPS.find((known) => known === text);
      return keep ? accepted({ ...answers, keep }) : unknown(text);
    }
    default: {
      const field = fieldOf(world, answers, step);
      return field ? acceptField(world, answers, step, field, text) : accepted(answers);
    }
  }
}

function accepted(answers: Answers, warning: Problem | null = null, pasted: Taken | null = null): Accepted {
  return { ok: true, answers, warning, pasted };
}

function unknown(text: string): Accepted {
  return { ok: false, problem: { message: `"${text}" is none of the choices.` } };
}

function problemOf(error: unknown): Accepted {
  if (error instanceof SmallexError) return { ok: false, problem: { message: error.message, hint: error.hint } };
  throw error;
}

function acceptWelcome(world: WizardWorld, answers: Answers, text: string): Accepted {
  if (text === 'paste') return accepted({ ...NO_ANSWERS, pasted: true });
  if (text === 'new') return accepted(answers.taken ? NO_ANSWERS : { ...answers, editing: null, pasted: false });
  const offer = offerOf(world, text);
  if (offer) return accepted(answersOfOffer(world, offer, answersFrom(world, offer.profile)));
  const profile = world.profiles.find(({ name }) => `edit:${name}` === text);
  if (!profile) return unknown(text);
  return accepted(answers.editing === profile ? answers : answersFrom(world, profile));
}

/** The offer that a choice of the welcome stands for. */
export function offerOf(world: WizardWorld, text: string): Offer | undefined {
  return world.offers?.find(({ id }) => `take:${id}` === text);
}

/** The answers that would have made this profile. */
export function answersFrom(world: WizardWorld, profile: Profile): Answers {
  const backend = world.backendOf(profile.engine);
  const auth = String(profile.connection['auth_mode'] ?? backend.defaultAuthMode);
  const mode = backend.authModes.find((known) => known.mode === auth);
  const asked = new Set([...(mode?.fields ?? []), ...backend.contextFields].map((field) => field.key));
  const entries = Object.entries(profile.connection).filter(([key]) => key !== 'auth_mode');
  const at = (key: string): string => slot(profile.engine, key);
  return {
    ...NO_ANSWERS,
    editing: profile,
    engine: profile.engine,
    auth: mode?.mode ?? null,
    values: Object.fromEntries(
      entries.filter(([key]) => asked.has(key)).map(([key, value]) => [at(key), String(value)]),
    ),
    references: Object.fromEntries(Object.entries(profile.secrets).map(([key, value]) => [at(key), value])),
    extra: Object.fromEntries(entries.filter(([key]) => !asked.has(key))),
    name: profile.name,
    environment: profile.settings.environment ?? 'none',
    keep: null,
  };
}

function acceptName(world: WizardWorld, answers: Answers, text: string): Accepted {
  try {
    const name = checkName(text.trim());
    const taken = world.profiles.find((profile) => nameKey(profile.name) === nameKey(name));
    if (taken && taken.name !== answers.editing?.name) {
      return {
        ok: false,
        problem: { message: `There is a profile "${taken.name}" already.`, hint: 'Choose another name.' },
      };
    }
    return accepted({ ...answers, name });
  } catch (error) {
    return problemOf(error);
  }
}

function acceptField(world: WizardWorld, answers: Answers, step: StepId, field: Field, text: string): Accepted {
  const typed = field.secret ? text : text.trim();
  if (typed === '' && field.secret) {
    const reference = heldElsewhere(world, answers, field);
    if (reference !== null) return accepted(withValue(answers, field.key, '', reference));
  }
  if (typed !== '' && field.choices && !field.choices.some(({ value }) => value === typed)) return unknown(typed);
  const whole = wholeText(world, answers, field, typed);
  if (whole) return acceptWhole(world, answers, field, whole);
  const stored = readField(world, answers, field, typed);
  if (stored instanceof SmallexError) return problemOf(stored);
  const next = withValue(answers, field.key, stored, null);
  const faults = faultsOf(world, next).filter((fault) => fault.field === field.key);
  const error = faults.find(({ severity }) => severity === 'error');
  if (error) return { ok: false, problem: error };
  if (stored === '' && field.required && step.startsWith('context:')) {
    return { ok: false, problem: { message: `${field.label} can't stay empty.`, hint: field.help } };
  }
  return accepted(next, faults[0] ?? null);
}

/** What is stored of a text that answers this question alone. */
function readField(world: WizardWorld, answers: Answers, field: Field, typed: string): string | SmallexError {
  const isFirst = modeFor(world, answers)?.fields[0] === field;
  const read = isFirst && typed !== '' ? backendFor(world, answers)?.readConnectionText(typed) : undefined;
  const text = read?.options[field.key] ?? typed;
  try {
    return text !== '' && field.parse ? field.parse(text) : text;
  } catch (error) {
    if (error instanceof SmallexError) return error;
    throw error;
  }
}

/**
 * What a whole connection string holds that is pasted into the first field of a login; null for an answer to that
 * question alone.
 */
function wholeText(world: WizardWorld, answers: Answers, field: Field, typed: string): PastedText | null {
  if (typed === '' || modeFor(world, answers)?.fields[0] !== field) return null;
  const read = backendFor(world, answers)?.readConnectionText(typed);
  const said = Object.keys(read?.options ?? {}).filter((key) => key !== 'auth_mode');
  return read && said.includes(field.key) && said.length > 1 ? read : null;
}

function acceptWhole(world: WizardWorld, answers: Answers, field: Field, read: PastedText): Accepted {
  const taken = takePasted(world, answers, answers.engine!, read);
  const error = faultsOf(world, taken.answers).find((one) => one.field === field.key && one.severity === 'error');
  return error ? { ok: false, problem: error } : accepted(taken.answers, null, taken);
}

function acceptPasted(world: WizardWorld, answers: Answers, text: string): Accepted {
  if (text.trim() === '') return { ok: false, problem: { message: 'Nothing is pasted yet.' } };
  const found = readAnyText(world, text);
  if (!found) return { ok: false, problem: whyUnknown(text) };
  if (found.read.refused) return { ok: false, problem: found.read.refused };
  // What an earlier text said is no part of this one.
  const fresh: Answers = { ...NO_ANSWERS, pasted: true, name: answers.name, environment: answers.environment };
  const taken = takePasted(world, fresh, found.engine, found.read);
  return accepted(taken.answers, null, taken);
}

/** Where a secret is that is left untyped: where the profile says, or in a variable that is set. */
function heldElsewhere(world: WizardWorld, answers: Answers, field: Field): string | null {
  const suggestion = suggestionOf(world, field);
  return referenceOf(answers, field.key) ?? (suggestion ? `env:${suggestion.variable}` : null);
}

function withValue(answers: Answers, key: string, value: string, reference: string | null): Answers {
  if (answers.engine === null) return answers;
  const at = slot(answers.engine, key);
  const { [at]: _old, ...references } = answers.references;
  return {
    ...answers,
    values: { ...answers.values, [at]: value },
    references: reference === null ? references : { ...references, [at]: reference },
  };
}

/** Every fault of the answers so far; a secret that is kept elsewhere can't be judged before it is resolved. */
export function faultsOf(world: WizardWorld, answers: Answers): readonly Fault[] {
  const { plain, references } = optionsOf(world, answers, 'open');
  const elsewhere = Object.fromEntries(Object.keys(references).map((key) => [key, 'kept elsewhere']));
  const faults = backendFor(world, answers)?.checkConnectionOptions({ ...elsewhere, ...plain }) ?? [];
  return faults.filter((fault) => !(fault.field in references));
}

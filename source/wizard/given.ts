import type { BaseDatabaseBackend, EngineName, Field } from '../backends/base.js';
import { checkName, nameKey } from '../profiles/names.js';
import { ENVIRONMENTS } from '../profiles/profile.js';
import { isReference, parseReference, REFERENCE_FORMS } from '../profiles/references.js';
import { ConfigError, SmallexError, ValueError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { answersFrom } from './answer.js';
import { slot, type WizardWorld } from './form.js';
import { answersOfOffer, stepsOfOffer } from './offers.js';
import type { Offer } from './offer.js';
import { FIRST_STATE, NO_ANSWERS, type Answers, type StepId, type WizardState } from './state.js';

/** Answers that came with the command line: `smallex setup --engine … --auth … --set key=value --name …`. */
export interface Given {
  /** The name of a saved profile to change. */
  readonly edit?: string | undefined;
  /** The profiles of a shared file. One alone, or the one called `name`, is taken; else the person chooses. */
  readonly from?: readonly Offer[] | undefined;
  readonly engine?: string | undefined;
  readonly auth?: string | undefined;
  /** Options by key; those of secret fields are references, never secrets. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  readonly name?: string | undefined;
  /** `none`, `development`, `staging` or `production`. */
  readonly environment?: string | undefined;
  /** Without anybody to ask: yes to what a shared file would run or read. */
  readonly agree?: boolean | undefined;
}

/**
 * The wizard's first state under these answers, before its first step.
 * @throws ConfigError naming the flag that can't be used.
 */
export function stateFrom(world: WizardWorld, given: Given): WizardState {
  const steps: StepId[] = [];
  let answers: Answers = NO_ANSWERS;
  if (given.edit !== undefined) {
    const profile = world.profiles.find(({ name }) => nameKey(name) === nameKey(given.edit!));
    if (!profile) throw new ConfigError(`There is no profile "${given.edit}".`);
    answers = answersFrom(world, profile);
    steps.push('welcome', 'engine');
  }
  const offer = offerFor(given);
  if (offer) {
    answers = answersOfOffer(world, offer, answersFrom(world, offer.profile));
    steps.push(...stepsOfOffer(world, answers, offer));
  }
  if (given.engine !== undefined) {
    answers = { ...answers, engine: readEngine(world, given.engine) };
    steps.push('welcome', 'engine');
  }
  if (given.auth !== undefined) {
    answers = { ...answers, auth: readMode(backendOf(world, answers, '--auth'), given.auth) };
    steps.push('auth');
  }
  for (const [key, text] of Object.entries(given.set ?? {})) {
    const { next, step } = applySetting(backendOf(world, answers, '--set'), answers, key, text);
    answers = next;
    if (step) steps.push(step);
  }
  if (given.name !== undefined) {
    answers = { ...answers, name: readName(world, answers, given.name) };
    steps.push('name');
  }
  if (given.environment !== undefined) {
    answers = { ...answers, environment: readEnvironment(given.environment) };
    steps.push('environment');
  }
  return { ...FIRST_STATE, answers, given: steps };
}

/** The one profile of a shared file that is meant, where that is clear. */
export function offerFor({ from = [], name }: Given): Offer | undefined {
  const named = from.find(({ id }) => name !== undefined && nameKey(id) === nameKey(name));
  return named ?? (from.length === 1 ? from[0] : undefined);
}

function readEngine(world: WizardWorld, text: string): EngineName {
  const engine = world.engines.find((known) => known === text);
  if (engine) return engine;
  const guess = nearest(text, world.engines);
  throw new ConfigError(`Unknown engine "${text}".${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: `Known engines: ${world.engines.join(', ')}.`,
  });
}

function backendOf(world: WizardWorld, answers: Answers, flag: string): BaseDatabaseBackend {
  if (answers.engine !== null) return world.backendOf(answers.engine);
  throw new ConfigError(`${flag} needs --engine.`, { hint: `Engines: ${world.engines.join(', ')}.` });
}

function readMode(backend: BaseDatabaseBackend, text: string): string {
  try {
    return backend.authModeOf({ auth_mode: text }).mode;
  } catch (error) {
    if (error instanceof ValueError) throw new ConfigError(error.message, { hint: error.hint });
    throw error;
  }
}

function applySetting(
  backend: BaseDatabaseBackend,
  answers: Answers,
  key: string,
  text: string,
): { readonly next: Answers; readonly step: StepId | null } {
  const modes = backend.authModes.filter((mode) => answers.auth === null || mode.mode === answers.auth);
  const login = modes.flatMap((mode) => mode.fields).find((field) => field.key === key);
  const context = backend.contextFields.find((field) => field.key === key);
  const endpoint = backend.endpointFields.find((field) => field.key === key);
  const field = login ?? context ?? endpoint;
  if (!field)
    throw unknownKey(key, [
      ...modes.flatMap((mode) => mode.fields),
      ...backend.contextFields,
      ...backend.endpointFields,
    ]);
  const at = slot(backend.engineName, key);
  const step: StepId | null = login ? `field:${key}` : context ? `context:${key}` : null;
  if (field.secret) {
    return { next: { ...answers, references: { ...answers.references, [at]: readReference(field, text) } }, step };
  }
  const value = readValue(field, text);
  if (step) return { next: { ...answers, values: { ...answers.values, [at]: value } }, step };
  return { next: { ...answers, extra: { ...answers.extra, [key]: value } }, step };
}

function unknownKey(key: string, fields: readonly Field[]): ConfigError {
  const keys = [...new Set(fields.map((field) => field.key))];
  const guess = nearest(key, keys);
  return new ConfigError(`--set knows no option "${key}" here.${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: `Options: ${keys.join(', ')}.`,
  });
}

function readReference(field: Field, text: string): string {
  if (!isReference(text) || text.startsWith('plain:')) {
    throw new ConfigError(`--set ${field.key} takes a reference to the secret, not the secret itself.`, {
      hint: `The command line can be read by others on this machine. Use ${REFERENCE_FORMS}.`,
    });
  }
  try {
    parseReference(text);
    return text;
  } catch (error) {
    if (error instanceof SmallexError)
      throw new ConfigError(`--set ${field.key}: ${error.message}`, { hint: error.hint });
    throw error;
  }
}

function readValue(field: Field, text: string): string {
  const value = text.trim();
  if (value === '') return '';
  if (field.choices && !field.choices.some((choice) => choice.value === value)) {
    throw new ConfigError(`--set ${field.key} takes ${field.choices.map((choice) => choice.value).join(' or ')}.`);
  }
  try {
    return field.parse ? field.parse(value) : value;
  } catch (error) {
    if (error instanceof SmallexError)
      throw new ConfigError(`--set ${field.key}: ${error.message}`, { hint: error.hint });
    throw error;
  }
}

function readName(world: WizardWorld, answers: Answers, text: string): string {
  const name = checkName(text);
  const taken = world.profiles.find((profile) => nameKey(profile.name) === nameKey(name));
  if (!taken || taken.name === answers.editing?.name) return name;
  throw new ConfigError(`There is a profile "${taken.name}" already.`, {
    hint: 'Choose another name, or delete or rename that one first.',
  });
}

function readEnvironment(text: string): 'none' | (typeof ENVIRONMENTS)[number] {
  const known = (['none', ...ENVIRONMENTS] as const).find((environment) => environment === text);
  if (known) return known;
  throw new ConfigError(`Unknown environment "${text}".`, { hint: `Use none, ${ENVIRONMENTS.join(', ')}.` });
}

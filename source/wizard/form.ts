import type { AuthMode, BaseDatabaseBackend, ContextField, EngineName, Field, ListKind } from '../backends/base.js';
import { ENVIRONMENTS, type OptionValue, type Profile, type ProfileSettings } from '../profiles/profile.js';
import type { Offer } from './offer.js';
import type { Answers, StepId, WizardOptions, WizardState } from './state.js';

/** What the flow knows of the world. Everything in it is read, nothing done. */
export interface WizardWorld {
  readonly engines: readonly EngineName[];
  /** Only what is declared and pure is used: fields, modes, checks. */
  readonly backendOf: (engine: EngineName) => BaseDatabaseBackend;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profiles: readonly Profile[];
  /** Connections that other tools or a shared file describe. */
  readonly offers?: readonly Offer[];
}

export function backendFor(world: WizardWorld, answers: Answers): BaseDatabaseBackend | null {
  return answers.engine === null ? null : world.backendOf(answers.engine);
}

export function modeFor(world: WizardWorld, answers: Answers): AuthMode | null {
  return backendFor(world, answers)?.authModes.find((mode) => mode.mode === answers.auth) ?? null;
}

/** Two optional fields or more stand behind one question that Enter passes; a single one is asked like the others. */
export function optionalFields(mode: AuthMode | null): readonly Field[] {
  const optional = mode?.fields.filter((field) => field.required !== true) ?? [];
  return optional.length > 1 ? optional : [];
}

/** The field of a step, if it asks for one. */
export function fieldOf(world: WizardWorld, answers: Answers, step: StepId): Field | ContextField | null {
  const colon = step.indexOf(':');
  if (colon < 0) return null;
  const key = step.slice(colon + 1);
  const fields = step.startsWith('field:')
    ? modeFor(world, answers)?.fields
    : backendFor(world, answers)?.contextFields;
  return fields?.find((field) => field.key === key) ?? null;
}

/** The step that asks for an option; null when none does. */
export function stepOf(world: WizardWorld, answers: Answers, key: string): StepId | null {
  if (modeFor(world, answers)?.fields.some((field) => field.key === key)) return `field:${key}`;
  if (backendFor(world, answers)?.contextFields.some((field) => field.key === key)) return `context:${key}`;
  return null;
}

/** All steps that the answers so far lead through, in order. */
export function planOf(world: WizardWorld, answers: Answers): readonly StepId[] {
  const backend = backendFor(world, answers);
  const mode = modeFor(world, answers);
  const hidden = optionalFields(mode);
  const asked = mode?.fields.filter((field) => !hidden.includes(field)) ?? [];
  return [
    ...(world.profiles.length + (world.offers?.length ?? 0) > 0 ? (['welcome'] as const) : []),
    'engine',
    ...(answers.pasted ? (['paste'] as const) : []),
    'auth',
    ...asked.map((field): StepId => `field:${field.key}`),
    ...(hidden.length > 0 ? (['optional'] as const) : []),
    'login',
    ...(backend?.contextFields.map((field): StepId => `context:${field.key}`) ?? []),
    'test',
    'name',
    'environment',
    ...(Object.keys(typedSecrets(world, answers)).length > 0 ? (['keep'] as const) : []),
    'save',
  ];
}

export const slot = (engine: EngineName, key: string): string => `${engine}/${key}`;

export function valueOf(answers: Answers, key: string): string | undefined {
  return answers.engine === null ? undefined : answers.values[slot(answers.engine, key)];
}

export function referenceOf(answers: Answers, key: string): string | undefined {
  return answers.engine === null ? undefined : answers.references[slot(answers.engine, key)];
}

/** The fields of the mode that are required and have nothing to stand for them. */
export function missingFields(world: WizardWorld, answers: Answers): readonly string[] {
  const has = (key: string): boolean => Boolean(valueOf(answers, key)) || referenceOf(answers, key) !== undefined;
  const empty = modeFor(world, answers)?.fields.filter(({ key, required }) => required === true && !has(key)) ?? [];
  const { plain, references } = optionsOf(world, answers, 'login');
  const elsewhere = Object.fromEntries(Object.keys(references).map((key) => [key, 'kept elsewhere']));
  const faults = backendFor(world, answers)?.checkConnectionOptions({ ...elsewhere, ...plain }) ?? [];
  // Another option may stand in: a file for a token.
  return empty.map(({ key }) => key).filter((key) => faults.some((f) => f.field === key && f.severity === 'error'));
}

/** What the login depends on, as text: a login made from the same text is the same login. */
export function loginKeyOf(world: WizardWorld, answers: Answers): string {
  return JSON.stringify(optionsOf(world, answers, 'login'));
}

export function openKeyOf(world: WizardWorld, answers: Answers): string {
  return JSON.stringify(optionsOf(world, answers, 'open'));
}

/** The options the answers make: for the login, without the context; for opening, with it. Empty answers are left out. */
export function optionsOf(world: WizardWorld, answers: Answers, what: 'login' | 'open'): WizardOptions {
  const engine = answers.engine ?? world.engines[0]!;
  const context = what === 'open' ? (backendFor(world, answers)?.contextFields ?? []) : [];
  const fields: readonly Field[] = [...(modeFor(world, answers)?.fields ?? []), ...context];
  const plain: Record<string, OptionValue> = { ...answers.extra, auth_mode: answers.auth ?? '' };
  const references: Record<string, string> = endpointReferences(world, answers);
  for (const { key } of fields) {
    const value = valueOf(answers, key);
    const reference = referenceOf(answers, key);
    if (value) plain[key] = value;
    else if (reference !== undefined) references[key] = reference;
  }
  return { engine, plain, references, settings: settingsOf(answers) };
}

function settingsOf({ editing, taken }: Answers): ProfileSettings {
  return (editing ?? taken)?.settings ?? {};
}

function endpointReferences(world: WizardWorld, answers: Answers): Record<string, string> {
  const fields = backendFor(world, answers)?.endpointFields ?? [];
  const found = fields.map(({ key }) => [key, referenceOf(answers, key)] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Secrets that were typed here and that are to be kept somewhere. */
export function typedSecrets(world: WizardWorld, answers: Answers): Readonly<Record<string, string>> {
  const secrets = modeFor(world, answers)?.fields.filter((field) => field.secret && !field.once) ?? [];
  const typed = secrets.map((field) => [field.key, valueOf(answers, field.key)] as const);
  return Object.fromEntries(typed.filter((entry): entry is readonly [string, string] => Boolean(entry[1])));
}

/** The profile the answers make, without the secrets that were typed. */
export function profileOf(world: WizardWorld, answers: Answers): Profile {
  const { engine, plain, references } = optionsOf(world, answers, 'open');
  const dropped = new Set(modeFor(world, answers)?.fields.flatMap((f) => (f.secret || f.once ? [f.key] : [])));
  const connection = Object.fromEntries(Object.entries(plain).filter(([key]) => !dropped.has(key)));
  const { environment: _before, ...settings } = settingsOf(answers);
  const environment = ENVIRONMENTS.find((known) => known === answers.environment);
  return {
    name: answers.name ?? '',
    engine,
    connection,
    secrets: references,
    settings: { ...settings, ...(environment && { environment }) },
  };
}

/** A variable of this process that already holds the value of a field, the most specific first. */
export function suggestionOf(
  world: WizardWorld,
  field: Field,
): { readonly variable: string; readonly value: string } | null {
  for (const variable of field.env ?? []) {
    const value = world.env[variable];
    if (value) return { variable, value };
  }
  return null;
}

const LISTED: Partial<Record<string, ListKind>> = {
  role: 'role',
  warehouse: 'warehouse',
  catalog: 'catalog',
  schema: 'schema',
};

/** What can be listed for a step: the first field of its stage, a schema within its catalog. */
export function listingOf(
  world: WizardWorld,
  answers: Answers,
  step: StepId,
): { readonly list: string; readonly kind: ListKind; readonly parent: string | null } | null {
  const fields = backendFor(world, answers)?.contextFields ?? [];
  const field = step.startsWith('context:') ? fields.find(({ key }) => `context:${key}` === step) : undefined;
  const kind = field && LISTED[field.stage];
  if (!field || !kind || fields.find((other) => other.stage === field.stage) !== field) return null;
  const catalog = fields.find((other) => other.stage === 'catalog');
  const parent = kind === 'schema' && catalog ? (valueOf(answers, catalog.key) ?? null) : null;
  return { list: `${kind}:${parent ?? ''}`, kind, parent: parent === '' ? null : parent };
}

/** Whether what is open now was made from these answers. */
export function isProved(world: WizardWorld, state: WizardState): boolean {
  return state.openKey !== null && state.openKey === openKeyOf(world, state.answers);
}

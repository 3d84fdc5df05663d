import type { BaseDatabaseBackend, EngineName, Field } from '../backends/base.js';
import type { PastedText } from '../backends/pasted-text.js';
import { checkName } from '../profiles/names.js';
import type { OptionValue } from '../profiles/profile.js';
import { SmallexError } from '../support/errors.js';
import { isSecretKey } from '../support/redact.js';
import { HIDDEN } from './crumbs.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import type { Answers, Problem, StepId } from './state.js';

/** What one pasted text was taken for. */
export interface Taken {
  readonly answers: Answers;
  /** `Label value` of all that was filled, secrets hidden. */
  readonly taken: readonly string[];
  /** What wasn't, a full sentence each. */
  readonly left: readonly string[];
  /** The steps that have their answer now. */
  readonly steps: readonly StepId[];
}

/** Reads a text that may be of any engine. */
export function readAnyText(world: WizardWorld, text: string): { engine: EngineName; read: PastedText } | null {
  for (const engine of world.engines) {
    const read = world.backendOf(engine).readConnectionText(text);
    if (read.sure && (read.refused || Object.keys(read.options).length > 0)) return { engine, read };
  }
  return null;
}

/** Why a text is of no use; never quotes it, as it may be a secret. */
export function whyUnknown(text: string): Problem {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return {
      message: 'This is a private key itself.',
      hint: 'Save it to a file that only you can read (chmod 600), and give its path: engine Snowflake, login Key pair.',
    };
  }
  if (/^(?:dapi[0-9a-f]+|eyJ[\w-]+\.[\w-]+\.[\w-]*)$/i.test(text.trim())) {
    return {
      message: 'This is a token alone, which does not say where it is for.',
      hint: 'Paste the address of the workspace or account first, or go back and choose the engine.',
    };
  }
  return {
    message: 'No connection can be read from this text.',
    hint: 'Paste a connection URL, a link from Snowsight or a Databricks workspace, a snow or databricks command, a block of connections.toml or .databrickscfg, md:… or the path of a DuckDB file. A name alone says too little: go back and choose the engine for it.',
  };
}

/** Fills everything that the text holds: engine, login, its options, and what follows the login. */
export function takePasted(world: WizardWorld, before: Answers, engine: EngineName, read: PastedText): Taken {
  const backend = world.backendOf(engine);
  const wanted = read.options['auth_mode'] ?? before.auth ?? read.usualMode;
  const mode = backend.authModes.find(({ mode }) => mode === wanted) ?? null;
  const fields = mode ? mode.fields : backend.authModes.flatMap((one) => one.fields);
  const given = { ...before, engine, auth: mode?.mode ?? null, called: nameIn(read) };
  const parts = partsOf(backend, fields, read.options);
  const at = (key: string): string => form.slot(engine, key);
  const references = Object.fromEntries(
    Object.entries(before.references).filter(([key]) => !parts.some((part) => at(part.field.key) === key)),
  );
  const inAnswers = parts.filter(({ place }) => place !== 'endpoint');
  const answers: Answers = {
    ...given,
    references,
    values: { ...before.values, ...Object.fromEntries(inAnswers.map(({ field, value }) => [at(field.key), value])) },
    extra: { ...before.extra, ...endpointsOf(parts) },
  };
  return {
    answers,
    taken: [
      backend.label,
      ...(mode ? [`Login ${mode.label}`] : []),
      ...parts
        .filter(isKept)
        .map(({ field, value }) => `${field.label} ${field.secret ? HIDDEN : shown(field, value)}`),
    ],
    left: [...read.left, ...leftOf(backend, mode?.label ?? null, fields, read.options)],
    steps: stepsOf(world, answers, inAnswers),
  };
}

interface Part {
  readonly field: Field;
  readonly value: string;
  readonly place: 'login' | 'context' | 'endpoint';
}

// A secret of the network (a proxy's password) has no question that would keep it.
const isKept = ({ field, place }: Part): boolean => place !== 'endpoint' || field.secret !== true;

function partsOf(
  backend: BaseDatabaseBackend,
  login: readonly Field[],
  options: Readonly<Record<string, string>>,
): readonly Part[] {
  const seen = new Set<string>();
  const among = (fields: readonly Field[], place: Part['place']): readonly Part[] =>
    fields.flatMap((field): Part[] => {
      const text = options[field.key];
      // Modes that aren't chosen between yet declare the same field more than once.
      if (text === undefined || field.once || seen.has(field.key)) return [];
      seen.add(field.key);
      const value = parsed(field, text);
      return typeof value === 'string' ? [{ field, value, place }] : [];
    });
  return [
    ...among(login, 'login'),
    ...among(backend.contextFields, 'context'),
    ...among(backend.endpointFields, 'endpoint'),
  ];
}

function parsed(field: Field, text: string): string | SmallexError {
  try {
    return field.parse ? field.parse(text) : text;
  } catch (error) {
    if (error instanceof SmallexError) return error;
    throw error;
  }
}

function endpointsOf(parts: readonly Part[]): Readonly<Record<string, OptionValue>> {
  const kept = parts.filter((part) => part.place === 'endpoint' && isKept(part));
  return Object.fromEntries(kept.map(({ field, value }) => [field.key, value]));
}

/** What is read, and yet isn't taken, and why. */
function leftOf(
  backend: BaseDatabaseBackend,
  login: string | null,
  fields: readonly Field[],
  options: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(options).flatMap(([key, text]): string[] => {
    if (key === 'auth_mode') return [];
    const known = [...fields, ...backend.contextFields, ...backend.endpointFields].find((one) => one.key === key);
    const words = key.replaceAll('_', ' ');
    if (known?.once) return [`The ${words} is good for one login: it is asked for.`];
    if (!known) return [`The ${words} is not used by this login${login ? ` (${login})` : ''}.`];
    const value = parsed(known, text);
    if (typeof value !== 'string') return [isSecretKey(key) ? `The ${words} can't be read.` : value.message];
    const isNetworkSecret = known.secret === true && backend.endpointFields.includes(known);
    return isNetworkSecret ? [`The ${words} is kept nowhere yet: smallex profiles set NAME ${key}=env:NAME`] : [];
  });
}

/** Nothing is asked that the text says, nor what a login doesn't need; a login that isn't clear is asked for. */
function stepsOf(world: WizardWorld, answers: Answers, parts: readonly Part[]): readonly StepId[] {
  const mode = form.modeFor(world, answers);
  const filled = parts.map(({ field, place }): StepId => `${place === 'context' ? 'context' : 'field'}:${field.key}`);
  if (!mode) return filled;
  const missing = form.missingFields(world, answers);
  const rest = mode.fields.filter(({ key }) => !missing.includes(key)).map(({ key }): StepId => `field:${key}`);
  const context = form.backendFor(world, answers)?.contextFields ?? [];
  // What can be listed is worth a question; the rest is rarely needed.
  const rare = context
    .map(({ key }): StepId => `context:${key}`)
    .filter((step) => form.listingOf(world, answers, step) === null);
  return ['auth', 'optional', ...new Set([...filled, ...rest, ...rare])];
}

function nameIn({ name }: PastedText): string | null {
  if (name === undefined || /^(?:default|connections?)$/i.test(name)) return null;
  try {
    return checkName(name);
  } catch {
    return null; // no reason to refuse the rest
  }
}

const shown = (field: Field, value: string): string =>
  field.choices?.find((choice) => choice.value === value)?.label ?? value;

/** Whether what is typed may hold a secret: then it isn't drawn. */
export function mayHoldSecret(text: string): boolean {
  return (
    /:\/\/[^/\s@:]*:[^/\s@]/.test(text) ||
    /(?:password|passwd|pwd|passcode|token|secret|passphrase|private_?key)\w*["']?\s*(?:[=:]|\s\S)/i.test(text) ||
    /(?:^|\s)-p[ =]?\S|\bdapi[0-9a-f]|\beyJ[\w-]{8}|-----BEGIN/.test(text)
  );
}

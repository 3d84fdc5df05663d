import type { Choice, Field, Listed } from '../backends/base.js';
import { secretVariable } from '../profiles/keep.js';
import { shownValue } from './crumbs.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import { listFor } from './flow.js';
import { mendingStep } from './move.js';
import { titleOf } from './words.js';
import type { WizardState } from './state.js';

/** What can be chosen at a step; null where the answer is typed. */
export function choicesOf(world: WizardWorld, state: WizardState): readonly Choice[] | null {
  switch (state.step) {
    case 'welcome':
      return welcomeChoices(world);
    case 'engine':
      return [...world.engines.map((engine) => engineChoice(world, engine)), PASTE_CHOICE];
    case 'auth':
      return modeChoices(world, state);
    case 'optional':
      return optionalChoices(world, state);
    case 'environment':
      return ENVIRONMENT_CHOICES;
    case 'keep':
      return keepChoices(world, state);
    case 'name':
      return null;
    case 'login':
    case 'test':
    case 'save':
      return failureChoices(world, state);
    default:
      return fieldChoices(world, state);
  }
}

function welcomeChoices(world: WizardWorld): readonly Choice[] {
  return [
    ...(world.offers ?? []).map(({ id, profile, place }) => ({
      value: `take:${id}`,
      label: `Use ${id}`,
      help: `${world.backendOf(profile.engine).label}, from ${place}`,
    })),
    { value: 'new', label: 'Set up a new connection' },
    PASTE_CHOICE,
    ...world.profiles.map((profile) => ({
      value: `edit:${profile.name}`,
      label: `Change ${profile.name}`,
      help: world.backendOf(profile.engine).label,
    })),
  ];
}

const PASTE_CHOICE: Choice = {
  value: 'paste',
  label: 'Paste what you have',
  help: 'A connection URL, a link, a command, a block of a configuration file: what it holds is filled in.',
};

function engineChoice(world: WizardWorld, engine: WizardWorld['engines'][number]): Choice {
  const { label } = world.backendOf(engine);
  return { value: engine, label, ...(engine === 'duckdb' && { help: 'No account needed: it runs on this machine.' }) };
}

function modeChoices(world: WizardWorld, state: WizardState): readonly Choice[] {
  const modes = form.backendFor(world, state.answers)?.authModes ?? [];
  const later = modes.filter((mode) => mode.more);
  // A mode chosen before is in sight, wherever it stands in the menu.
  const all = state.allModes || later.some((mode) => mode.mode === state.answers.auth) || later.length === modes.length;
  const shown = all ? modes : modes.filter((mode) => !mode.more);
  const choices: Choice[] = shown.map((mode) => ({ value: mode.mode, label: mode.label, help: mode.help }));
  if (!all && later.length > 0) {
    choices.push({ value: 'more', label: 'More ways…', help: later.map((mode) => mode.label).join(', ') });
  }
  return choices;
}

function optionalChoices(world: WizardWorld, state: WizardState): readonly Choice[] {
  const fields = form.optionalFields(form.modeFor(world, state.answers));
  return [
    { value: 'go', label: 'Log in' },
    ...fields.map((field) => {
      const value = shownValue(world, state, `field:${field.key}`);
      return { value: field.key, label: value ? `${field.label}: ${value}` : field.label, help: field.help };
    }),
  ];
}

const ENVIRONMENT_CHOICES: readonly Choice[] = [
  { value: 'none', label: 'Nothing special' },
  { value: 'development', label: 'Development' },
  { value: 'staging', label: 'Staging' },
  { value: 'production', label: 'Production', help: 'Careful: real data.' },
];

function keepChoices(world: WizardWorld, state: WizardState): readonly Choice[] {
  const variables = Object.keys(form.typedSecrets(world, state.answers)).map((key) =>
    secretVariable(state.answers.name ?? '', key),
  );
  const keyring: Choice = { value: 'keyring', label: 'In the system keyring', help: 'Recommended.' };
  return [
    ...(state.keyring.state === 'ok' ? [keyring] : []),
    { value: 'env', label: 'In the environment', help: `You set ${variables.join(' and ')} yourself.` },
    { value: 'prompt', label: 'Nowhere', help: 'It is asked for at each login.' },
    {
      value: 'plain',
      label: 'In the profile file, readable',
      help: 'Anyone who can read your files, or a backup of them, can read it.',
    },
  ];
}

function failureChoices(world: WizardWorld, state: WizardState): readonly Choice[] {
  const target = titleOf(world, { ...state, step: mendingStep(world, state) });
  const isField = form.fieldOf(world, state.answers, mendingStep(world, state)) !== null;
  return [
    { value: 'edit', label: isField ? `Change: ${target}` : 'Change the answer' },
    { value: 'again', label: 'Try again' },
    ...(state.step === 'save' ? [] : [{ value: 'anyway', label: 'Save anyway', help: 'Goes on without a proof.' }]),
  ];
}

function fieldChoices(world: WizardWorld, state: WizardState): readonly Choice[] | null {
  const field = form.fieldOf(world, state.answers, state.step);
  if (!field) return null;
  if (field.choices) return [...field.choices, ...(field.required || field.default ? [] : [NOT_SET])];
  const list = listFor(world, state);
  // What is being typed stays: a list that arrives late doesn't take its place.
  if (list?.state !== 'ready' || list.items.length === 0 || state.typing === state.step) return null;
  if (state.drafts[state.step]) return null;
  return listedChoices(field, list.items, form.valueOf(state.answers, field.key));
}

const NOT_SET: Choice = { value: '', label: 'Not set' };

function listedChoices(field: Field, items: readonly Listed[], answer: string | undefined): readonly Choice[] {
  const choices: Choice[] = items.map(({ name, value, detail }) => ({
    value: value ?? name,
    label: name,
    ...(detail !== undefined && { help: detail }),
  }));
  // An answer that isn't listed (typed by hand, or not visible to the listing) can still be kept.
  if (answer && !choices.some(({ value }) => value === answer)) choices.unshift({ value: answer, label: answer });
  if (!field.required) choices.unshift({ value: '', label: 'None' });
  return choices;
}

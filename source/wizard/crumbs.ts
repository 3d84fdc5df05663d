import * as form from './form.js';
import type { WizardWorld } from './form.js';
import type { StepId, WizardState } from './state.js';

/** A question that was answered, for the trail above the current one. */
export interface Crumb {
  readonly step: StepId;
  readonly label: string;
  readonly value: string;
}

// Always as long, whatever the secret's length is.
export const HIDDEN = '••••••••';

/** The answered questions before the current one, secrets masked, empty answers left out. */
export function crumbsOf(world: WizardWorld, state: WizardState): readonly Crumb[] {
  const plan = form.planOf(world, state.answers);
  const here = plan.indexOf(state.step);
  const before = plan.slice(0, here < 0 ? plan.indexOf('optional') : here);
  return before.flatMap((step) => crumb(world, state, step));
}

function crumb(world: WizardWorld, state: WizardState, step: StepId): readonly Crumb[] {
  const { answers } = state;
  const of = (label: string, value: string | null | undefined): readonly Crumb[] =>
    value ? [{ step, label, value }] : [];
  switch (step) {
    case 'welcome':
      return answers.taken ? of('Taken', answers.taken.name) : of('Changing', answers.editing?.name);
    case 'engine':
      return of('Engine', form.backendFor(world, answers)?.label);
    case 'auth':
      return of('Login', form.modeFor(world, answers)?.label);
    case 'optional':
      return form
        .optionalFields(form.modeFor(world, answers))
        .flatMap((field) => of(field.label, shownValue(world, state, `field:${field.key}`)));
    case 'name':
      return of('Name', answers.name);
    case 'environment':
      return of('Environment', answers.environment === 'none' ? null : answers.environment);
    default: {
      const field = form.fieldOf(world, answers, step);
      return field ? of(field.label, shownValue(world, state, step)) : [];
    }
  }
}

/** The answer to a field as it may be seen. */
export function shownValue(world: WizardWorld, state: WizardState, step: StepId): string | null {
  const field = form.fieldOf(world, state.answers, step);
  if (!field) return null;
  const value = form.valueOf(state.answers, field.key);
  if (!value) {
    const reference = form.referenceOf(state.answers, field.key);
    return reference?.startsWith('plain:') ? HIDDEN : (reference ?? null);
  }
  if (field.secret) return HIDDEN;
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}

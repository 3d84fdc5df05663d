import { homedir } from 'node:os';
import { sep } from 'node:path';
import { nameKey } from '../profiles/names.js';
import type { Profile } from '../profiles/profile.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import type { Offer } from './offer.js';
import type { Answers, StepId } from './state.js';

/**
 * The connections that files of other tools describe and no profile was made of yet. Reads those files: imported only
 * where a person is about to be asked.
 */
export async function foundOffers(profiles: readonly Profile[]): Promise<readonly Offer[]> {
  const { findConnections, originOf, profileOfFound, rememberOrigin } = await import('../profiles/imports/index.js');
  const known = new Set(profiles.map(({ settings }) => (settings['imported'] as { from?: unknown } | undefined)?.from));
  return findConnections()
    .connections.filter((found) => found.file !== null && !known.has(originOf(found)))
    .map((found) => ({
      id: originOf(found),
      profile: { ...profileOfFound(found), settings: { imported: rememberOrigin(found, 'leave') } },
      place: shortened(found.file!),
      whole: false,
    }));
}

/** The profiles of a shared file. */
export function sharedOffers(profiles: readonly Profile[], file: string): readonly Offer[] {
  return profiles.map((profile) => ({ id: profile.name, profile, place: shortened(file), whole: true }));
}

function shortened(path: string, home = homedir()): string {
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

/** `3 connections found in ~/.snowflake/connections.toml, 1 in ~/.databrickscfg.` */
export function offersSaid(offers: readonly Offer[]): string {
  const counts = new Map<string, number>();
  for (const { place } of offers) counts.set(place, (counts.get(place) ?? 0) + 1);
  const parts = [...counts].map(([place, count], index) => {
    const what = index === 0 ? ` ${count === 1 ? 'connection' : 'connections'} found` : '';
    return `${count}${what} in ${place}`;
  });
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/** The answers that an offer gives. Its name and environment count only where they are meant for everybody. */
export function answersOfOffer(world: WizardWorld, { profile, whole }: Offer, from: Answers): Answers {
  const taken = world.profiles.some(({ name }) => nameKey(name) === nameKey(profile.name));
  return {
    ...from,
    editing: null,
    taken: profile,
    name: whole && !taken ? profile.name : null,
    environment: whole ? (profile.settings.environment ?? 'none') : null,
  };
}

/** The steps that need no question once an offer is taken. */
export function stepsOfOffer(world: WizardWorld, answers: Answers, { whole }: Offer): readonly StepId[] {
  const mode = form.modeFor(world, answers);
  const has = (key: string): boolean =>
    Boolean(form.valueOf(answers, key)) || form.referenceOf(answers, key) !== undefined;
  const missing = form.missingFields(world, answers);
  const login = mode?.fields.filter(({ key }) => !missing.includes(key)) ?? [];
  const context = (form.backendFor(world, answers)?.contextFields ?? []).filter(
    ({ key, required }) =>
      has(key) || (whole ? required !== true : form.listingOf(world, answers, `context:${key}`) === null),
  );
  return [
    'welcome',
    'engine',
    ...(mode ? (['auth', 'optional'] as const) : []),
    ...login.map(({ key }): StepId => `field:${key}`),
    ...context.map(({ key }): StepId => `context:${key}`),
    ...(answers.name === null ? [] : (['name'] as const)),
    ...(answers.environment === null ? [] : (['environment'] as const)),
  ];
}

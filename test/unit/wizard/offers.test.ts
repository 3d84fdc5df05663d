import { describe, expect, it } from 'vitest';
import { startWizard, stepWizard } from '../../../source/wizard/flow.js';
import type { WizardWorld } from '../../../source/wizard/form.js';
import type { Given } from '../../../source/wizard/given.js';
import { offersSaid, sharedOffers } from '../../../source/wizard/offers.js';
import type { Offer } from '../../../source/wizard/offer.js';
import type { Effect, WizardState } from '../../../source/wizard/state.js';
import { viewOf } from '../../../source/wizard/view.js';
import { profileOf } from '../profiles/folder.js';
import { FakeBackend } from './fake-backend.js';

const backend = new FakeBackend();
const prod = profileOf('prod', {
  engine: 'snowflake',
  connection: { auth_mode: 'password', account: 'ORG', user: 'me', warehouse: 'WH', host: 'h' },
  secrets: { password: 'from:snowflake:/c.toml#prod/password' },
  settings: { imported: { from: 'snowflake:prod', read: 'x' } },
});
const found: Offer = { id: 'snowflake:prod', profile: prod, place: '~/.snowflake/connections.toml', whole: false };

class Driver {
  readonly world: WizardWorld;
  state: WizardState;
  effects: readonly Effect[];

  constructor(more: Partial<WizardWorld>, given: Given = {}) {
    this.world = { engines: ['snowflake'], backendOf: () => backend, env: {}, profiles: [], ...more };
    ({ state: this.state, effects: this.effects } = startWizard(this.world, given));
  }

  submit(value: string): this {
    ({ state: this.state, effects: this.effects } = stepWizard(this.world, this.state, { type: 'submit', value }));
    return this;
  }

  loggedIn(): this {
    const event = { type: 'logged-in', work: this.state.work } as const;
    ({ state: this.state, effects: this.effects } = stepWizard(this.world, this.state, event));
    return this;
  }

  back(): this {
    ({ state: this.state, effects: this.effects } = stepWizard(this.world, this.state, { type: 'back' }));
    return this;
  }
}

describe('connections found on this machine', () => {
  it('are offered first, and counted by where they stand', () => {
    const second = { ...found, id: 'snowflake:dev' };
    const third = { ...found, id: 'dbt:a.b', place: '~/.dbt/profiles.yml' };
    const { world, state } = new Driver({ offers: [found, second, third] });
    expect(viewOf(world, state)).toMatchObject({
      kind: 'select',
      help: '2 connections found in ~/.snowflake/connections.toml, 1 in ~/.dbt/profiles.yml.',
      initial: 'take:snowflake:prod',
      choices: [
        { label: 'Use snowflake:prod', help: 'Fakeflake, from ~/.snowflake/connections.toml' },
        { label: 'Use snowflake:dev' },
        { label: 'Use dbt:a.b' },
        { label: 'Set up a new connection' },
        { label: 'Paste what you have' },
      ],
    });
    expect(offersSaid([])).toBe('');
  });

  it('are logged in to without a question; then what they lack is asked, with lists', () => {
    const driver = new Driver({ offers: [found] }).submit('take:snowflake:prod');
    expect(driver.effects[0]).toMatchObject({
      type: 'login',
      options: {
        plain: { account: 'ORG', user: 'me', host: 'h' },
        references: prod.secrets,
        settings: prod.settings,
      },
    });
    driver.loggedIn();
    // The warehouse is known; the role is not.
    expect(driver.state.step).toBe('context:role');
    expect(driver.effects).toEqual([{ type: 'list', list: 'role:', kind: 'role', parent: null }]);
    driver.submit('R');
    expect(driver.state.step).not.toBe('context:warehouse');
  });

  it('may be left again: nothing of one stays in a new connection', () => {
    const driver = new Driver({ offers: [found] }).submit('take:snowflake:prod').loggedIn().back();
    expect(driver.state.step).toBe('welcome');
    driver.submit('new');
    expect(driver.state).toMatchObject({
      step: 'engine',
      given: [],
      answers: { taken: null, values: {}, references: {} },
    });
  });

  it('come after "new" in mind once profiles are saved', () => {
    const { world, state } = new Driver({ offers: [found], profiles: [profileOf('old')] });
    expect(viewOf(world, state)).toMatchObject({ initial: 'new' });
  });
});

describe('a shared file', () => {
  const shared = {
    ...prod,
    connection: { auth_mode: 'password', account: 'ORG', warehouse: 'WH' },
    secrets: {},
    settings: { environment: 'staging', shared: 'team.json' },
  } as const;

  it('of one profile is taken at once: only what it lacks is asked', () => {
    const driver = new Driver({}, { from: sharedOffers([shared], '/team.json') });
    expect(driver.state.step).toBe('field:user');
    driver.submit('me');
    expect(driver.state.step).toBe('field:password');
    driver.submit('pw').loggedIn();
    // Role and schema may stay empty, so nobody is asked for them.
    expect(driver.state.step).toBe('test');
    expect(driver.state.answers).toMatchObject({ name: 'prod', environment: 'staging' });
  });

  it('of several lets a person choose, or is told by --name', () => {
    const other = { ...shared, name: 'other' };
    const from = sharedOffers([shared, other], '/team.json');
    expect(new Driver({ offers: from }, { from }).state.step).toBe('welcome');
    expect(new Driver({}, { from, name: 'OTHER' }).state).toMatchObject({
      step: 'field:user',
      answers: { taken: other, name: 'OTHER' },
    });
  });

  it('whose name is taken here is asked for another', () => {
    const driver = new Driver({ profiles: [profileOf('PROD')] }, { from: sharedOffers([shared], '/team.json') });
    expect(driver.state.given).not.toContain('name');
    expect(driver.state.answers.name).toBeNull();
  });
});

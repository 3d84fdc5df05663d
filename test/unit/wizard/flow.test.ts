import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../source/backends/base.js';
import { AuthError, CancelledError, ConnectionError } from '../../../source/support/errors.js';
import { startWizard, stepWizard } from '../../../source/wizard/flow.js';
import type { WizardWorld } from '../../../source/wizard/form.js';
import type { Given } from '../../../source/wizard/given.js';
import type { Effect, StepId, WizardEvent, WizardState } from '../../../source/wizard/state.js';
import { viewOf, type WizardView } from '../../../source/wizard/view.js';
import { profileOf } from '../profiles/folder.js';
import { FakeBackend, PlainBackend } from './fake-backend.js';

const backends = { snowflake: new FakeBackend(), duckdb: new PlainBackend() };

function worldOf(more: Partial<WizardWorld> = {}): WizardWorld {
  return {
    engines: ['snowflake', 'duckdb'],
    backendOf: (engine) => (engine === 'duckdb' ? backends.duckdb : backends.snowflake),
    env: {},
    profiles: [],
    ...more,
  };
}

const REPORT: ConnectionReport = {
  ok: true,
  stages: [],
  context: { user: 'ME', role: null, warehouse: null, catalog: null, schema: null, account: 'A' },
  latencyMs: 1,
  warnings: [],
};

/** A wizard driven by hand: effects are collected, and nothing happens by itself. */
class Driver {
  readonly world: WizardWorld;
  state: WizardState;
  effects: Effect[] = [];

  constructor(world = worldOf(), given: Given = {}) {
    this.world = world;
    const { state, effects } = startWizard(world, given);
    this.state = state;
    this.effects.push(...effects);
  }

  send(event: WizardEvent): this {
    const { state, effects } = stepWizard(this.world, this.state, event);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  submit(...values: string[]): this {
    for (const value of values) this.send({ type: 'submit', value });
    return this;
  }

  back(): this {
    return this.send({ type: 'back' });
  }

  loggedIn(): this {
    return this.send({ type: 'logged-in', work: this.state.work });
  }

  opened(): this {
    return this.send({ type: 'opened', work: this.state.work, report: REPORT });
  }

  failed(error: AuthError | ConnectionError | CancelledError): this {
    return this.send({ type: 'failed', work: this.state.work, error });
  }

  get step(): StepId {
    return this.state.step;
  }

  get view(): WizardView {
    return viewOf(this.world, this.state);
  }

  count(type: Effect['type']): number {
    return this.effects.filter((effect) => effect.type === type).length;
  }

  last<T extends Effect['type']>(type: T): Effect & { readonly type: T } {
    return this.effects.findLast((effect): effect is Effect & { readonly type: T } => effect.type === type)!;
  }
}

const wrongPassword = () => new AuthError('Incorrect.', { field: 'password' });
const wrongWarehouse = () => new ConnectionError('No such warehouse.', { stage: 'warehouse' });

describe('the flow of the wizard', () => {
  it('leads to a profile, asking for login fields, then for the context', () => {
    const driver = new Driver().submit('snowflake', 'password', 'https://org-acc', 'me', 'right');
    expect(driver.step).toBe('login');
    expect(driver.last('login').options.plain).toEqual({
      auth_mode: 'password',
      account: 'ORG-ACC',
      user: 'me',
      password: 'right',
    });
    driver.loggedIn().submit('', 'WH', '');
    expect(driver.last('open').options.plain).toMatchObject({ warehouse: 'WH' });
    driver.opened().submit('work', 'staging', 'plain');
    expect(driver.last('save')).toMatchObject({
      profile: {
        name: 'work',
        engine: 'snowflake',
        connection: { auth_mode: 'password', account: 'ORG-ACC', user: 'me', warehouse: 'WH' },
        secrets: {},
        settings: { environment: 'staging' },
      },
      typed: { password: 'right' },
      keep: 'plain',
    });
    expect(JSON.stringify(driver.last('save').profile)).not.toContain('right');
    driver.send({ type: 'saved', work: driver.state.work, profile: profileOf('work'), isDefault: false });
    expect(driver.state.outcome?.kind).toBe('saved');
    expect(driver.last('end')).toEqual({ type: 'end', kind: 'saved', proved: true });
  });

  it('asks nothing for an engine without an account but a name and an environment', () => {
    const driver = new Driver().submit('duckdb', 'memory').loggedIn().opened();
    expect(driver.step).toBe('name');
    expect(driver.view).toMatchObject({ kind: 'text', initial: 'duckdb' });
    driver.submit('duckdb', 'none');
    expect(driver.step).toBe('save');
    expect(driver.count('login')).toBe(1);
  });

  it('says what is wrong with an answer and stays', () => {
    const driver = new Driver().submit('snowflake', 'password', '');
    expect(driver.state.problem?.message).toBe('The account is missing.');
    driver.submit('a b');
    expect(driver.state.problem?.message).toBe('An account has no spaces.');
    expect(driver.view).toMatchObject({ kind: 'text', initial: 'a b' });
    driver.send({ type: 'draft', text: 'https://abc' });
    expect(driver.view).toMatchObject({ problem: null, preview: { kind: 'stored', text: 'ABC' } });
    driver.submit('https://abc', 'me', '');
    expect(driver.state.problem?.message).toBe('The password is missing.');
  });

  it('logs in once for every context that is tried', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'right').loggedIn();
    driver.submit('', 'NOPE', '').failed(wrongWarehouse());
    expect(driver.view).toMatchObject({ kind: 'select', failed: true, problem: { message: 'No such warehouse.' } });
    driver.submit('edit');
    expect(driver.step).toBe('context:warehouse');
    expect(driver.view).toMatchObject({ initial: 'NOPE' });
    driver.submit('WH');
    expect(driver.step).toBe('test');
    expect(driver.last('open').options.plain).toMatchObject({ warehouse: 'WH' });
    driver.opened().back().back().submit('OTHER', '').opened();
    expect(driver.step).toBe('name');
    expect([driver.count('login'), driver.count('open')]).toEqual([1, 3]);
  });

  it('never tries a rejected password again by itself', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'wrong').failed(wrongPassword());
    expect(driver.step).toBe('login');
    driver.back();
    expect(driver.step).toBe('field:password');
    driver.submit('wrong');
    expect(driver.view).toMatchObject({ kind: 'select', failed: true });
    expect(driver.count('login')).toBe(1);
    driver.submit('edit').submit('right').loggedIn();
    expect(driver.step).toBe('context:role');
    expect(driver.count('login')).toBe(2);
  });

  it('tries again when it is told to', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'x').failed(wrongPassword()).submit('again');
    expect(driver.count('login')).toBe(2);
    expect(driver.state.failure).toBeNull();
  });

  it('returns from a correction to the failure by Esc', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'x').failed(wrongPassword()).submit('edit');
    expect(driver.step).toBe('field:password');
    driver.back();
    expect(driver.view).toMatchObject({ kind: 'select', failed: true });
  });

  it('saves without a proof only what was asked to be, and hands nothing over then', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'x').failed(wrongPassword());
    driver.submit('anyway', '', '', '', 'n', 'none', 'prompt');
    expect(driver.step).toBe('save');
    driver.send({ type: 'saved', work: driver.state.work, profile: profileOf('n'), isDefault: false });
    expect(driver.last('end')).toEqual({ type: 'end', kind: 'saved', proved: false });
    expect([driver.count('login'), driver.count('open')]).toEqual([1, 0]);
  });

  it('hands nothing over when the last test was of other answers', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'right').loggedIn();
    driver.submit('', '', '').opened().back().submit('S').failed(wrongWarehouse()).submit('anyway', 'n', 'none', 'env');
    driver.send({ type: 'saved', work: driver.state.work, profile: profileOf('n'), isDefault: false });
    expect(driver.last('end')).toMatchObject({ proved: false });
  });

  it('ends work on Esc, and what comes of it later counts for nothing', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'right');
    const { work } = driver.state;
    driver.back();
    expect(driver.last('cancel')).toBeDefined();
    expect(driver.step).toBe('field:password');
    driver.send({ type: 'logged-in', work }).send({ type: 'failed', work, error: wrongPassword() });
    expect(driver.step).toBe('field:password');
    driver.submit('right');
    expect(driver.count('login')).toBe(2);
  });

  it('leaves from anywhere', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'right').send({ type: 'leave' });
    expect(driver.effects.slice(-2)).toEqual([{ type: 'cancel' }, { type: 'end', kind: 'left' }]);
    expect(driver.state.outcome).toEqual({ kind: 'left' });
    expect(driver.submit('x').state.outcome).toEqual({ kind: 'left' });
  });

  it('passes a question of the backend on, and its answer back', () => {
    const driver = new Driver().submit('snowflake', 'mfa', 'a', 'me', 'right');
    const question = { kind: 'passcode', field: 'passcode', message: 'Enter the passcode.' } as const;
    driver.send({ type: 'asked', work: driver.state.work, question });
    expect(driver.view).toMatchObject({ kind: 'text', secret: true, title: 'Enter the passcode.' });
    driver.submit('123');
    expect(driver.last('answer')).toEqual({ type: 'answer', value: '123' });
    driver.send({ type: 'asked', work: driver.state.work, question }).back();
    expect(driver.last('answer')).toEqual({ type: 'answer', value: null });
    driver.failed(new CancelledError());
    expect(driver.step).toBe('field:password');
    expect(driver.state.failure).toBeNull();
  });

  it('offers what the environment holds, and keeps a secret of it by reference', () => {
    const env = { FAKE_ACCOUNT: 'env-acc', FAKE_PASSWORD: 'c4nary' };
    const driver = new Driver(worldOf({ env })).submit('snowflake', 'password');
    expect(driver.view).toMatchObject({ initial: 'env-acc', help: expect.stringContaining('From FAKE_ACCOUNT.') });
    driver.submit('env-acc', 'me');
    expect(driver.view).toMatchObject({ initial: '', placeholder: 'Enter uses FAKE_PASSWORD' });
    expect(JSON.stringify(driver.view)).not.toContain('c4nary');
    driver.submit('');
    expect(driver.last('login').options.references).toEqual({ password: 'env:FAKE_PASSWORD' });
    driver.loggedIn().submit('', '', '').opened().submit('n', 'none');
    expect(driver.last('save')).toMatchObject({ typed: {}, profile: { secrets: { password: 'env:FAKE_PASSWORD' } } });
  });

  it('offers lists, typing instead, and typing alone when they are refused', () => {
    const driver = new Driver().submit('snowflake', 'password', 'a', 'me', 'right').loggedIn();
    expect(driver.last('list')).toEqual({ type: 'list', list: 'role:', kind: 'role', parent: null });
    expect(driver.view).toMatchObject({ kind: 'text', help: expect.stringContaining('Listing') });
    driver.send({ type: 'listed', list: 'role:', items: [{ name: 'R', detail: 'yours', value: 'r1' }] });
    expect(driver.view).toMatchObject({
      kind: 'select',
      choices: [
        { value: '', label: 'None' },
        { value: 'r1', label: 'R', help: 'yours' },
      ],
    });
    driver.send({ type: 'type-instead' });
    expect(driver.view).toMatchObject({ kind: 'text', listable: true });
    driver.back();
    expect(driver.view.kind).toBe('select');
    driver.submit('r1');
    driver.send({ type: 'not-listed', list: 'warehouse:', reason: 'Not for you.' });
    expect(driver.view).toMatchObject({ kind: 'text', help: expect.stringContaining('Not for you.') });
    driver.submit('');
    driver.send({ type: 'draft', text: 'pub' });
    driver.send({ type: 'listed', list: 'schema:', items: [{ name: 'S' }] });
    expect(driver.view).toMatchObject({ kind: 'text', initial: 'pub' });
  });

  it('puts optional fields behind one question, and never keeps what holds for one login', () => {
    const driver = new Driver().submit('snowflake', 'more');
    expect(driver.view).toMatchObject({ kind: 'select' });
    driver.submit('browser', 'a');
    expect(driver.step).toBe('optional');
    driver.submit('client_id', 'C', 'passcode', '99');
    expect(driver.view).toMatchObject({
      choices: [{ value: 'go' }, { label: 'User' }, { label: 'Client: C' }, { label: 'Passcode: ••••••••' }],
    });
    driver.submit('go');
    expect(driver.last('login').options.plain).toMatchObject({ client_id: 'C', passcode: '99' });
    driver.loggedIn().submit('', '', '').opened().submit('n', 'none');
    expect(driver.last('save')).toMatchObject({ typed: {}, profile: { connection: { client_id: 'C' } } });
    expect(JSON.stringify(driver.last('save'))).not.toContain('99');
  });

  it('changes a saved profile, its secret staying where it is', () => {
    const saved = profileOf('old', {
      engine: 'snowflake',
      connection: { auth_mode: 'password', account: 'A', user: 'me', host: 'h', warehouse: 'WH' },
      secrets: { password: 'env:PW' },
      settings: { environment: 'staging', read_only: true },
    });
    const driver = new Driver(worldOf({ profiles: [saved] }));
    expect(driver.step).toBe('welcome');
    driver.submit('edit:old', 'snowflake', 'password', 'A', 'me');
    expect(driver.view).toMatchObject({ placeholder: 'Enter keeps env:PW' });
    driver.submit('').loggedIn().submit('', 'WH', '').opened().submit('new', 'none');
    expect(driver.last('save')).toMatchObject({
      replaces: 'old',
      profile: {
        name: 'new',
        connection: { host: 'h', warehouse: 'WH' },
        secrets: { password: 'env:PW' },
        settings: { read_only: true },
      },
    });
    expect(driver.last('save').profile.settings.environment).toBeUndefined();
  });

  it('refuses a name that is taken', () => {
    const driver = new Driver(worldOf({ profiles: [profileOf('Taken')] })).submit('new', 'duckdb', 'memory');
    driver.loggedIn().opened().submit('taken');
    expect(driver.state.problem?.message).toBe('There is a profile "Taken" already.');
    driver.submit('a/b');
    expect(driver.state.problem?.message).toBe('The name "a/b" can\'t hold "/".');
  });

  it('asks nothing that is given', () => {
    const set = { account: 'a', user: 'me', password: 'env:PW', warehouse: 'WH', host: 'h' };
    const driver = new Driver(worldOf(), {
      engine: 'snowflake',
      auth: 'password',
      set,
      name: 'n',
      environment: 'none',
    });
    expect(driver.step).toBe('login');
    expect(driver.last('login').options).toEqual({
      engine: 'snowflake',
      plain: { auth_mode: 'password', account: 'A', user: 'me', host: 'h' },
      references: { password: 'env:PW' },
      settings: {},
    });
    driver.loggedIn();
    expect(driver.step).toBe('context:role');
    driver.submit('');
    expect(driver.step).toBe('context:schema');
    driver.submit('').opened();
    expect(driver.step).toBe('save');
  });

  it.each<[string, Given, string]>([
    ['an engine', { engine: 'snowflak' }, 'Did you mean "snowflake"?'],
    ['a mode', { engine: 'snowflake', auth: 'x' }, 'has no auth mode "x"'],
    ['a mode without an engine', { auth: 'password' }, '--auth needs --engine.'],
    ['an option', { engine: 'snowflake', set: { acount: 'a' } }, 'Did you mean "account"?'],
    ['a value', { engine: 'snowflake', set: { account: 'a b' } }, 'An account has no spaces.'],
    ['a secret', { engine: 'snowflake', set: { password: 'hunter2' } }, 'takes a reference to the secret'],
    ['a plain secret', { engine: 'snowflake', set: { password: 'plain:hunter2' } }, 'takes a reference'],
    [
      'a reference',
      { engine: 'snowflake', set: { proxy_password: 'env:' } },
      'needs the name of an environment variable',
    ],
    ['a name', { name: 'setup' }, 'is a command of smallex'],
    ['an environment', { environment: 'prod' }, 'Unknown environment "prod"'],
    ['a profile', { edit: 'x' }, 'There is no profile "x"'],
  ])('refuses %s that can not be used', (_what, given, message) => {
    expect(() => startWizard(worldOf(), given)).toThrow(message);
    expect(() => startWizard(worldOf(), given)).not.toThrow('hunter2');
  });
});

// ---- properties ----------------------------------------------------------------------------------------------------

/** Everything that can happen in a state, and answers right and wrong. */
function possible(driver: Driver, pick: number, text: string): WizardEvent {
  const { view, state } = driver;
  const { work } = state;
  const events: WizardEvent[] = [{ type: 'back' }];
  if (view.kind === 'select') {
    for (const { value } of view.choices) events.push({ type: 'submit', value });
    if (view.typable) events.push({ type: 'type-instead' });
  }
  if (state.step === 'welcome' || state.step === 'engine') events.push({ type: 'paste', text });
  if (view.kind === 'text') {
    events.push({ type: 'submit', value: text }, { type: 'submit', value: view.initial }, { type: 'draft', text });
    if (view.listable) events.push({ type: 'type-instead' });
  }
  if (view.kind === 'working' && state.step === 'login') {
    events.push({ type: 'logged-in', work }, { type: 'failed', work, error: wrongPassword() });
    events.push({ type: 'asked', work, question: { kind: 'passcode', message: 'Passcode?' } });
    events.push({ type: 'failed', work, error: new CancelledError() });
  }
  if (view.kind === 'working' && state.step === 'test') {
    events.push({ type: 'opened', work, report: REPORT }, { type: 'failed', work, error: wrongWarehouse() });
    events.push({ type: 'failed', work, error: new ConnectionError('Lost.', { stage: 'select' }) });
  }
  if (view.kind === 'working' && state.step === 'save') {
    events.push({ type: 'failed', work, error: new ConnectionError('Full.', {}) });
  }
  const list = driver.last('list');
  if (list) events.push({ type: 'listed', list: list.list, items: [{ name: 'L' }] });
  events.push({ type: 'keyring', ok: true });
  return events[pick % events.length]!;
}

const texts = fc.constantFrom('', 'a', 'right', 'a b', 'x/y', 'WH', 'env:X', 'fake:a:b:right', 'fake:a');
const walk = fc.array(fc.tuple(fc.nat(1000), texts), { maxLength: 60 });
const worlds = fc.constantFrom(
  worldOf(),
  worldOf({ profiles: [profileOf('saved', { engine: 'duckdb', connection: { auth_mode: 'memory' } })] }),
  worldOf({ env: { FAKE_ACCOUNT: 'e', FAKE_PASSWORD: 'p' } }),
);

function wander(world: WizardWorld, steps: readonly (readonly [number, string])[]): Driver {
  const driver = new Driver(world);
  for (const [pick, text] of steps) driver.send(possible(driver, pick, text));
  return driver;
}

/** Does what a willing person and a working server would, until it is saved. */
function finish(driver: Driver): void {
  for (let moves = 0; moves < 60 && driver.state.outcome === null; moves++) {
    const { view, state } = driver;
    const { work } = state;
    if (view.kind === 'select') driver.submit(view.failed ? 'anyway' : view.choices[0]!.value);
    else if (state.step === 'paste') driver.submit('fake:a:b:right');
    else if (view.kind === 'text')
      driver.submit(state.problem ? 'n1' : view.initial || (view.placeholder ? '' : 'right'));
    else if (state.step === 'login') driver.loggedIn();
    else if (state.step === 'test') driver.opened();
    else if (state.step === 'keep') driver.send({ type: 'keyring', ok: true });
    else driver.send({ type: 'saved', work, profile: profileOf('n'), isDefault: false });
    if (driver.state.failure?.at === 'save' && !driver.state.working) driver.submit('again');
  }
}

describe('whatever a person does', () => {
  it('there is always something to show, a way on to the end, and no secret in sight', () => {
    fc.assert(
      fc.property(worlds, walk, (world, steps) => {
        const driver = wander(world, steps);
        const { view } = driver;
        expect(view.title).not.toBe('');
        if (view.kind === 'select') expect(view.choices.length).toBeGreaterThan(0);
        const secrets = view.crumbs.filter(({ label }) => /Pass(word|code)/.test(label));
        for (const { value } of secrets) expect(value).toMatch(/^(••••••••|env:FAKE_PASSWORD)$/);
        finish(driver);
        expect(driver.state.outcome?.kind).toBe('saved');
      }),
      { numRuns: 400 },
    );
  });

  it('Esc loses no answer: going back as far as it goes and on again restores them all', () => {
    fc.assert(
      fc.property(worlds, walk, (world, steps) => {
        const driver = wander(world, steps);
        const before = driver.state.answers;
        for (let moves = 0; moves < 60; moves++) {
          const { step, asking, working } = driver.state;
          driver.back();
          if (asking) driver.failed(new CancelledError());
          if (driver.step === step && !working && !driver.state.mending && !driver.state.allModes) break;
        }
        expect(driver.state.answers).toEqual(before);
      }),
      { numRuns: 400 },
    );
  });

  it('what was answered stands in its question again, so that Enter alone leads on to the same', () => {
    const driver = new Driver().submit('snowflake', 'password', 'acc', 'me', 'right').loggedIn();
    driver.submit('R', 'WH', 'S').opened().submit('name', 'production');
    const before = driver.state.answers;
    const stepNow = (): StepId => driver.step;
    while (stepNow() !== 'engine') driver.back();
    for (let moves = 0; stepNow() !== 'keep' && moves < 30; moves++) {
      const { view } = driver;
      expect(['select', 'text']).toContain(view.kind);
      if (view.kind === 'select' || view.kind === 'text') driver.submit(view.initial);
    }
    expect(driver.state.answers).toEqual(before);
    expect([driver.count('login'), driver.count('open')]).toEqual([1, 1]);
  });
});

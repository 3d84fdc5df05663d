import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getBackend, listBackends } from '../../../source/backends/index.js';
import { startWizard, stepWizard } from '../../../source/wizard/flow.js';
import { valueOf, type WizardWorld } from '../../../source/wizard/form.js';
import type { WizardState } from '../../../source/wizard/state.js';
import { viewOf } from '../../../source/wizard/view.js';
import { suggestedName } from '../../../source/wizard/words.js';

const world: WizardWorld = { engines: listBackends(), backendOf: getBackend, env: {}, profiles: [] };

function submit(state: WizardState, value: string): WizardState {
  return stepWizard(world, state, { type: 'submit', value }).state;
}

function atFirstField(engine: string, auth: string): WizardState {
  return startWizard(world, { engine, auth }).state;
}

describe('a whole text pasted into the first field of a login', () => {
  it('fills the login and what follows it, and says what it took; nothing that it says is asked', () => {
    const first = atFirstField('snowflake', 'password');
    expect(first.step).toBe('field:account');
    const url =
      'jdbc:snowflake://acme-prod.snowflakecomputing.com/?user=ada&warehouse=WH&db=SALES&password=secret-word';
    const drafted = stepWizard(world, first, { type: 'draft', text: url }).state;
    expect(viewOf(world, drafted)).toMatchObject({
      preview: {
        kind: 'stored',
        text: 'takes Snowflake, Login Password, Account acme-prod, User ada, Password ••••••••, Warehouse WH, Database SALES',
      },
    });
    const next = submit(drafted, url);
    expect(next.notices).toEqual([
      'Taken from your text: Snowflake, Login Password, Account acme-prod, User ada, Password ••••••••, Warehouse WH, Database SALES.',
    ]);
    expect(next.step).toBe('login');
    expect(valueOf(next.answers, 'account')).toBe('acme-prod');
    expect(valueOf(next.answers, 'database')).toBe('SALES');
    expect(JSON.stringify(viewOf(world, next))).not.toContain('secret-word');
  });

  it.each([
    ['snow connection add --account acme-prod --user ADA --role R', ['acme-prod', 'ADA', 'R']],
    ['[prod] account = "acme-prod" user = "ADA" role = "R"', ['acme-prod', 'ADA', 'R']],
    ['account=acme-prod;user=ADA;role=R', ['acme-prod', 'ADA', 'R']],
  ])('%s', (text, expected) => {
    const { answers } = submit(atFirstField('snowflake', 'external_browser'), text);
    expect(['account', 'user', 'role'].map((key) => valueOf(answers, key))).toEqual(expected);
  });

  it('takes a Databricks string, and the page of a warehouse', () => {
    const first = atFirstField('databricks', 'token');
    const jdbc =
      'jdbc:databricks://dbc-a1b2345c-d6e7.cloud.databricks.com:443;httpPath=/sql/1.0/warehouses/a1b2c3d4e5f60718;PWD=dapi1;ConnCatalog=main';
    const { answers } = submit(first, jdbc);
    expect(['server_hostname', 'access_token', 'http_path', 'catalog'].map((key) => valueOf(answers, key))).toEqual([
      'dbc-a1b2345c-d6e7.cloud.databricks.com',
      'dapi1',
      '/sql/1.0/warehouses/a1b2c3d4e5f60718',
      'main',
    ]);
    const page = submit(first, 'https://dbc-a1b2345c-d6e7.cloud.databricks.com/sql/warehouses/a1b2c3d4e5f60718?o=42');
    expect(valueOf(page.answers, 'http_path')).toBe('/sql/1.0/warehouses/a1b2c3d4e5f60718');
  });

  it('is one answer where it is only one', () => {
    const next = submit(atFirstField('snowflake', 'password'), 'https://app.snowflake.com/acme/prod/#/homepage');
    expect(next.notices).toEqual([]);
    expect(valueOf(next.answers, 'account')).toBe('acme-prod');
  });
});

describe('a text pasted before anything is chosen', () => {
  const begin = startWizard(world, {}).state;
  const paste = (text: string, from = begin): WizardState => {
    const onto = stepWizard(world, from, { type: 'paste', text }).state;
    expect(onto.step).toBe('paste');
    expect(onto.working).toBe(false); // nothing runs before Enter
    expect(viewOf(world, onto)).toMatchObject({ kind: 'text', initial: text });
    return submit(onto, text);
  };
  const taken = (state: WizardState): unknown => ({
    engine: state.answers.engine,
    auth: state.answers.auth,
    step: state.step,
    ...Object.fromEntries(
      Object.entries({ ...state.answers.values, ...state.answers.extra }).map(([key, value]) => [
        key.replace(/^\w+\//, ''),
        value,
      ]),
    ),
  });

  it.each([
    [
      'https://app.snowflake.com/acme/prod/#/homepage',
      { engine: 'snowflake', auth: null, step: 'auth', account: 'acme-prod' },
    ],
    [
      'snowflake://ADA:pw-word@acme-prod/SALES/PUBLIC?warehouse=WH&role=R',
      {
        engine: 'snowflake',
        auth: 'password',
        step: 'login',
        account: 'acme-prod',
        user: 'ADA',
        password: 'pw-word',
        database: 'SALES',
        schema: 'PUBLIC',
        warehouse: 'WH',
        role: 'R',
      },
    ],
    [
      '[prod]\naccount = "acme-prod"\nauthenticator = "SNOWFLAKE_JWT"\nprivate_key_file = "/k.p8"',
      { engine: 'snowflake', auth: 'key_pair', step: 'field:user', account: 'acme-prod', private_key_path: '/k.p8' },
    ],
    [
      'snow connection add --account acme-prod --user ADA --authenticator externalbrowser',
      { engine: 'snowflake', auth: 'external_browser', step: 'login', account: 'acme-prod', user: 'ADA' },
    ],
    [
      'account=acme-prod;user=ADA;authenticator=PROGRAMMATIC_ACCESS_TOKEN;token_file_path=/t',
      { engine: 'snowflake', auth: 'pat', step: 'login', account: 'acme-prod', user: 'ADA', token_file_path: '/t' },
    ],
    [
      '[DEFAULT]\nhost = https://dbc-1.cloud.databricks.com/\ntoken = dapi1234\nwarehouse_id = a1b2c3d4e5f60718',
      {
        engine: 'databricks',
        auth: 'token',
        step: 'login',
        server_hostname: 'dbc-1.cloud.databricks.com',
        access_token: 'dapi1234',
        http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718',
      },
    ],
    [
      'jdbc:databricks://dbc-1.cloud.databricks.com:443;AuthMech=11;Auth_Flow=2;httpPath=/sql/1.0/warehouses/a1b2c3d4e5f60718',
      {
        engine: 'databricks',
        auth: 'oauth_browser',
        step: 'login',
        server_hostname: 'dbc-1.cloud.databricks.com',
        http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718',
      },
    ],
    [
      'databricks auth login --host https://adb-12.7.azuredatabricks.net',
      { engine: 'databricks', auth: 'oauth_browser', step: 'login', server_hostname: 'adb-12.7.azuredatabricks.net' },
    ],
    [
      'https://dbc-1.cloud.databricks.com/sql/warehouses/a1b2c3d4e5f60718?o=42',
      {
        engine: 'databricks',
        auth: null,
        step: 'auth',
        server_hostname: 'dbc-1.cloud.databricks.com',
        http_path: '/sql/1.0/warehouses/a1b2c3d4e5f60718',
      },
    ],
    ["'/data/my shop.duckdb'", { engine: 'duckdb', auth: 'file', step: 'login', path: '/data/my shop.duckdb' }],
    ['/data/my\\ shop.db', { engine: 'duckdb', auth: 'file', step: 'login', path: '/data/my shop.db' }],
    [
      'duckdb:////data/x.db?access_mode=read_only',
      { engine: 'duckdb', auth: 'file', step: 'login', path: '/data/x.db', read_only: 'true' },
    ],
    [
      'md:shop?motherduck_token=md-token',
      { engine: 'duckdb', auth: 'motherduck', step: 'login', path: 'shop', motherduck_token: 'md-token' },
    ],
    ['md:shop', { engine: 'duckdb', auth: 'motherduck', step: 'field:motherduck_token', path: 'shop' }],
  ])('%j', (text, expected) => {
    expect(taken(paste(text))).toEqual(expected);
  });

  it('says what it took and what it left, and no secret', () => {
    const state = paste(
      'snowflake://ADA:pw-word@acme-prod/?passcode=123456&proxyPassword=px-word&frob=1&authenticator=externalbrowser',
    );
    expect(state.notices).toEqual([
      'Taken from your text: Snowflake, Login Browser (single sign-on), Account acme-prod, User ADA.',
      'Left: A passcode is good for one login and isn’t kept. smallex has no option for frob. The password is not used by this login (Browser (single sign-on)). The proxy password is kept nowhere yet: smallex profiles set NAME proxy_password=env:NAME',
    ]);
    expect(JSON.stringify(viewOf(world, state))).not.toMatch(/pw-word|px-word|123456/);
  });

  it.each([
    ['hello', 'No connection can be read from this text.'],
    ['acme-prod', 'No connection can be read from this text.'],
    ['dapi0123456789abcdef', 'This is a token alone, which does not say where it is for.'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'This is a private key itself.'],
    ['/data/sales.csv', 'This is a file of data, not a database.'],
    ['https://accounts.cloud.databricks.com/login', 'This is the address of the account console, which runs no SQL.'],
    [' ', 'Nothing is pasted yet.'],
  ])('refuses %j in a sentence, and keeps it to be mended', (text, message) => {
    const state = paste(text);
    expect(state.problem?.message).toBe(message);
    expect(viewOf(world, state)).toMatchObject({ kind: 'text', initial: text });
  });

  it('hides what may hold a secret while it stands in the field', () => {
    const at = (text: string): unknown => viewOf(world, stepWizard(world, begin, { type: 'paste', text }).state);
    expect(at('snowflake://ADA:pw-word@acme-prod')).toMatchObject({ secret: true });
    expect(at('[x]\npassword = "a"')).toMatchObject({ secret: true });
    expect(at('/data/shop.duckdb')).toMatchObject({ secret: false });
    expect(at('snowflake://ADA@acme-prod')).toMatchObject({ secret: false });
  });

  it('goes back to the text, then to the list; another engine begins anew', () => {
    const state = paste('https://app.snowflake.com/acme/prod');
    const back = (from: WizardState): WizardState => stepWizard(world, from, { type: 'back' }).state;
    expect(back(state).step).toBe('paste');
    expect(viewOf(world, back(state))).toMatchObject({ initial: 'https://app.snowflake.com/acme/prod' });
    const list = back(back(state));
    expect(list.step).toBe('engine');
    const other = submit(submit(list, 'snowflake'), 'password');
    expect(other.step).toBe('field:account');
    expect(viewOf(world, other)).toMatchObject({ initial: 'acme-prod' });
    const text = submit(list, 'paste');
    expect(taken(submit({ ...text, drafts: {} }, 'md:x'))).toEqual({
      engine: 'duckdb',
      auth: 'motherduck',
      step: 'field:motherduck_token',
      path: 'x',
    });
  });

  it('stands beside what was found, and names the connection', () => {
    const profile = { name: 'old', engine: 'duckdb', connection: {}, secrets: {}, settings: {} } as const;
    const known: WizardWorld = { ...world, profiles: [profile] };
    const first = startWizard(known, {}).state;
    const onto = stepWizard(known, first, { type: 'paste', text: '[prod]\naccount="acme-prod"' }).state;
    const next = stepWizard(known, onto, { type: 'submit', value: '[prod]\naccount="acme-prod"' }).state;
    expect(next.step).toBe('auth');
    expect(suggestedName(known, next.answers)).toBe('prod');
    const before = stepWizard(known, stepWizard(known, next, { type: 'back' }).state, { type: 'back' }).state;
    expect(before.step).toBe('welcome');
  });

  it('in the first field of a login, what the text names goes before the login chosen', () => {
    const next = submit(atFirstField('snowflake', 'mfa'), 'account=acme-prod;user=ADA;authenticator=externalbrowser');
    expect(next.answers.auth).toBe('external_browser');
    const same = submit(atFirstField('snowflake', 'mfa'), 'account=acme-prod;user=ADA;password=pw-word');
    expect(same.answers.auth).toBe('mfa');
  });

  it('takes any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        stepWizard(world, stepWizard(world, begin, { type: 'paste', text }).state, { type: 'submit', value: text });
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { getBackend, listBackends } from '../../../source/backends/index.js';
import { startWizard, stepWizard } from '../../../source/wizard/flow.js';
import { valueOf, type WizardWorld } from '../../../source/wizard/form.js';
import type { WizardState } from '../../../source/wizard/state.js';
import { viewOf } from '../../../source/wizard/view.js';

const world: WizardWorld = { engines: listBackends(), backendOf: getBackend, env: {}, profiles: [] };

function submit(state: WizardState, value: string): WizardState {
  return stepWizard(world, state, { type: 'submit', value }).state;
}

function atFirstField(engine: string, auth: string): WizardState {
  return startWizard(world, { engine, auth }).state;
}

describe('a whole text pasted into the first field of a login', () => {
  it('fills the login and what follows it, and says what it took; the rest is asked, filled in', () => {
    const first = atFirstField('snowflake', 'password');
    expect(first.step).toBe('field:account');
    const url =
      'jdbc:snowflake://acme-prod.snowflakecomputing.com/?user=ada&warehouse=WH&db=SALES&password=secret-word';
    const drafted = stepWizard(world, first, { type: 'draft', text: url }).state;
    expect(viewOf(world, drafted)).toMatchObject({
      preview: { kind: 'stored', text: 'takes Account, User, Password, Warehouse, Database' },
    });
    const next = submit(drafted, url);
    expect(next.notices).toEqual(['Taken from your text: Account, User, Password, Warehouse, Database.']);
    expect(next.step).toBe('field:user');
    expect(viewOf(world, next)).toMatchObject({ kind: 'text', initial: 'ada' });
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

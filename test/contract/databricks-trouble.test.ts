import { afterAll, describe } from 'vitest';
import type { DatabricksKind } from '../doubles/databricks.js';
import type { Trouble } from '../doubles/http.js';
import { databricksOnDouble } from './doubles/databricks.js';
import { troubleAtLogin, troubleAtStatements } from './trouble.js';

const { engine, double } = await databricksOnDouble();
afterAll(() => double.stop());

const always =
  (kind: DatabricksKind | '*', trouble: Trouble): (() => () => void) =>
  () =>
    double.misbehave(kind, trouble, { times: Infinity });
const once =
  (kind: DatabricksKind, trouble: Trouble): (() => () => void) =>
  () =>
    double.misbehave(kind, trouble);

describe('a misbehaving Databricks', () => {
  troubleAtLogin(engine, [
    { what: 'HTTP 401', begin: always('*', { do: 'status', status: 401 }), becomes: 'auth' },
    { what: 'HTTP 403', begin: always('OpenSession', { do: 'status', status: 403 }), becomes: 'auth' },
    { what: 'HTTP 500', begin: always('warehouses', { do: 'status', status: 500 }), becomes: 'connection' },
    { what: 'a reset', begin: always('*', { do: 'reset' }), becomes: 'connection' },
    { what: 'a truncated body', begin: always('warehouses', { do: 'truncate' }), becomes: 'connection' },
    { what: 'a malformed body', begin: always('warehouses', { do: 'malformed' }), becomes: 'connection' },
    { what: 'a sign-in page', begin: always('warehouses', { do: 'html' }), becomes: 'connection' },
    { what: 'a truncated session', begin: always('OpenSession', { do: 'truncate' }), becomes: 'connection' },
  ]);

  const { sql } = engine.sql.pages;
  troubleAtStatements(engine, [
    { what: 'HTTP 401', begin: once('ExecuteStatement', { do: 'status', status: 401 }), becomes: 'auth' },
    { what: 'HTTP 403', begin: once('ExecuteStatement', { do: 'status', status: 403 }), becomes: 'auth' },
    { what: 'HTTP 503', begin: once('ExecuteStatement', { do: 'status', status: 503 }), becomes: 'connection' },
    { what: 'a reset', begin: once('ExecuteStatement', { do: 'reset' }), becomes: 'error' },
    { what: 'a truncated body', begin: once('ExecuteStatement', { do: 'truncate' }), becomes: 'error' },
    { what: 'a malformed body', begin: once('ExecuteStatement', { do: 'malformed' }), becomes: 'error' },
    {
      what: 'HTTP 403 for its rows',
      begin: once('FetchResults', { do: 'status', status: 403 }),
      becomes: 'error',
      sql,
    },
    { what: 'a reset at its rows', begin: once('FetchResults', { do: 'reset' }), becomes: 'error', sql },
    { what: 'truncated rows', begin: once('FetchResults', { do: 'truncate' }), becomes: 'error', sql },
    { what: 'malformed rows', begin: once('FetchResults', { do: 'malformed' }), becomes: 'error', sql },
    { what: 'a session that is gone', begin: gone, becomes: 'lost' },
  ]);
});

function gone(): () => void {
  double.endSessions();
  return () => undefined;
}

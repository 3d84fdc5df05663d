import { afterAll, describe } from 'vitest';
import type { Trouble } from '../doubles/http.js';
import type { SnowflakeKind } from '../doubles/snowflake-routes.js';
import { snowflakeOnDouble } from './doubles/snowflake.js';
import { troubleAtLogin, troubleAtStatements } from './trouble.js';

const { engine, double } = await snowflakeOnDouble();
afterAll(() => double.stop());

const always =
  (kind: SnowflakeKind, trouble: Trouble): (() => () => void) =>
  () =>
    double.misbehave(kind, trouble, { times: Infinity });
const once =
  (kind: SnowflakeKind, trouble: Trouble): (() => () => void) =>
  () =>
    double.misbehave(kind, trouble);

describe('a misbehaving Snowflake', () => {
  troubleAtLogin(engine, [
    { what: 'HTTP 401', begin: always('login', { do: 'status', status: 401 }), becomes: 'connection' },
    { what: 'HTTP 403', begin: always('login', { do: 'status', status: 403 }), becomes: 'connection' },
    { what: 'HTTP 503', begin: always('login', { do: 'status', status: 503 }), becomes: 'connection' },
    { what: 'a reset', begin: always('login', { do: 'reset' }), becomes: 'connection' },
    { what: 'a truncated body', begin: always('login', { do: 'truncate' }), becomes: 'connection' },
    { what: 'a malformed body', begin: always('login', { do: 'malformed' }), becomes: 'connection' },
    { what: 'a sign-in page', begin: always('login', { do: 'html' }), becomes: 'connection' },
    {
      what: 'a refusal',
      begin: () => double.refuse('login', { code: '390100', message: 'Incorrect username or password was specified.' }),
      becomes: 'auth',
    },
  ]);

  const { sql } = engine.sql.pages;
  troubleAtStatements(engine, [
    { what: 'HTTP 401', begin: once('query', { do: 'status', status: 401 }), becomes: 'error' },
    { what: 'HTTP 403', begin: once('query', { do: 'status', status: 403 }), becomes: 'error' },
    { what: 'HTTP 503 once', begin: once('query', { do: 'status', status: 503 }), becomes: 'renewed' },
    { what: 'a reset once', begin: once('query', { do: 'reset' }), becomes: 'renewed' },
    { what: 'a truncated body', begin: once('query', { do: 'truncate' }), becomes: 'connection' },
    { what: 'a malformed body', begin: once('query', { do: 'malformed' }), becomes: 'connection' },
    { what: 'HTTP 403 for its rows', begin: always('chunk', { do: 'status', status: 403 }), becomes: 'error', sql },
    { what: 'row files whose addresses have expired', begin: expiredFiles, becomes: 'renewed', sql },
    { what: 'a reset at a row file', begin: once('chunk', { do: 'reset' }), becomes: 'renewed', sql },
    { what: 'a truncated row file', begin: once('chunk', { do: 'truncate' }), becomes: 'renewed', sql },
    { what: 'a malformed row file', begin: once('chunk', { do: 'malformed' }), becomes: 'error', sql },
    { what: 'an expired session', begin: expire, becomes: 'renewed' },
    { what: 'an expired login', begin: () => expire(true), becomes: 'lost' },
    { what: 'a session that is gone', begin: () => gone(), becomes: 'lost' },
  ]);
});

function expire(master = false): () => void {
  double.expireSessions({ master });
  return () => undefined;
}

function gone(): () => void {
  double.endSessions();
  return () => undefined;
}

/** Refused as often as one address is tried: the driver then asks for new ones. */
function expiredFiles(): () => void {
  return double.misbehave('chunk', { do: 'status', status: 403 }, { times: 3 });
}

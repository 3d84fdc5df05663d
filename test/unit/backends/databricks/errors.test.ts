import { describe, expect, it } from 'vitest';
import { cleanMessage, httpError, positionIn, toSmallexError } from '../../../../source/backends/databricks/errors.js';
import { ConnectionError, QueryError } from '../../../../source/support/errors.js';

const CONTEXT = { host: 'h.example.com', stage: 'select' } as const;

describe('positionIn', () => {
  const sql = "select 'ä🦆', x,\r\n  nope\nfrom t";
  it.each([
    ['… (line 1, pos 7)', 7],
    ['… (line 1, pos 13)', sql.indexOf('x')],
    ['… ; line 2 pos 2;', sql.indexOf('nope')],
    ['… (line 3, pos 5)', sql.indexOf('t', sql.indexOf('from'))],
    ['== SQL (line 2, position 3) ==', sql.indexOf('nope')],
    ['… (line 9, pos 0)', undefined],
    ['… (line 3, pos 99)', sql.length],
    ['no place', undefined],
  ])('finds %j', (text, position) => {
    expect(positionIn(text, sql)).toBe(position);
  });
});

describe('cleanMessage', () => {
  it.each([
    [
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'. SQLSTATE: 42601 (line 1, pos 0)\n\n== SQL ==\nselec 1\n^^^\n",
      "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'.",
    ],
    [
      'org.apache.hive.service.cli.HiveSQLException: Error running query: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012\n\tat org.apache.spark.X.y(Z.scala:1)',
      '[DIVIDE_BY_ZERO] Division by zero.',
    ],
    [
      "[TABLE_OR_VIEW_NOT_FOUND] org.apache.spark.sql.catalyst.ExtendedAnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found. SQLSTATE: 42P01; line 1 pos 14;\n'Project [*]\n",
      '[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found.',
    ],
    ['', 'The engine gave no reason.'],
  ])('keeps the sentence of %j', (text, clean) => {
    expect(cleanMessage(text)).toBe(clean);
  });
});

describe('toSmallexError', () => {
  it("reads the driver's StatusError, which is no Error", () => {
    const thrown = { name: 'Status Error', message: '[X_Y] Bad. SQLSTATE: 42000', code: -1 };
    const error = toSmallexError(thrown, { ...CONTEXT, sql: 'x', queryId: 'q' }) as QueryError;
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({ message: '[X_Y] Bad.', engineCode: 'X_Y', sqlState: '42000', queryId: 'q' });
  });

  it('reads the text that OperationStateError hides in its response', () => {
    const response = {
      sqlState: '42601',
      errorMessage: 'Java [A_B] Text.',
      displayMessage: '[A_B] Text. (line 1, pos 3)',
    };
    const thrown = Object.assign(new Error('The operation failed due to an error'), { errorCode: 'ERROR', response });
    expect(toSmallexError(thrown, { ...CONTEXT, sql: 'abcdef' })).toMatchObject({
      message: '[A_B] Text.',
      position: 3,
      sqlState: '42601',
    });
  });

  it.each([
    ['ENOTFOUND', 'server_hostname', 'There is no host named h.example.com.'],
    ['ECONNREFUSED', 'server_hostname', 'the connection was refused'],
    ['ETIMEDOUT', 'server_hostname', 'it gave no answer in time'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ca_file', 'is not trusted'],
    ['EPROTO', 'port', "doesn't speak TLS"],
    ['PROXY_REFUSED', 'proxy', 'The proxy refused the way to h.example.com.'],
  ])('names the option to change for %s', (code, field, sentence) => {
    const error = toSmallexError(Object.assign(new Error('raw'), { code }), CONTEXT) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ field, engineCode: code });
    expect(error.message).toContain(sentence);
  });

  it.each(['Invalid SessionHandle: x', 'The session was closed or has expired', '[INVALID_HANDLE.SESSION_CLOSED] x'])(
    'knows a lost session by %j',
    (message) => {
      expect(toSmallexError({ message }, CONTEXT)).toMatchObject({ code: 'CONNECTION', engineCode: 'LOST' });
    },
  );

  it('says where a name was looked up, and that a dbt source must be compiled', () => {
    const missing = { message: '[TABLE_OR_VIEW_NOT_FOUND] The table or view `t` cannot be found.' };
    const where = { ...CONTEXT, catalog: 'main', schema: 'sales' };
    expect(toSmallexError(missing, { ...where, sql: 'select * from t' }).hint).toContain('looked up in main.sales.');
    expect(toSmallexError(missing, { ...where, sql: "select * from {{ ref('t') }}" }).hint).toContain(
      'compile it first',
    );
  });
});

describe('httpError', () => {
  it.each([
    [401, '', 'AuthError', 'h.example.com refused the login.'],
    [403, 'Invalid access token.', 'AuthError', 'h.example.com refused the login. Invalid access token.'],
    [
      403,
      'Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 1',
      'AuthError',
      'h.example.com refuses connections from 203.0.113.7. Source IP address: 203.0.113.7 is blocked',
    ],
    [404, 'SQL warehouse x does not exist', 'ConnectionError', 'knows no such warehouse or cluster.'],
    [503, '', 'ConnectionError', 'The warehouse is not ready.'],
    [500, 'oops', 'ConnectionError', 'h.example.com answered with HTTP status 500. oops.'],
  ])('%i %j is one sentence', (status, reason, name, message) => {
    const error = httpError(status, reason, CONTEXT);
    expect(error.name).toBe(name);
    expect(error.message).toContain(message);
  });
});

// Production and read-only, by the built program in scripts and in a terminal: DuckDB itself, the others against doubles
// that keep every statement they were sent. test/live/safety.test.ts does the same on the live engines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { openSession } from '../../source/session/index.js';
import { startDatabricksDouble } from '../doubles/databricks.js';
import { startSnowflakeDouble } from '../doubles/snowflake.js';
import {
  plainPromptOnProduction,
  promptOnProduction,
  readOnly,
  SAFE_TABLE,
  saveSafeProfiles,
  scriptsOnProduction,
  type SafePlace,
} from '../support/safe-journey.js';

let home: string;
let stop: () => Promise<unknown> = () => Promise.resolve();
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  return (home = mkdtempSync(join(tmpdir(), 'smallex-safe-')));
}

async function duckdb(): Promise<SafePlace> {
  const path = join(newHome(), 'shop.duckdb');
  stop = () => Promise.resolve();
  const run = async (sql: string): Promise<string> => {
    const session = await openSession({ engine: 'duckdb', connection: { path } });
    const cells: string[] = [];
    for await (const event of session.run(sql)) if (event.type === 'rows') cells.push(String(event.rows[0]?.[0]));
    await session.close();
    return cells.join();
  };
  return {
    engine: 'duckdb',
    connection: { auth_mode: 'file', path },
    home,
    warehouse: null,
    isLocked: true,
    make: () => run(`CREATE OR REPLACE TABLE ${SAFE_TABLE} AS SELECT a FROM range(2) r(a)`),
    isThere: async () => (await run(`SELECT count(*) FROM duckdb_tables() WHERE table_name = '${SAFE_TABLE}'`)) === '1',
  };
}

/** On a double a table is there until a DROP of it arrives; each `make` starts anew. */
function asTold(statements: () => readonly string[]) {
  let from = 0;
  return {
    make: () => Promise.resolve(void (from = statements().length)),
    isThere: () =>
      Promise.resolve(
        !statements()
          .slice(from)
          .some((sql) => /\bDROP TABLE\b/i.test(sql)),
      ),
  };
}

async function snowflake(): Promise<SafePlace> {
  const double = await startSnowflakeDouble();
  stop = () => double.stop();
  double.answer(/^select 1$/i, { columns: [{ name: '1', type: 'fixed' }], rows: [[1]] });
  double.answer(/^select count/i, { columns: [{ name: 'COUNT(*)', type: 'fixed' }], rows: [[2]] });
  double.answer(/^drop table/i, { status: 'SAFE_T successfully dropped.' });
  const { account, host, port } = double;
  return {
    engine: 'snowflake',
    connection: { account, host, port, protocol: 'http', user: 'fake', warehouse: 'W1' },
    secrets: { password: 'env:SAFE_SECRET' },
    env: { SAFE_SECRET: 'snow' },
    home: newHome(),
    warehouse: 'W1',
    ...asTold(() => double.statements),
  };
}

async function databricks(): Promise<SafePlace> {
  const double = await startDatabricksDouble();
  stop = () => double.stop();
  double.answer(/^select 1$/i, { columns: [{ name: '1', type: 'int' }], rows: [[1]] });
  double.answer(/^select count/i, { columns: [{ name: 'count(1)', type: 'bigint' }], rows: [[2]] });
  double.answer(/^drop table/i, {});
  return {
    engine: 'databricks',
    connection: { server_hostname: double.host, port: double.port, http_path: double.path, ca_file: double.caFile },
    secrets: { access_token: 'env:SAFE_SECRET' },
    env: { SAFE_SECRET: double.token },
    home: newHome(),
    warehouse: 'Shared',
    ...asTold(() => double.statements),
  };
}

describe.each([
  ['DuckDB', duckdb],
  ['Snowflake', snowflake],
  ['Databricks', databricks],
] as const)('%s', (_label, place) => {
  test.each([
    ['production in scripts: exit 2 before anything ran, unless --yes', scriptsOnProduction],
    ['production at the prompt: no type-ahead, paste or Enter is an answer', promptOnProduction],
    ['production at the plain prompt', plainPromptOnProduction],
    ['read-only in scripts and at the prompt', readOnly],
  ])('%s', async (_what, journey) => {
    const at = await place();
    saveSafeProfiles(at);
    await journey(at);
  });
});

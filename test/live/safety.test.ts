// Production and read-only, by the built program in scripts and in a terminal, with the real drivers on the live engines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import type { DatabaseConfig } from '../../source/backends/base.js';
import { openSession } from '../../source/session/index.js';
import {
  plainPromptOnProduction,
  promptOnProduction,
  readOnly,
  SAFE_TABLE,
  saveSafeProfiles,
  scriptsOnProduction,
  type SafePlace,
} from '../support/safe-journey.js';
import { liveEngines } from './engines.js';

const live = liveEngines();

let home = '';
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** The table as a second session sees it. */
function seenBy(config: DatabaseConfig, columns: string): Pick<SafePlace, 'make' | 'isThere'> {
  const run = async (sql: string): Promise<string> => {
    const session = await openSession(config);
    let last = '';
    for await (const event of session.run(sql)) last = event.type;
    await session.close();
    return last;
  };
  return {
    make: () =>
      run(
        `DROP TABLE IF EXISTS ${SAFE_TABLE}; CREATE TABLE ${SAFE_TABLE} (${columns}); INSERT INTO ${SAFE_TABLE} VALUES (1), (2)`,
      ),
    isThere: async () => (await run(`SELECT a FROM ${SAFE_TABLE}`)) === 'done',
  };
}

function snowflake(): SafePlace {
  const { account, host, port, user, password } = live.snowflake;
  const place = { account, host, port, protocol: 'http', user, warehouse: 'W1', database: 'DEMO', schema: 'PUBLIC' };
  return {
    engine: 'snowflake',
    connection: place,
    secrets: { password: 'env:SAFE_SECRET' },
    env: { SAFE_SECRET: password },
    home,
    warehouse: 'W1',
    ...seenBy({ engine: 'snowflake', connection: { ...place, password } }, 'a INT'),
  };
}

function databricks(): SafePlace {
  const { host, port, path, caFile, token } = live.databricks;
  const place = {
    server_hostname: host,
    port,
    http_path: path,
    ca_file: caFile,
    catalog: 'spark_catalog',
    schema: 'default',
  };
  return {
    engine: 'databricks',
    connection: place,
    secrets: { access_token: 'env:SAFE_SECRET' },
    env: { SAFE_SECRET: token, NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] },
    home,
    warehouse: 'Shared',
    ...seenBy({ engine: 'databricks', connection: { ...place, access_token: token } }, 'a INT'),
  };
}

describe.each([
  ['Snowflake', snowflake],
  ['Databricks', databricks],
] as const)('%s', (_label, place) => {
  test.each([
    ['production in scripts', scriptsOnProduction],
    ['production at the prompt', promptOnProduction],
    ['production at the plain prompt', plainPromptOnProduction],
    ['read-only in scripts and at the prompt', readOnly],
  ])('%s', async (_what, journey) => {
    home = mkdtempSync(join(tmpdir(), 'smallex-safe-live-'));
    const at = place();
    saveSafeProfiles(at);
    await journey(at);
  });
});

// The built program in a pseudo terminal, with the real drivers, against the live engines: from setup to the first result.
// What an engine can't do (a login that hangs, a test that takes long) stands in test/terminal/setup-cloud.test.ts.
import { afterEach, expect, test } from 'vitest';
import type { PtySession } from '../support/pty.js';
import { openDatabricksSetup, openSnowflakeSetup, setUpDatabricks, setUpSnowflake } from '../support/setup-journey.js';
import { countsOf as databricksCounts } from './engines/databricks/start.js';
import { countsOf as snowflakeCounts, startSnowflakeEngine } from './engines/snowflake/start.js';
import { liveEngines } from './engines.js';

const { databricks, python } = liveEngines();

let session: PtySession;
afterEach(() => session.close());

async function leave(): Promise<void> {
  session.key('ctrl+d');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.leftOn()).toEqual([]);
}

test('Snowflake: setup to the first result, three mistakes mended in place, one login a password', async () => {
  // A server of its own: other files log in to the shared one meanwhile.
  const engine = await startSnowflakeEngine(python.snowflake);
  try {
    const logins = async (): Promise<number> => (await snowflakeCounts(engine.url))['login'] ?? 0;
    const place = { ...engine, warehouse: 'SMALLEX_WH', database: 'DEMO', schema: 'PUBLIC', logins };
    session = await openSnowflakeSetup(place);
    await setUpSnowflake(session, place);
    session.type('select 42 as answer;\r');
    await session.waitFor(/ANSWER\n─+\n\s+42\n1 row/i);
    expect(await logins()).toBe(2);
    await leave();
  } finally {
    await engine.stop();
  }
});

test('Databricks: setup to the first result, three mistakes mended in place, one session for test and prompt', async () => {
  const sessions = async (): Promise<number> => (await databricksCounts(databricks))['OpenSession'] ?? 0;
  const place = { ...databricks, warehouse: 'Shared', catalog: 'spark_catalog', schema: 'default', sessions };
  session = await openDatabricksSetup(place);
  await setUpDatabricks(session, place);
  session.type('select 42 as answer;\r');
  await session.waitFor(/answer\n─+\n\s+42\n1 row/, 30_000);
  await leave();
});

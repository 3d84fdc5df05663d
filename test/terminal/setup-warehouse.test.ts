import { afterEach, expect, test } from 'vitest';
import { startDatabricksDouble, type DatabricksDouble } from '../doubles/databricks.js';
import type { PtySession } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';
import { openDatabricksSetup } from '../support/setup-journey.js';
import { accept, answer, choose } from '../support/wizard-pty.js';

// A stopped warehouse in the setup of the built program: nothing starts it but a yes.

let session: PtySession;
let double: DatabricksDouble;
afterEach(async () => {
  await session.close();
  await double.stop();
});

test('a stopped warehouse is listed with its state, and started after a yes alone, with its progress', async () => {
  double = await startDatabricksDouble({ warehouseStartMs: 3000 });
  const { host, port, caFile, token } = double;
  const sessions = (): number => double.count('OpenSession');
  session = await openDatabricksSetup({ host, port, caFile, token, warehouse: '', catalog: '', schema: '', sessions });
  await answer(session, 'Workspace', host);
  await answer(session, 'Access token', token);
  await session.waitFor(/Nightly +X-Small, stopped, stops after 10 min/, START_MS);
  await choose(session, 'Warehouse', 'Nightly');
  await choose(session, 'Catalog', 'main');
  await choose(session, 'Schema', 'sales');
  await session.waitFor('The warehouse "Nightly" (X-Small) is stopped. Start it?', START_MS);
  expect(double.count('warehouse-start') + sessions()).toBe(0);
  // Enter takes "No": it is where the cursor stands.
  session.key('enter');
  await session.waitFor('The warehouse "Nightly" is stopped.');
  expect(double.count('warehouse-start') + sessions()).toBe(0);
  await choose(session, 'The connection does not work yet.', 'Try again');
  await choose(session, 'The warehouse "Nightly" (X-Small) is stopped. Start it?', 'Yes');
  await session.waitFor(/starting, \d+ s/, START_MS);
  await session.waitFor('What shall this connection be called?', START_MS);
  expect(session.screen()).toMatch(/✓ Warehouse +Nightly/);
  session.key('ctrl+c');
  expect(await session.exit()).toEqual({ code: 130, signal: 0 });
});

test('where listing is forbidden the names are typed, and the reason stands there', async () => {
  double = await startDatabricksDouble();
  const { host, port, caFile, token } = double;
  const body = { error_code: 'PERMISSION_DENIED', message: 'You do not have the Databricks SQL entitlement.' };
  double.misbehave('warehouses', { do: 'status', status: 403, body }, { times: Infinity });
  const sessions = (): number => double.count('OpenSession');
  session = await openDatabricksSetup({ host, port, caFile, token, warehouse: '', catalog: '', schema: '', sessions });
  await answer(session, 'Workspace', host);
  await answer(session, 'Access token', token);
  await session.waitFor((screen) => /They\s+can't be listed: .*entitlement/s.test(screen), START_MS);
  session.type(`${double.path}\r`);
  await accept(session, 'Catalog');
  session.key('ctrl+c');
  expect(await session.exit()).toEqual({ code: 130, signal: 0 });
});

import { expect, test } from 'vitest';
import { describeBriefly, describeFound } from '../../../source/session/index.js';
import type { Session } from '../../../source/session/index.js';

function session(context: Record<string, string | null>): Session {
  return { engine: 'snowflake', name: 'prod', settings: {}, context } as unknown as Session;
}

test('what a login found is said beside what the profile said, and nothing twice', () => {
  const profile = { user: 'fake', warehouse: 'W1', catalog: 'demo', schema: 'public', account: 'acme', role: null };
  const before = describeBriefly(session(profile));
  expect(before).toBe('Snowflake prod · fake · W1 · demo.public · acme');
  const found = { ...profile, catalog: 'DEMO', schema: 'PUBLIC', role: 'SYSADMIN', warehouseState: 'started' };
  expect(describeFound(session(found), before)).toBe('fake as SYSADMIN · W1 (started)');
  expect(describeFound(session(profile), before)).toBe('');
});

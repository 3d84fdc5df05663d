// A smaller fault run (`npm run faults` makes the whole one): one fault of each kind at each step that matters most.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCases, type FaultCase } from '../faults/cases.js';
import { tryFault } from '../faults/run.js';
import { databricksTarget, snowflakeTarget, type FaultTarget } from '../faults/targets.js';

const SMALL = ['carried out, then reset', 'cut in the middle', 'the server has restarted and knows no session'];

const isSmall = ({ work, fault, step }: FaultCase): boolean =>
  SMALL.includes(fault) && step !== 'login' && !['slow read', 'slow write', 'cancel', 'close'].includes(work);

describe.each([
  ['snowflake', snowflakeTarget],
  ['databricks', databricksTarget],
] as const)('%s', (engine, start) => {
  let target: FaultTarget;
  beforeAll(async () => {
    target = await start();
  });
  afterAll(() => target.stop());

  const cases = allCases().filter((one) => one.engine === engine && isSmall(one));
  test.each(cases.map((one) => [one.work, one.step, one.fault, one] as const))(
    '%s, %s: %s',
    async (_work, _step, _fault, one) => {
      const { faults, ending, said } = await tryFault(target, one);
      expect(faults).toEqual([]);
      if (ending !== 'unnoticed') expect(said.length).toBeGreaterThan(0);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { quoteName, storedName, storedNames } from '../../../../source/backends/snowflake/identifier.js';

describe('names', () => {
  it.each([
    ['compute_wh', ['COMPUTE_WH', 'compute_wh']],
    ['COMPUTE_WH', ['COMPUTE_WH']],
    ['MyWh', ['MyWh', 'MYWH']],
    ['"MyWh"', ['MyWh']],
    ['"with ""quotes"""', ['with "quotes"']],
    ['my wh', ['my wh', 'MY WH']],
    [' wh ', ['WH', 'wh']],
  ])('%s may stand for %j', (written, names) => {
    expect(storedNames(written)).toEqual(names);
    expect(storedName(written)).toBe(names[0]);
  });

  it('quotes so that nothing in a name is read as SQL', () => {
    expect(quoteName('a"; drop table t; --')).toBe('"a""; drop table t; --"');
  });
});

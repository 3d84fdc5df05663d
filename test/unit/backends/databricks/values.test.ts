import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, doubleText, floatText } from '../../../../source/backends/databricks/numbers.js';
import { dateText, timestampText, zonedWriter } from '../../../../source/backends/databricks/timestamps.js';

// The left column is what Spark 4.1 answers to CAST(x AS STRING).
describe('numbers as Spark casts them to text', () => {
  it.each([
    ['0.0', 0],
    ['-0.0', -0],
    ['1.0', 1],
    ['0.1', 0.1],
    ['0.001', 0.001],
    ['1.0E-4', 0.0001],
    ['9999999.0', 9_999_999],
    ['1.0E7', 1e7],
    ['1.2345678901234567E19', 12345678901234567000],
    ['-1.5E-10', -1.5e-10],
    ['1.7976931348623157E308', Number.MAX_VALUE],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ])('double %s', (text, value) => {
    expect(doubleText(value)).toBe(text);
  });

  it.each([
    ['0.1', 0.1],
    ['3.4028235E38', 3.4028234663852886e38],
    ['1.6777216E7', 16_777_216],
    ['0.33333334', 1 / 3],
    ['-1.0E-5', -0.00001],
    ['NaN', Number.NaN],
  ])('float %s', (text, value) => {
    expect(floatText(Math.fround(value))).toBe(text);
  });

  it('gives texts that lead back to the same double and float', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (double, float) => {
          expect(Number(doubleText(double))).toBe(double);
          expect(Math.fround(Number(floatText(float)))).toBe(float);
        },
      ),
    );
  });

  it.each([
    ['0.05', 5n, 2],
    ['-0.05', -5n, 2],
    ['0', 0n, 0],
    ['0.000000000000000000', 0n, 18],
    ['-99999999999999999999.999999999999999999', -99999999999999999999999999999999999999n, 18],
    ['1200', 12n, -2],
  ])('decimal %s', (text, unscaled, scale) => {
    expect(decimalText(unscaled, scale)).toBe(text);
  });
});

describe('dates and timestamps', () => {
  it.each([
    ['1970-01-01', 0],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
    ['+10000-01-01', 2_932_897],
  ])('day %s', (text, days) => {
    expect(dateText(days)).toBe(text);
  });

  it.each([
    ['1970-01-01 00:00:00', 0n],
    ['1969-12-31 23:59:59.999999', -1n],
    ['2024-02-29 12:34:56.12', 1_709_210_096_120_000n],
  ])('timestamp %s', (text, micros) => {
    expect(timestampText(micros)).toBe(text);
  });

  it('writes instants in their zone with the offset of that day', () => {
    const winter = 1_704_067_200_000_001n; // 2024-01-01 00:00:00.000001Z
    const summer = 1_719_792_000_000_000n; // 2024-07-01 00:00:00Z
    const berlin = zonedWriter('Europe/Berlin');
    expect([berlin(winter), berlin(summer)]).toEqual(['2024-01-01 01:00:00.000001+01:00', '2024-07-01 02:00:00+02:00']);
    expect(zonedWriter('Etc/UTC')(summer)).toBe('2024-07-01 00:00:00+00:00');
    expect(zonedWriter('Asia/Kathmandu')(summer)).toBe('2024-07-01 05:45:00+05:45');
    expect(zonedWriter('-08:00')(summer)).toBe('2024-06-30 16:00:00-08:00');
    expect(zonedWriter('GMT+5:30')(summer)).toBe('2024-07-01 05:30:00+05:30');
    expect(zonedWriter('No/Where')(summer)).toBe('2024-07-01 00:00:00+00:00');
    expect(berlin(-62_135_596_800_000_000n)).toBe('0001-01-01 00:53:28+00:53:28');
  });

  it('changes the offset at the very second', () => {
    const berlin = zonedWriter('Europe/Berlin');
    const change = 1_711_846_800_000_000n; // 2024-03-31 01:00:00Z
    expect(berlin(change - 1n)).toBe('2024-03-31 01:59:59.999999+01:00');
    expect(berlin(change)).toBe('2024-03-31 03:00:00+02:00');
  });
});

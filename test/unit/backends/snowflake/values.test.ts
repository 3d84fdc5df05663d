import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriverColumn } from '../../../../source/backends/snowflake/driver.js';
import { cellOf, cellReader, columnOf, dateOfDay } from '../../../../source/backends/snowflake/values.js';

const NEW_YORK = 'America/New_York';

describe('cellReader', () => {
  it.each([
    ['fixed', '12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['fixed', '1.10', '1.10'],
    ['real', 'NaN', 'NaN'],
    ['real', '-inf', '-inf'],
    ['text', 'NULL', 'NULL'],
    ['text', '', ''],
    ['boolean', '1', 'true'],
    ['boolean', '0', 'false'],
    ['date', '0', '1970-01-01'],
    ['date', '-1', '1969-12-31'],
    ['date', '19782', '2024-02-29'],
    ['date', '-719528', '0000-01-01'],
    ['date', '2932896', '9999-12-31'],
    ['time', '45296.123456000', '12:34:56.123456'],
    ['time', '0.000000000', '00:00:00'],
    ['time', '86399.999999999', '23:59:59.999999999'],
    ['timestamp_ntz', '1700000000.000000000', '2023-11-14 22:13:20'],
    ['timestamp_ntz', '1700000000.123456789', '2023-11-14 22:13:20.123456789'],
    ['timestamp_ntz', '1700000000', '2023-11-14 22:13:20'],
    ['timestamp_ntz', '-1.500000000', '1969-12-31 23:59:58.5'],
    ['timestamp_ntz', '-0.000000001', '1969-12-31 23:59:59.999999999'],
    ['timestamp_ntz', '253402300799.999999999', '9999-12-31 23:59:59.999999999'],
    ['timestamp_tz', '1700000000.500000000 1560', '2023-11-15 00:13:20.5+02:00'],
    ['timestamp_tz', '1700000000.000000000 1440', '2023-11-14 22:13:20+00:00'],
    ['timestamp_tz', '1700000000.000000000 1110', '2023-11-14 16:43:20-05:30'],
    ['binary', 'DEADBEEF', 'DEADBEEF'],
    ['variant', '{\n  "a": 1\n}', '{"a":1}'],
    ['array', '[\n  1\n]', '[1]'],
    ['vector', '[1.000000,2.500000]', '[1.000000,2.500000]'],
    ['a type of tomorrow', 'x', 'x'],
  ])('%s %s is %s', (type, raw, cell) => {
    expect(cellReader(type, undefined)(raw)).toBe(cell);
  });

  it('writes TIMESTAMP_LTZ in the zone of the session, summer and winter', () => {
    const read = cellReader('timestamp_ltz', NEW_YORK);
    expect(read('1700000000.000000000')).toBe('2023-11-14 17:13:20-05:00');
    expect(read('1690000000.250000000')).toBe('2023-07-22 00:26:40.25-04:00');
    expect(cellReader('timestamp_ltz', 'Asia/Kolkata')('0.000000000')).toBe('1970-01-01 05:30:00+05:30');
    expect(cellReader('timestamp_ltz', undefined)('0')).toBe('1970-01-01 00:00:00+00:00');
  });

  it('agrees with Date on every instant that Date knows', () => {
    const read = cellReader('timestamp_ntz', undefined);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const seconds = Math.floor(date.getTime() / 1000);
          const [day, time] = date.toISOString().split('T');
          expect(read(`${seconds}.000000000`)).toBe(`${day} ${time?.slice(0, 8)}`);
        },
      ),
    );
  });

  it('knows days beyond the four-digit years', () => {
    expect(dateOfDay(2_932_897)).toBe('10000-01-01');
    expect(dateOfDay(-719_529)).toBe('-0001-12-31');
  });
});

describe('cellOf', () => {
  it('tells NULL, the empty text and the text NULL apart', () => {
    expect([null, '', 'NULL'].map((raw) => cellOf(raw, undefined))).toEqual([null, '', 'NULL']);
  });

  it('writes the numbers in the reports that the driver makes itself', () => {
    expect(cellOf(1024, undefined)).toBe('1024');
  });
});

describe('columnOf', () => {
  it.each([
    ['fixed', 38, 0, 'integer', 'NUMBER(38,0)', 'HUGEINT'],
    ['fixed', 18, 0, 'integer', 'NUMBER(18,0)', 'BIGINT'],
    ['fixed', 10, 2, 'decimal', 'NUMBER(10,2)', 'DECIMAL(10,2)'],
    ['real', null, null, 'float', 'FLOAT', 'DOUBLE'],
    ['text', null, null, 'text', 'VARCHAR', 'VARCHAR'],
    ['boolean', null, null, 'boolean', 'BOOLEAN', 'BOOLEAN'],
    ['date', null, null, 'date', 'DATE', 'DATE'],
    ['time', 0, 9, 'time', 'TIME(9)', 'VARCHAR'],
    ['time', 0, 6, 'time', 'TIME(6)', 'TIME'],
    ['timestamp_ntz', 0, 9, 'timestamp', 'TIMESTAMP_NTZ(9)', 'VARCHAR'],
    ['timestamp_ntz', 0, 3, 'timestamp', 'TIMESTAMP_NTZ(3)', 'TIMESTAMP'],
    ['timestamp_ltz', 0, 6, 'timestamptz', 'TIMESTAMP_LTZ(6)', 'TIMESTAMPTZ'],
    ['timestamp_tz', 0, 3, 'timestamptz', 'TIMESTAMP_TZ(3)', 'VARCHAR'],
    ['binary', null, null, 'binary', 'BINARY', 'VARCHAR'],
    ['object', null, null, 'json', 'OBJECT', 'VARCHAR'],
    ['decfloat', 38, null, 'decimal', 'DECFLOAT', 'VARCHAR'],
    ['a type of tomorrow', null, null, 'other', 'A TYPE OF TOMORROW', 'VARCHAR'],
  ])('%s(%s,%s) is %s, %s, stored as %s', (type, precision, scale, kind, typeName, storageType) => {
    expect(columnOf(driverColumn(type, precision, scale), 'UTC')).toMatchObject({
      name: 'C',
      kind,
      typeName,
      storageType,
    });
  });

  it('has the zone of its cells only where they share one', () => {
    expect(columnOf(driverColumn('timestamp_ltz', 0, 9), NEW_YORK).zone).toBe(NEW_YORK);
    expect(columnOf(driverColumn('timestamp_tz', 0, 9), NEW_YORK)).not.toHaveProperty('zone');
  });
});

function driverColumn(type: string, precision: number | null, scale: number | null): DriverColumn {
  return {
    getName: () => 'C',
    getIndex: () => 0,
    getType: () => type,
    getPrecision: () => precision,
    getScale: () => scale,
  };
}

import type { TypeCase } from '../engine.js';

/** A case with what Snowflake sends for it. */
export interface SnowflakeType extends TypeCase {
  readonly wire: {
    readonly type: string;
    readonly value: string;
    readonly precision?: number;
    readonly scale?: number;
  };
  /** What the live engine (fakesnow) does otherwise, or why it can't. */
  readonly live?: Partial<TypeCase>;
}

type Kind = TypeCase['kind'];
type Wire = SnowflakeType['wire'];

const number = (precision: number, scale: number, cell: string): SnowflakeType => ({
  type: `NUMBER(${precision},${scale})`,
  sql: `${cell}::NUMBER(${precision},${scale})`,
  cell,
  kind: scale === 0 ? 'integer' : 'decimal',
  json: cell,
  wire: { type: 'fixed', value: cell, precision, scale },
});
const float = (cell: string, json: string, live?: Partial<TypeCase>): SnowflakeType => ({
  type: 'FLOAT',
  sql: `'${cell}'::FLOAT`,
  cell,
  kind: 'float',
  json,
  wire: { type: 'real', value: cell },
  ...(live && { live }),
});
const text = (type: string, kind: Kind, cell: string, wire: Wire, live?: Partial<TypeCase>): SnowflakeType => ({
  type,
  sql: `'${cell.replaceAll("'", "''")}'::${type}`,
  cell,
  kind,
  json: JSON.stringify(cell),
  wire,
  ...(live && { live }),
});
const json = (
  type: string,
  source: string,
  value: string,
  cell: string,
  live: Partial<TypeCase> = {},
): SnowflakeType => ({
  type,
  sql: source,
  cell,
  kind: 'json',
  json: cell,
  wire: { type: type.replace(/\(.*/, '').toLowerCase(), value },
  live,
});

const MICROSECONDS = { cannot: 'the live engine ends at microseconds' };
const NO_OFFSET = { cannot: 'the live engine drops the offset' };

/**
 * Snowflake's types, as its JSON results carry them: the cell is the value's own text, timestamps with the digits that
 * are there and their offset, nested types as compact JSON.
 */
export const SNOWFLAKE_TYPES: readonly SnowflakeType[] = [
  number(38, 0, '12345678901234567890123456789012345678'),
  number(38, 0, '-99999999999999999999999999999999999999'),
  number(1, 0, '0'),
  number(10, 2, '1.10'),
  number(38, 18, '12345678901234567890.123456789012345678'),
  number(38, 37, '-1.2345678901234567890123456789012345678'),
  float('0.1', '0.1'),
  float('1.5e+100', '1.5e+100'),
  float('inf', '"inf"'),
  float('-inf', '"-inf"'),
  float('NaN', '"NaN"'),
  {
    ...text('DECFLOAT', 'decimal', '1.2345678901234567890123456789012345678E100', { type: 'decfloat', value: '' }),
    json: '1.2345678901234567890123456789012345678E100',
    wire: { type: 'decfloat', value: '1.2345678901234567890123456789012345678E100' },
    live: { cannot: 'the live engine has no DECFLOAT' },
  },
  text('VARCHAR', 'text', "it's «é» 🦆\ttab", { type: 'text', value: "it's «é» 🦆\ttab" }),
  text('VARCHAR', 'text', '', { type: 'text', value: '' }),
  { ...text('BOOLEAN', 'boolean', 'true', { type: 'boolean', value: '1' }), json: 'true' },
  { ...text('BOOLEAN', 'boolean', 'false', { type: 'boolean', value: '0' }), json: 'false' },
  text('DATE', 'date', '2024-02-29', { type: 'date', value: '19782' }),
  text('DATE', 'date', '0001-01-01', { type: 'date', value: '-719162' }),
  text('DATE', 'date', '9999-12-31', { type: 'date', value: '2932896' }),
  text('TIME', 'time', '12:34:56.000000001', { type: 'time', value: '45296.000000001' }, MICROSECONDS),
  text('TIME', 'time', '12:34:56.5', { type: 'time', value: '45296.500000000' }),
  text(
    'TIMESTAMP_NTZ',
    'timestamp',
    '2024-02-29 12:34:56.123456789',
    { type: 'timestamp_ntz', value: '1709210096.123456789' },
    MICROSECONDS,
  ),
  text('TIMESTAMP_NTZ', 'timestamp', '1969-12-31 23:59:58.5', { type: 'timestamp_ntz', value: '-1.500000000' }),
  text('TIMESTAMP_NTZ', 'timestamp', '9999-12-31 23:59:59', { type: 'timestamp_ntz', value: '253402300799.000000000' }),
  text('TIMESTAMP_LTZ', 'timestamptz', '2024-02-29 12:34:56.123456+00:00', {
    type: 'timestamp_ltz',
    value: '1709210096.123456000',
  }),
  text(
    'TIMESTAMP_TZ',
    'timestamptz',
    '2024-02-29 12:34:56.123456789+05:30',
    { type: 'timestamp_tz', value: '1709190296.123456789 1770' },
    NO_OFFSET,
  ),
  text(
    'TIMESTAMP_TZ',
    'timestamptz',
    '1969-12-31 12:59:59.5-11:00',
    { type: 'timestamp_tz', value: '-0.500000000 780' },
    NO_OFFSET,
  ),
  {
    ...text('BINARY', 'binary', 'DEADBEEF', { type: 'binary', value: 'DEADBEEF' }),
    sql: "TO_BINARY('DEADBEEF', 'HEX')",
  },
  json(
    'VARIANT',
    `PARSE_JSON('{"n": 12345678901234567890, "d": 1.10}')`,
    '{\n  "d": 1.10,\n  "n": 12345678901234567890\n}',
    '{"d":1.10,"n":12345678901234567890}',
    { cannot: 'the live engine reads nested numbers as doubles' },
  ),
  json('VARIANT', `PARSE_JSON('{"a": [1, null]}')`, '{\n  "a": [\n    1,\n    null\n  ]\n}', '{"a":[1,null]}'),
  json('VARIANT', `TO_VARIANT('NaN'::FLOAT)`, 'NaN', '"NaN"', { cannot: 'the live engine knows no such variant' }),
  json('OBJECT', `OBJECT_CONSTRUCT('k"1', 'it''s')`, '{\n  "k\\"1": "it\'s"\n}', '{"k\\"1":"it\'s"}'),
  json('ARRAY', 'ARRAY_CONSTRUCT(1, 2)', '[\n  1,\n  2\n]', '[1,2]'),
  json('ARRAY', 'ARRAY_CONSTRUCT(1, NULL)', '[\n  1,\n  undefined\n]', '[1,null]'),
  json('MAP(VARCHAR, NUMBER)', "{'a': 1}::MAP(VARCHAR, NUMBER)", '{\n  "a": 1\n}', '{"a":1}', {
    cannot: 'the live engine has no MAP',
  }),
  json(
    'ARRAY(NUMBER(38,0))',
    '[1, 12345678901234567890]::ARRAY(NUMBER(38,0))',
    '[\n  1,\n  12345678901234567890\n]',
    '[1,12345678901234567890]',
    { cannot: 'the live engine has no structured types' },
  ),
  json(
    'OBJECT(n NUMBER(38,2), s VARCHAR)',
    "{'n': 1.10, 's': 'x'}::OBJECT(n NUMBER(38,2), s VARCHAR)",
    '{\n  "n": 1.10,\n  "s": "x"\n}',
    '{"n":1.10,"s":"x"}',
    { cannot: 'the live engine has no structured types' },
  ),
  json('VECTOR(FLOAT, 2)', '[1.5, 2.25]::VECTOR(FLOAT, 2)', '[1.5,2.25]', '[1.5,2.25]', {
    cannot: 'the live engine has no VECTOR',
  }),
  json(
    'GEOGRAPHY',
    "TO_GEOGRAPHY('POINT(1 2)')",
    '{\n  "coordinates": [\n    1.000000000000000e+00,\n    2.000000000000000e+00\n  ],\n  "type": "Point"\n}',
    '{"coordinates":[1.000000000000000e+00,2.000000000000000e+00],"type":"Point"}',
    { cannot: 'the live engine has no GEOGRAPHY' },
  ),
];

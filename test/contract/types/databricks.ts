import type { TypeCase } from '../engine.js';

/** A case with the value that the double sends for it. */
export interface DatabricksType extends TypeCase {
  readonly wire: unknown;
  /** What the live engine (Spark's Thrift Server) does otherwise, or why it can't. */
  readonly live?: Partial<TypeCase>;
}

type Kind = TypeCase['kind'];

const plain = (type: string, kind: Kind, cell: string, wire: unknown = cell): DatabricksType => ({
  type,
  sql: `CAST('${cell}' AS ${type})`,
  cell,
  kind,
  json: cell,
  wire,
});
const quoted = (type: string, kind: Kind, cell: string, more: Partial<DatabricksType> = {}): DatabricksType => ({
  ...plain(type, kind, cell),
  json: JSON.stringify(cell),
  ...more,
});
const nested = (
  type: string,
  sql: string,
  wire: unknown,
  cell: string,
  live: Partial<TypeCase> = {},
): DatabricksType => ({ type, sql, cell, kind: 'json', json: cell, wire, live });

const NO_OFFSET = 'the live engine sends the text in the zone of the session, without its offset';
const ownText = (cell: string): Partial<TypeCase> => ({ kind: 'other', cell, json: JSON.stringify(cell) });

/** Databricks' types: scalars as the engine casts them to text (BINARY as hex), nested types as JSON. */
export const DATABRICKS_TYPES: readonly DatabricksType[] = [
  plain('BOOLEAN', 'boolean', 'true', true),
  plain('BOOLEAN', 'boolean', 'false', false),
  plain('TINYINT', 'integer', '-128'),
  plain('SMALLINT', 'integer', '32767'),
  plain('INT', 'integer', '-2147483648'),
  plain('BIGINT', 'integer', '9007199254740993'),
  plain('BIGINT', 'integer', '-9223372036854775808'),
  plain('DECIMAL(10,2)', 'decimal', '1.10'),
  plain('DECIMAL(10,2)', 'decimal', '-0.05'),
  plain('DECIMAL(38,18)', 'decimal', '12345678901234567890.123456789012345678'),
  plain('DECIMAL(38,0)', 'decimal', '-99999999999999999999999999999999999999'),
  plain('FLOAT', 'float', '0.1', 0.1),
  plain('DOUBLE', 'float', '0.1', 0.1),
  plain('DOUBLE', 'float', '1.0E10', 1e10),
  plain('DOUBLE', 'float', '-0.0', -0),
  quoted('DOUBLE', 'float', 'NaN', { wire: NaN }),
  quoted('DOUBLE', 'float', '-Infinity', { wire: -Infinity }),
  quoted('STRING', 'text', 'it"s «é» 🦆\ttab'),
  quoted('STRING', 'text', ''),
  quoted('VARCHAR(10)', 'text', 'NULL'),
  quoted('DATE', 'date', '2024-02-29'),
  quoted('DATE', 'date', '0001-01-01'),
  quoted('DATE', 'date', '9999-12-31'),
  quoted('TIMESTAMP', 'timestamptz', '2024-02-29 12:34:56.123456+00:00', {
    wire: '2024-02-29 12:34:56.123456',
    live: { kind: 'timestamp', cell: '2024-02-29 12:34:56.123456', json: '"2024-02-29 12:34:56.123456"' },
  }),
  quoted('TIMESTAMP', 'timestamptz', '1969-12-31 23:59:58.5+00:00', {
    wire: '1969-12-31 23:59:58.5',
    live: { cannot: NO_OFFSET },
  }),
  quoted('TIMESTAMP_NTZ', 'timestamp', '2024-02-29 12:34:56.000001'),
  quoted('BINARY', 'binary', 'DEADBEEF', { sql: "X'DEADBEEF'" }),
  quoted('INTERVAL YEAR TO MONTH', 'interval', '1-2', { sql: "INTERVAL '1-2' YEAR TO MONTH" }),
  quoted('INTERVAL DAY TO SECOND', 'interval', '3 04:05:06.789000000', {
    sql: "INTERVAL '3 04:05:06.789' DAY TO SECOND",
  }),
  nested('ARRAY<INT>', 'array(1, NULL, 3)', [1, null, 3], '[1,null,3]', { kind: 'other' }),
  nested(
    'STRUCT<n: BIGINT, d: DECIMAL(38,2), s: STRING>',
    "named_struct('n', 9007199254740993L, 'd', CAST(1.10 AS DECIMAL(38,2)), 's', 'it\"s')",
    { n: '9007199254740993', d: '1.10', s: 'it"s' },
    '{"n":9007199254740993,"d":1.10,"s":"it\\"s"}',
    ownText('{"n":9007199254740993,"d":1.10,"s":"it"s"}'),
  ),
  nested('MAP<STRING, DATE>', "map('k', DATE '2024-02-29')", { k: '2024-02-29' }, '{"k":"2024-02-29"}', {
    kind: 'other',
    ...ownText('{"k":2024-02-29}'),
  }),
  nested('ARRAY<DOUBLE>', "array(CAST('NaN' AS DOUBLE), 1.5D)", [NaN, 1.5], '["NaN",1.5]', ownText('[NaN,1.5]')),
  nested(
    'ARRAY<STRUCT<t: TIMESTAMP_NTZ, b: BOOLEAN>>',
    "array(named_struct('t', TIMESTAMP_NTZ '2024-02-29 12:34:56.5', 'b', true))",
    [{ t: '2024-02-29 12:34:56.5', b: true }],
    '[{"t":"2024-02-29 12:34:56.5","b":true}]',
    ownText('[{"t":2024-02-29 12:34:56.5,"b":true}]'),
  ),
  nested(
    'VARIANT',
    `parse_json('{"n":12345678901234567890}')`,
    '{"n":12345678901234567890}',
    '{"n":12345678901234567890}',
    {
      cannot: 'the live engine sends no VARIANT columns',
    },
  ),
];

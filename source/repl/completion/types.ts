import type { Known } from '../../session/catalog/index.js';
import type { Dialect } from '../../sql/index.js';
import type { Pool } from './candidate.js';
import type { CompletionContext } from './want.js';

const list = (text: string): readonly Known[] =>
  text
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, type: 'type' }));

/** duckdb.org/docs/stable/sql/data_types, docs.snowflake.com data types, docs.databricks.com data types; usual ones first. */
const TYPES: Readonly<Record<Dialect, readonly Known[]>> = {
  duckdb: list(`INTEGER BIGINT VARCHAR DOUBLE BOOLEAN DATE TIMESTAMP TIMESTAMPTZ DECIMAL TIME INTERVAL UUID JSON BLOB
    SMALLINT TINYINT HUGEINT UINTEGER UBIGINT USMALLINT UTINYINT UHUGEINT FLOAT STRUCT MAP TIMESTAMP_S TIMESTAMP_MS
    TIMESTAMP_NS BIT ENUM TEXT`),
  snowflake:
    list(`NUMBER VARCHAR INTEGER BOOLEAN DATE TIMESTAMP_NTZ TIMESTAMP_TZ TIMESTAMP_LTZ FLOAT VARIANT OBJECT ARRAY
    DECIMAL BIGINT TIME BINARY STRING TEXT DOUBLE GEOGRAPHY GEOMETRY VECTOR`),
  databricks: list(`INT BIGINT STRING DOUBLE BOOLEAN DATE TIMESTAMP DECIMAL TIMESTAMP_NTZ FLOAT BINARY ARRAY MAP STRUCT
    SMALLINT TINYINT INTERVAL VARIANT`),
};

const lower = new Map<Dialect, readonly Known[]>();

/** One list as long as the program runs: what is searched is prepared by list. */
function inLowerCase(dialect: Dialect): readonly Known[] {
  const known = lower.get(dialect) ?? TYPES[dialect].map(({ name, type }) => ({ name: name.toLowerCase(), type }));
  lower.set(dialect, known);
  return known;
}

/** The types of a dialect, in the case of what stands around. */
export function typePool({ dialect, lower: isLower }: CompletionContext): Pool {
  return {
    entries: isLower ? inLowerCase(dialect) : TYPES[dialect],
    kind: 'types',
    insert: ({ name }) => name,
  };
}

import type { DuckDBType } from '@duckdb/node-api';
import { column, type Column, type Kind } from '../../results/column.js';
import { isDecimal, TYPE } from './types.js';

const KINDS: Readonly<Record<number, Kind>> = {
  [TYPE.BOOLEAN]: 'boolean',
  [TYPE.TINYINT]: 'integer',
  [TYPE.SMALLINT]: 'integer',
  [TYPE.INTEGER]: 'integer',
  [TYPE.BIGINT]: 'integer',
  [TYPE.UTINYINT]: 'integer',
  [TYPE.USMALLINT]: 'integer',
  [TYPE.UINTEGER]: 'integer',
  [TYPE.UBIGINT]: 'integer',
  [TYPE.HUGEINT]: 'integer',
  [TYPE.UHUGEINT]: 'integer',
  [TYPE.BIGNUM]: 'integer',
  [TYPE.FLOAT]: 'float',
  [TYPE.DOUBLE]: 'float',
  [TYPE.DECIMAL]: 'decimal',
  [TYPE.DATE]: 'date',
  [TYPE.TIME]: 'time',
  [TYPE.TIME_NS]: 'time',
  [TYPE.TIME_TZ]: 'time',
  [TYPE.TIMESTAMP]: 'timestamp',
  [TYPE.TIMESTAMP_S]: 'timestamp',
  [TYPE.TIMESTAMP_MS]: 'timestamp',
  [TYPE.TIMESTAMP_NS]: 'timestamp',
  [TYPE.TIMESTAMP_TZ]: 'timestamptz',
  [TYPE.INTERVAL]: 'interval',
  [TYPE.BLOB]: 'binary',
  [TYPE.VARCHAR]: 'text',
  [TYPE.ENUM]: 'text',
  [TYPE.UUID]: 'text',
  [TYPE.BIT]: 'text',
  [TYPE.LIST]: 'json',
  [TYPE.STRUCT]: 'json',
  [TYPE.MAP]: 'json',
  [TYPE.ARRAY]: 'json',
  [TYPE.UNION]: 'json',
  [TYPE.VARIANT]: 'json',
};

/** Types whose text does not cast back by their own name. */
const STORED_AS_TEXT = new Set<number>([TYPE.ENUM, TYPE.SQLNULL, TYPE.GEOMETRY]);

/** What a result column is; nested types are JSON, in every format. */
export function columnOf(name: string, type: DuckDBType, zone: string): Column {
  const isJsonText = type.alias === 'JSON';
  const kind = isJsonText ? 'json' : (KINDS[type.typeId] ?? 'other');
  const typeName = type.alias ?? String(type);
  return column({
    name,
    kind,
    typeName,
    ...(isDecimal(type) && { precision: type.width, scale: type.scale }),
    ...(kind === 'timestamptz' && { zone }),
    storageType: kind === 'json' || STORED_AS_TEXT.has(type.typeId) ? 'VARCHAR' : String(type),
  });
}

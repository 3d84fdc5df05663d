import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { scalarWriter } from './scalar-text.js';
import { JSON_LITERAL, TYPE } from './types.js';

type JsonWriter = (value: DuckDBValue) => string;

const NESTED = new Set<number>([TYPE.LIST, TYPE.STRUCT, TYPE.MAP, TYPE.ARRAY, TYPE.UNION, TYPE.VARIANT]);

/** Makes the text of a column's values (none of them null): the engine's own cast to text, JSON for nested types. */
export function cellWriter(type: DuckDBType, zone: string): (value: DuckDBValue) => string {
  return NESTED.has(type.typeId) ? jsonWriter(type, zone) : scalarWriter(type, zone);
}

/** JSON text of values of a type, nested to any depth; NaN and infinities are strings. */
function jsonWriter(type: DuckDBType, zone: string): JsonWriter {
  const write = presentWriter(type, zone);
  return (value) => (value === null ? 'null' : write(value));
}

function presentWriter(type: DuckDBType, zone: string): JsonWriter {
  switch (type.typeId as number) {
    case TYPE.LIST:
    case TYPE.ARRAY:
      return itemsWriter(jsonWriter((type as DuckDB.DuckDBListType).valueType, zone));
    case TYPE.STRUCT:
      return structWriter(type as DuckDB.DuckDBStructType, zone);
    case TYPE.MAP:
      return mapWriter(type as DuckDB.DuckDBMapType, zone);
    case TYPE.UNION:
      return unionWriter(type as DuckDB.DuckDBUnionType, zone);
    case TYPE.VARIANT:
      return (value) => variantJson(value as DuckDB.DuckDBVariantValue, zone);
    default:
      return scalarJsonWriter(type, zone);
  }
}

function scalarJsonWriter(type: DuckDBType, zone: string): JsonWriter {
  const write = scalarWriter(type, zone);
  if (type.alias === 'JSON' || JSON_LITERAL.has(type.typeId)) return write;
  const isFloat = type.typeId === (TYPE.FLOAT as number) || type.typeId === (TYPE.DOUBLE as number);
  return (value) => (isFloat && Number.isFinite(value) ? write(value) : JSON.stringify(write(value)));
}

function itemsWriter(write: JsonWriter): JsonWriter {
  return (value) => `[${(value as DuckDB.DuckDBListValue).items.map(write).join(',')}]`;
}

function structWriter(type: DuckDB.DuckDBStructType, zone: string): JsonWriter {
  const fields = type.entryNames.map((name, index) => ({
    name,
    key: JSON.stringify(name),
    write: jsonWriter(type.entryTypes[index]!, zone),
  }));
  return (value) => {
    const { entries } = value as DuckDB.DuckDBStructValue;
    return `{${fields.map(({ name, key, write }) => `${key}:${write(entries[name] ?? null)}`).join(',')}}`;
  };
}

function mapWriter(type: DuckDB.DuckDBMapType, zone: string): JsonWriter {
  const writeKey = cellWriter(type.keyType, zone);
  const write = jsonWriter(type.valueType, zone);
  return (value) => {
    const { entries } = value as DuckDB.DuckDBMapValue;
    return `{${entries.map((entry) => `${JSON.stringify(writeKey(entry.key))}:${write(entry.value)}`).join(',')}}`;
  };
}

function unionWriter(type: DuckDB.DuckDBUnionType, zone: string): JsonWriter {
  const writers = new Map(type.memberTags.map((tag, index) => [tag, jsonWriter(type.memberTypes[index]!, zone)]));
  return (value) => {
    const { tag, value: member } = value as DuckDB.DuckDBUnionValue;
    return writers.get(tag)?.(member) ?? JSON.stringify(String(member));
  };
}

function variantJson(variant: DuckDB.DuckDBVariantValue, zone: string): string {
  if (variant.value === null) return 'null';
  if (variant.type) return jsonWriter(variant.type, zone)(variant.value);
  const { value } = variant;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(String(value));
}

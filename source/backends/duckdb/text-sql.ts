import type { DuckDBType } from '@duckdb/node-api';
import type * as DuckDB from '@duckdb/node-api';
import { sqlText } from '../../results/embedded.js';
import { scalarSql } from './scalar-sql.js';
import { JSON_LITERAL, TEMPORAL, TYPE } from './types.js';

const NESTED = new Set<number>([TYPE.LIST, TYPE.ARRAY, TYPE.STRUCT, TYPE.MAP, TYPE.UNION]);

/**
 * An SQL expression of the text that `cellWriter` makes of `value`, an expression of that type; NULL stays NULL.
 * true: DuckDB's own cast to text is that text. null: there is no such expression.
 */
export function textSql(type: DuckDBType, value: string, zone: string): string | true | null {
  if (!NESTED.has(type.typeId)) return scalarSql(type, value, zone);
  const nested = nestedSql(type, value, zone);
  return nested === null ? null : `CASE WHEN ${value} IS NULL THEN NULL ELSE ${nested} END`;
}

/** The same as VARCHAR in any case. */
export function varcharSql(type: DuckDBType, value: string, zone: string): string | null {
  const text = textSql(type, value, zone);
  return text === true ? `${value}::VARCHAR` : text;
}

/**
 * An SQL expression of the JSON text that `jsonWriter` makes of `value`, an expression of that type: never NULL, which
 * is `null`. null where there is no such expression, or the JSON is somebody else's text.
 */
export function jsonSql(type: DuckDBType, value: string, zone: string): string | null {
  const present = presentSql(type, value, zone);
  return present === null ? null : `CASE WHEN ${value} IS NULL THEN 'null' ELSE ${present} END`;
}

/** As `jsonSql`, of a nested value that is not NULL. */
function nestedSql(type: DuckDBType, value: string, zone: string): string | null {
  switch (type.typeId as number) {
    case TYPE.LIST:
    case TYPE.ARRAY:
      return itemsSql((type as DuckDB.DuckDBListType).valueType, value, zone);
    case TYPE.STRUCT:
      return structSql(type as DuckDB.DuckDBStructType, value, zone);
    case TYPE.MAP:
      return mapSql(type as DuckDB.DuckDBMapType, value, zone);
    case TYPE.UNION:
      return unionSql(type as DuckDB.DuckDBUnionType, value, zone);
    default:
      return null;
  }
}

/** Types whose text holds nothing that JSON escapes. */
const PLAIN = new Set<number>([...TEMPORAL, TYPE.TIMESTAMP_TZ, TYPE.UUID, TYPE.BIT]);

function presentSql(type: DuckDBType, value: string, zone: string): string | null {
  const { typeId } = type;
  if (type.alias === 'JSON') return null;
  const nested = nestedSql(type, value, zone);
  if (nested !== null) return nested;
  const text = varcharSql(type, value, zone);
  if (text === null || JSON_LITERAL.has(typeId)) return text;
  if (typeId === (TYPE.FLOAT as number) || typeId === (TYPE.DOUBLE as number)) {
    return `CASE WHEN isfinite(${value}) THEN ${text} ELSE '"' || ${text} || '"' END`;
  }
  return PLAIN.has(typeId) ? `'"' || ${text} || '"'` : stringSql(text);
}

/** Controls but for those that have a letter of their own: JavaScript writes their digits small, DuckDB large. */
const NUMBERED = Array.from({ length: 32 }, (_, code) => code).filter((code) => ![8, 9, 10, 12, 13].includes(code));

function stringSql(text: string): string {
  // Outside of these, what escapes a string is the same; a text that itself says \u comes here, too.
  const escapes: [string, string][] = [
    ['\\', '\\\\'],
    ['"', '\\"'],
  ];
  let escaped = text;
  for (const [from, to] of escapes) escaped = `replace(${escaped}, ${sqlText(from)}, ${sqlText(to)})`;
  for (const [code, letter] of [
    [8, 'b'],
    [9, 't'],
    [10, 'n'],
    [12, 'f'],
    [13, 'r'],
  ] as const) {
    escaped = `replace(${escaped}, chr(${code}), '\\${letter}')`;
  }
  for (const code of NUMBERED) {
    escaped = `replace(${escaped}, chr(${code}), '\\u${code.toString(16).padStart(4, '0')}')`;
  }
  const json = `to_json(${text})::VARCHAR`;
  return `CASE WHEN contains(${json}, '\\u') THEN '"' || ${escaped} || '"' ELSE ${json} END`;
}

function itemsSql(item: DuckDBType, value: string, zone: string): string | null {
  return joined(value, (name) => jsonSql(item, name, zone), '[', ']');
}

function mapSql({ keyType, valueType }: DuckDB.DuckDBMapType, value: string, zone: string): string | null {
  const entry = (name: string): string | null => {
    const key = varcharSql(keyType, `${name}.key`, zone);
    const json = jsonSql(valueType, `${name}.value`, zone);
    return key === null || json === null ? null : `${stringSql(key)} || ':' || ${json}`;
  };
  return joined(`map_entries(${value})`, entry, '{', '}');
}

let names = 0;

function joined(list: string, item: (name: string) => string | null, open: string, close: string): string | null {
  const name = `item_${(names = (names + 1) % 1_000_000)}`;
  const each = item(name);
  if (each === null) return null;
  return `${sqlText(open)} || array_to_string(list_transform(${list}, lambda ${name}: ${each}), ',') || ${sqlText(close)}`;
}

function structSql({ entryNames, entryTypes }: DuckDB.DuckDBStructType, value: string, zone: string): string | null {
  // Values without names can't be told apart by them.
  if (entryNames.includes('')) return null;
  return objectSql(
    entryNames,
    entryTypes.map((type, index) => jsonSql(type, `struct_extract(${value}, ${sqlText(entryNames[index]!)})`, zone)),
  );
}

/** An SQL expression of a JSON object of these names, with expressions of their JSON; null where one of them is. */
export function objectSql(names: readonly string[], values: readonly (string | null)[]): string | null {
  const fields = values.map((json, index) => `${sqlText(`${JSON.stringify(names[index])}:`)} || ${json}`);
  return values.includes(null) ? null : `'{' || ${fields.join(` || ',' || `)} || '}'`;
}

function unionSql({ memberTags, memberTypes }: DuckDB.DuckDBUnionType, value: string, zone: string): string | null {
  const members = memberTags.map((tag, index) => {
    const json = jsonSql(memberTypes[index]!, `union_extract(${value}, ${sqlText(tag)})`, zone);
    return json === null ? null : `WHEN ${sqlText(tag)} THEN ${json}`;
  });
  return members.includes(null) ? null : `CASE union_tag(${value})::VARCHAR ${members.join(' ')} END`;
}

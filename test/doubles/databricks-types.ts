import { fill, types } from './thrift.js';
import type { GeneratedTypes } from './thrift.js';

/** A type as SQL writes it, taken apart: `DECIMAL(10,2)`, `ARRAY<INT>`, `STRUCT<a: INT, b: MAP<STRING, DATE>>`. */
export interface SqlType {
  /** Lower case, without parameters: decimal, array, timestamp_ntz, "interval day to second". */
  readonly name: string;
  /** As the test wrote it. */
  readonly text: string;
  readonly precision: number;
  readonly scale: number;
  /** The element of an array, key and value of a map, the fields of a struct. */
  readonly children: readonly { readonly name: string; readonly type: SqlType }[];
}

const { TTypeId } = types;
const TYPE_IDS: Readonly<Record<string, GeneratedTypes.TTypeId>> = {
  boolean: TTypeId.BOOLEAN_TYPE,
  tinyint: TTypeId.TINYINT_TYPE,
  smallint: TTypeId.SMALLINT_TYPE,
  int: TTypeId.INT_TYPE,
  bigint: TTypeId.BIGINT_TYPE,
  float: TTypeId.FLOAT_TYPE,
  double: TTypeId.DOUBLE_TYPE,
  decimal: TTypeId.DECIMAL_TYPE,
  string: TTypeId.STRING_TYPE,
  varchar: TTypeId.VARCHAR_TYPE,
  char: TTypeId.CHAR_TYPE,
  binary: TTypeId.BINARY_TYPE,
  date: TTypeId.DATE_TYPE,
  timestamp: TTypeId.TIMESTAMP_TYPE,
  timestamp_ntz: TTypeId.TIMESTAMP_TYPE,
  array: TTypeId.ARRAY_TYPE,
  map: TTypeId.MAP_TYPE,
  struct: TTypeId.STRUCT_TYPE,
  void: TTypeId.NULL_TYPE,
};

export function parseType(text: string): SqlType {
  const [, head = '', inner = ''] = /^\s*([\w ]+?)\s*(?:[(<](.*)[)>])?\s*$/s.exec(text) ?? [];
  const name = head.toLowerCase();
  const parts = splitAtTop(inner);
  const numbers = name === 'decimal' ? parts.map(Number) : [];
  const nested = ['array', 'map', 'struct'].includes(name);
  return {
    name,
    text: text.trim(),
    precision: numbers[0] ?? 10,
    scale: numbers[1] ?? 0,
    children: nested ? parts.map((part, index) => childOf(name, part, index)) : [],
  };
}

function childOf(parent: string, text: string, index: number): { name: string; type: SqlType } {
  if (parent === 'array') return { name: 'element', type: parseType(text) };
  if (parent === 'map') return { name: index === 0 ? 'key' : 'value', type: parseType(text) };
  const colon = text.indexOf(':');
  return { name: text.slice(0, colon).trim(), type: parseType(text.slice(colon + 1)) };
}

/** Cuts at the commas that stand in no brackets. */
function splitAtTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]!;
    if ('(<'.includes(char)) depth += 1;
    if (')>'.includes(char)) depth -= 1;
    if (char !== ',' || depth > 0) continue;
    parts.push(text.slice(start, index));
    start = index + 1;
  }
  const last = text.slice(start);
  return last.trim() === '' ? parts : [...parts, last];
}

/** The column's description in the metadata of a result; `position` counts from 1. */
export function columnDesc(name: string, type: SqlType, position: number): GeneratedTypes.TColumnDesc {
  const fallback = type.name.startsWith('interval') ? intervalId(type.name) : TTypeId.STRING_TYPE;
  const primitive = fill(types.TPrimitiveTypeEntry, { type: TYPE_IDS[type.name] ?? fallback });
  if (type.name === 'decimal') {
    const number = (i32Value: number): GeneratedTypes.TTypeQualifierValue =>
      fill(types.TTypeQualifierValue, { i32Value });
    const qualifiers = { precision: number(type.precision), scale: number(type.scale) };
    primitive.typeQualifiers = fill(types.TTypeQualifiers, { qualifiers });
  }
  const entry = fill(types.TTypeEntry, { primitiveEntry: primitive });
  const typeDesc = fill(types.TTypeDesc, { types: [entry] });
  return fill(types.TColumnDesc, { columnName: name, typeDesc, position, comment: '' });
}

function intervalId(name: string): GeneratedTypes.TTypeId {
  const yearMonth = name.includes('year') || name.includes('month');
  return yearMonth ? TTypeId.INTERVAL_YEAR_MONTH_TYPE : TTypeId.INTERVAL_DAY_TIME_TYPE;
}

// Columns of values as Arrow buffers, written here and not by Arrow's own builders: those cut timestamps to milliseconds
// and know no decimals.
import { arrow } from './arrow.js';
import type { ArrowData, ArrowField, ArrowType } from './arrow.js';
import type { SqlType } from './databricks-types.js';

/** Which types the driver wants natively; the others are sent as text, intervals and VARIANT always. */
export interface NativeTypes {
  readonly timestamps: boolean;
  readonly decimals: boolean;
  readonly nested: boolean;
  /** The session's zone, which a TIMESTAMP column names; UTC unless told. */
  readonly zone?: string;
}

type Layout =
  | 'bool'
  | 'number'
  | 'int64'
  | 'text'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'decimal'
  | 'list'
  | 'map'
  | 'struct'
  | 'null';

const DAY_MS = 86_400_000;
const SQL_NAME = 'Spark:DataType:SqlName';
const NESTED = ['array', 'map', 'struct'];

export function fieldOf(name: string, type: SqlType, native: NativeTypes, nullable = true): ArrowField {
  return new arrow.Field(name, arrowTypeOf(type, native), nullable, new Map([[SQL_NAME, type.text.toUpperCase()]]));
}

function layoutOf({ name }: SqlType, native: NativeTypes): Layout {
  if (name === 'void') return 'null';
  if (name === 'boolean') return 'bool';
  if (['tinyint', 'smallint', 'int', 'float', 'double'].includes(name)) return 'number';
  if (name === 'bigint') return 'int64';
  if (name === 'binary') return 'binary';
  if (name === 'date') return 'date';
  if (name.startsWith('timestamp') && native.timestamps) return 'timestamp';
  if (name === 'decimal' && native.decimals) return 'decimal';
  if (NESTED.includes(name) && native.nested) return name === 'array' ? 'list' : (name as 'map' | 'struct');
  return 'text';
}

const NUMBERS: Readonly<
  Record<string, { readonly type: ArrowType; readonly make: (values: number[]) => ArrayLike<number> }>
> = {
  tinyint: { type: new arrow.Int8(), make: (values) => Int8Array.from(values) },
  smallint: { type: new arrow.Int16(), make: (values) => Int16Array.from(values) },
  int: { type: new arrow.Int32(), make: (values) => Int32Array.from(values) },
  float: { type: new arrow.Float32(), make: (values) => Float32Array.from(values) },
  double: { type: new arrow.Float64(), make: (values) => Float64Array.from(values) },
};

function arrowTypeOf(type: SqlType, native: NativeTypes): ArrowType {
  const child = (index: number): ArrowField => {
    const { name, type: childType } = type.children[index]!;
    return fieldOf(name, childType, native, name !== 'key');
  };
  switch (layoutOf(type, native)) {
    case 'null':
      return new arrow.Null();
    case 'bool':
      return new arrow.Bool();
    case 'number':
      return NUMBERS[type.name]!.type;
    case 'int64':
      return new arrow.Int64();
    case 'binary':
      return new arrow.Binary();
    case 'date':
      return new arrow.DateDay();
    case 'timestamp':
      return new arrow.TimestampMicrosecond(type.name === 'timestamp' ? (native.zone ?? 'Etc/UTC') : null);
    case 'decimal':
      return new arrow.Decimal(type.scale, type.precision, 128);
    case 'list':
      return new arrow.List(child(0));
    case 'map':
      return new arrow.Map_(new arrow.Field('entries', new arrow.Struct([child(0), child(1)]), false));
    case 'struct':
      return new arrow.Struct(type.children.map((_, index) => child(index)));
    case 'text':
      return new arrow.Utf8();
  }
}

/**
 * One column. Values are JS values (numbers, booleans, Buffers or hex text, arrays, objects, Maps) or their text
 * (`2024-02-29`, `2024-02-29 12:34:56.123456` in UTC, `12.50`).
 */
export function columnData(type: SqlType, values: readonly unknown[], native: NativeTypes): ArrowData {
  const common = { type: arrowTypeOf(type, native), length: values.length, ...validity(values) };
  const present = <T>(convert: (value: unknown) => T, missing: T): T[] =>
    values.map((value) => (value === null || value === undefined ? missing : convert(value)));
  switch (layoutOf(type, native)) {
    case 'null':
      return arrow.makeData({ type: common.type, length: values.length });
    case 'bool':
      return arrow.makeData({ ...common, data: bits(present((value) => value === true || value === 'true', false)) });
    case 'number':
      return arrow.makeData({ ...common, data: NUMBERS[type.name]!.make(present(Number, 0)) });
    case 'int64':
      return arrow.makeData({ ...common, data: BigInt64Array.from(present(bigint, 0n)) });
    case 'text':
      return arrow.makeData({ ...common, ...joined(present((value) => Buffer.from(textOf(value)), NOTHING)) });
    case 'binary':
      return arrow.makeData({ ...common, ...joined(present(bytesOf, NOTHING)) });
    case 'date':
      return arrow.makeData({
        ...common,
        data: Int32Array.from(present((value) => Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS, 0)),
      });
    case 'timestamp':
      return arrow.makeData({ ...common, data: new Int32Array(BigInt64Array.from(present(micros, 0n)).buffer) });
    case 'decimal':
      return arrow.makeData({ ...common, data: decimals(present((value) => unscaled(value, type.scale), 0n)) });
    case 'list': {
      const { offsets, items } = flattened(present((value) => value as readonly unknown[], []));
      return arrow.makeData({
        ...common,
        valueOffsets: offsets,
        child: columnData(type.children[0]!.type, items, native),
      });
    }
    case 'map': {
      const { offsets, items } = flattened(present(entriesOf, []));
      const columns = [0, 1].map((part) =>
        columnData(
          type.children[part]!.type,
          items.map((entry) => (entry as unknown[])[part]),
          native,
        ),
      );
      const entries = (common.type as unknown as { children: { type: ArrowType }[] }).children[0]!.type;
      const child = arrow.makeData({ type: entries, length: items.length, nullCount: 0, children: columns });
      return arrow.makeData({ ...common, valueOffsets: offsets, child });
    }
    case 'struct': {
      const rows = present((value) => value as Record<string, unknown>, {});
      const children = type.children.map(({ name, type: childType }) =>
        columnData(
          childType,
          rows.map((row) => row[name]),
          native,
        ),
      );
      return arrow.makeData({ ...common, children });
    }
  }
}

const NOTHING = Buffer.alloc(0);

function validity(values: readonly unknown[]): { nullCount: number; nullBitmap: Uint8Array } {
  const valid = values.map((value) => value !== null && value !== undefined);
  return { nullCount: valid.filter((is) => !is).length, nullBitmap: bits(valid) };
}

function bits(flags: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, index) => (bytes[index >> 3]! |= flag ? 1 << (index & 7) : 0));
  return bytes;
}

function joined(parts: readonly Buffer[]): { valueOffsets: Int32Array; data: Buffer } {
  return { valueOffsets: offsetsOf(parts), data: Buffer.concat(parts) };
}

function flattened(lists: readonly (readonly unknown[])[]): { offsets: Int32Array; items: unknown[] } {
  return { offsets: offsetsOf(lists), items: lists.flat() };
}

function offsetsOf(parts: readonly { readonly length: number }[]): Int32Array {
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, index) => (offsets[index + 1] = offsets[index]! + part.length));
  return offsets;
}

function textOf(value: unknown): string {
  if (value instanceof Map) return JSON.stringify(Object.fromEntries(value));
  const plain = value as string | number | bigint | boolean | object;
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}

function bytesOf(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'hex');
}

/** Entries of a Map, or of an object whose keys are text. */
function entriesOf(value: unknown): [unknown, unknown][] {
  return value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value as object);
}

function bigint(value: unknown): bigint {
  return BigInt(value as string | number | bigint);
}

/** Microseconds since 1970 of `2024-02-29 12:34:56.123456`, read as UTC. */
function micros(value: unknown): bigint {
  const [whole = '', fraction = ''] = String(value).split('.');
  const seconds = BigInt(Date.parse(`${whole.replace(' ', 'T')}Z`) / 1000);
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function unscaled(value: unknown, scale: number): bigint {
  const [whole = '0', fraction = ''] = String(value).split('.');
  return BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
}

/** 128-bit two's complement, little endian. */
function decimals(values: readonly bigint[]): Uint32Array {
  const words = new BigUint64Array(values.length * 2);
  values.forEach((value, index) => {
    words[index * 2] = BigInt.asUintN(64, value);
    words[index * 2 + 1] = BigInt.asUintN(64, value >> 64n);
  });
  return new Uint32Array(words.buffer);
}

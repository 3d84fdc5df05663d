import type { Cell } from '../../results/column.js';
import { ARROW, typeNameOf, type ArrowData, type ArrowType } from './arrow-types.js';
import { bigIntAt, decimalText, doubleText, floatText } from './numbers.js';
import { dateText, timestampText, zonedWriter } from './timestamps.js';

type Reader = (data: ArrowData, index: number) => string;

// RFC 8259's number grammar: NaN and the infinities become texts.
const JSON_NUMBER = /^-?\d+(?:\.\d+)?(?:E-?\d+)?$/;

/**
 * Reads one column's cells out of Arrow's buffers, exactly: nothing passes through a double or a Date. Scalars as the
 * engine casts them to text (BINARY as hex), nested types as JSON.
 */
export function cellReader(type: ArrowType): (data: ArrowData, index: number) => Cell {
  const read = isNested(type) ? jsonReader(type) : textReader(type);
  if (type.typeId === ARROW.null) return () => null;
  return (data, index) => (data.getValid(index) ? read(data, index) : null);
}

export function isNested({ typeId }: ArrowType): boolean {
  return typeId === ARROW.list || typeId === ARROW.struct || typeId === ARROW.map || typeId === ARROW.fixedSizeList;
}

function textReader(type: ArrowType): Reader {
  switch (type.typeId) {
    case ARROW.null:
      return () => 'null';
    case ARROW.int:
      return type.bitWidth === 64
        ? (data, index) => int64At(data, index, type.isSigned !== false).toString()
        : (data, index) => String(data.values[index]);
    case ARROW.float:
      if (type.precision === 2) return (data, index) => doubleText(data.values[index]!);
      if (type.precision === 1) return (data, index) => floatText(data.values[index]!);
      break;
    case ARROW.bool:
      return ({ values, offset }, index) =>
        String(((values[(offset + index) >> 3]! >> ((offset + index) & 7)) & 1) === 1);
    case ARROW.decimal: {
      const words = (type.bitWidth ?? 128) / 32;
      const scale = type.scale ?? 0;
      return ({ values }, index) => decimalText(bigIntAt(values as Uint32Array, index * words, words), scale);
    }
    case ARROW.utf8:
      return (data, index) => bytesAt(data, index).toString('utf8');
    // As Databricks' hex() writes it.
    case ARROW.binary:
      return (data, index) => bytesAt(data, index).toString('hex').toUpperCase();
    case ARROW.date:
      return type.unit === 0
        ? ({ values }, index) => dateText(values[index]!)
        : (data, index) => dateText(Number(int64At(data, index) / 86_400_000n));
    case ARROW.timestamp:
      return timestampReader(type);
  }
  throw new TypeError(`The driver gave a column of Arrow type ${type.typeId} (${typeNameOf(type)}), which is unknown.`);
}

function timestampReader({ unit = 2, timezone }: ArrowType): Reader {
  const write = timezone ? zonedWriter(timezone) : timestampText;
  // Units are second, milli-, micro- and nanosecond; Databricks sends microseconds.
  const perMicrosecond = [1_000_000n, 1_000n, 1n][unit];
  return (data, index) => {
    const value = int64At(data, index);
    return write(perMicrosecond === undefined ? value / 1_000n : value * perMicrosecond);
  };
}

function jsonReader(type: ArrowType): Reader {
  const children = type.children ?? [];
  switch (type.typeId) {
    case ARROW.list: {
      const item = elementReader(children[0]!.type);
      return ({ valueOffsets, children: [items] }, index) =>
        `[${range(valueOffsets[index]!, valueOffsets[index + 1]!, (at) => item(items!, at))}]`;
    }
    case ARROW.fixedSizeList: {
      const item = elementReader(children[0]!.type);
      const size = type.listSize ?? 0;
      return ({ children: [items] }, index) => `[${range(index * size, (index + 1) * size, (at) => item(items!, at))}]`;
    }
    case ARROW.struct: {
      const fields = children.map((field) => ({ key: JSON.stringify(field.name), read: elementReader(field.type) }));
      return (data, index) =>
        `{${fields.map(({ key, read }, field) => `${key}:${read(data.children[field]!, index)}`).join(',')}}`;
    }
    case ARROW.map:
      return mapReader(children[0]?.type.children?.map((field) => field.type) ?? []);
    default: {
      const read = textReader(type);
      const asText = (data: ArrowData, index: number) => JSON.stringify(read(data, index));
      if (type.typeId === ARROW.bool || type.typeId === ARROW.int || type.typeId === ARROW.decimal) return read;
      if (type.typeId !== ARROW.float) return asText;
      return (data, index) => {
        const text = read(data, index);
        return JSON_NUMBER.test(text) ? text : `"${text}"`;
      };
    }
  }
}

/** Keys become texts, as JSON needs; Spark's to_json does the same. */
function mapReader([keyType, valueType]: readonly ArrowType[]): Reader {
  const key = isNested(keyType!) ? jsonReader(keyType!) : textReader(keyType!);
  const value = elementReader(valueType!);
  return ({ valueOffsets, children: [entries] }, index) => {
    const [keys, values] = entries!.children;
    const pairs = range(
      valueOffsets[index]!,
      valueOffsets[index + 1]!,
      (at) => `${JSON.stringify(key(keys!, at))}:${value(values!, at)}`,
    );
    return `{${pairs}}`;
  };
}

function elementReader(type: ArrowType): Reader {
  const read = jsonReader(type);
  return (data, index) => (data.getValid(index) ? read(data, index) : 'null');
}

function range(from: number, to: number, read: (index: number) => string): string {
  const parts: string[] = [];
  for (let index = from; index < to; index++) parts.push(read(index));
  return parts.join(',');
}

/** Arrow keeps 64-bit values in BigInt64Array or, for timestamps, in pairs of Int32: the bytes are the same. */
function int64At({ values }: ArrowData, index: number, signed = true): bigint {
  const view = new DataView(values.buffer, values.byteOffset + index * 8, 8);
  return signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true);
}

function bytesAt({ values, valueOffsets }: ArrowData, index: number): Buffer {
  const start = valueOffsets[index]!;
  return Buffer.from(values.buffer, values.byteOffset + start, valueOffsets[index + 1]! - start);
}

/** The parts of apache-arrow 13 (the driver's own copy) that reading needs; its types are not ours to import. */
export interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly listSize?: number;
  readonly byteWidth?: number;
  readonly children?: readonly ArrowField[] | null;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly metadata: ReadonlyMap<string, string>;
}

type Values =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** One column of one batch, or a part of one: buffers as they came over the wire. */
export interface ArrowData {
  readonly type: ArrowType;
  readonly values: Values;
  readonly valueOffsets: Int32Array;
  readonly children: readonly ArrowData[];
  readonly offset: number;
  getValid(index: number): boolean;
}

export interface ArrowBatch {
  readonly numRows: number;
  readonly data: ArrowData;
}

export interface ArrowModule {
  readonly RecordBatchReader: {
    from(buffers: readonly Uint8Array[]): Iterable<ArrowBatch> & {
      open(): { readonly schema: { readonly fields: readonly ArrowField[] } };
    };
  };
}

/** `Type` of apache-arrow's enum; the numbers are those of the Arrow format's own schema. */
export const ARROW = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  list: 12,
  struct: 13,
  fixedSizeList: 16,
  map: 17,
} as const;

/** Databricks writes the SQL name of a column's type into its Arrow field: `TIMESTAMP_NTZ`, `VARIANT`. */
export function sqlNameOf(field: ArrowField | undefined): string | undefined {
  return field?.metadata.get('Spark:DataType:SqlName');
}

/** The SQL name of an Arrow type, for fields without one. */
export function typeNameOf(type: ArrowType): string {
  const children = type.children ?? [];
  switch (type.typeId) {
    case ARROW.null:
      return 'VOID';
    case ARROW.int:
      return INT_NAMES[type.bitWidth ?? 0] ?? 'BIGINT';
    case ARROW.float:
      return type.precision === 2 ? 'DOUBLE' : 'FLOAT';
    case ARROW.binary:
      return 'BINARY';
    case ARROW.bool:
      return 'BOOLEAN';
    case ARROW.decimal:
      return `DECIMAL(${type.precision ?? 38},${type.scale ?? 0})`;
    case ARROW.date:
      return 'DATE';
    case ARROW.timestamp:
      return type.timezone ? 'TIMESTAMP' : 'TIMESTAMP_NTZ';
    case ARROW.list:
    case ARROW.fixedSizeList:
      return `ARRAY<${nameOf(children[0])}>`;
    case ARROW.struct:
      return `STRUCT<${children.map((field) => `${field.name}: ${nameOf(field)}`).join(', ')}>`;
    case ARROW.map: {
      const [key, value] = children[0]?.type.children ?? [];
      return `MAP<${nameOf(key)}, ${nameOf(value)}>`;
    }
    default:
      return 'STRING';
  }
}

const INT_NAMES: Readonly<Record<number, string>> = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INT', 64: 'BIGINT' };

function nameOf(field: ArrowField | undefined): string {
  return field ? (sqlNameOf(field) ?? typeNameOf(field.type)) : 'VOID';
}

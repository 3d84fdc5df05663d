// Arrow's IPC format as Databricks sends it: the schema in the result's metadata, one record batch in each fetch.
import { requireFromDriver } from './thrift.js';

/** What is used of apache-arrow, which belongs to the driver and brings no promise to us. */
interface ArrowLibrary {
  readonly Bool: new () => ArrowType;
  readonly Int8: new () => ArrowType;
  readonly Int16: new () => ArrowType;
  readonly Int32: new () => ArrowType;
  readonly Int64: new () => ArrowType;
  readonly Float32: new () => ArrowType;
  readonly Float64: new () => ArrowType;
  readonly Utf8: new () => ArrowType;
  readonly Binary: new () => ArrowType;
  readonly DateDay: new () => ArrowType;
  readonly Null: new () => ArrowType;
  readonly Decimal: new (scale: number, precision: number, bits: number) => ArrowType;
  readonly TimestampMicrosecond: new (zone?: string | null) => ArrowType;
  readonly List: new (child: ArrowField) => ArrowType;
  readonly Map_: new (entries: ArrowField) => ArrowType;
  readonly Struct: new (fields: readonly ArrowField[]) => ArrowType;
  readonly Field: new (name: string, type: ArrowType, nullable: boolean, metadata?: Map<string, string>) => ArrowField;
  readonly Schema: new (fields: readonly ArrowField[]) => ArrowSchema;
  readonly RecordBatch: new (schema: ArrowSchema, data: ArrowData) => unknown;
  readonly Table: new (schema: ArrowSchema, batch?: unknown) => unknown;
  makeData(fields: Record<string, unknown>): ArrowData;
  vectorFromArray(values: readonly unknown[], type: ArrowType): { readonly data: readonly ArrowData[] };
  tableToIPC(table: unknown, format: 'stream'): Uint8Array;
}

export interface ArrowType {
  readonly typeId: number;
}
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}
export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
}
export interface ArrowData {
  readonly length: number;
}

export const arrow = requireFromDriver('apache-arrow') as ArrowLibrary;

const END_OF_STREAM_BYTES = 8;

/** The schema message alone, as it stands in the metadata of a result. */
export function schemaBytes(schema: ArrowSchema): Buffer {
  return Buffer.from(arrow.tableToIPC(new arrow.Table(schema), 'stream').subarray(0, -END_OF_STREAM_BYTES));
}

/** The record batch message of `rowCount` rows, without the schema before it. */
export function batchBytes(of: ArrowSchema, columns: readonly ArrowData[], rowCount: number): Buffer {
  // The message holds no names, but the library finds columns by them, and names may repeat.
  const schema = new arrow.Schema(of.fields.map(({ type }, index) => new arrow.Field(String(index), type, true)));
  const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rowCount, children: columns });
  const stream = arrow.tableToIPC(new arrow.Table(schema, new arrow.RecordBatch(schema, data)), 'stream');
  return Buffer.from(stream.subarray(schemaBytes(schema).length));
}

import { arrow, batchBytes } from '../../../doubles/arrow.js';
import type { ArrowData, ArrowField, ArrowSchema, ArrowType } from '../../../doubles/arrow.js';
import { fill, types } from '../../../doubles/thrift.js';
import type { GeneratedTypes } from '../../../doubles/thrift.js';

const { BOOLEAN_TYPE, TINYINT_TYPE, SMALLINT_TYPE, INT_TYPE, BIGINT_TYPE } = types.TTypeId;
const { FLOAT_TYPE, DOUBLE_TYPE, BINARY_TYPE, DATE_TYPE } = types.TTypeId;

const ARROW_TYPES = new Map<number, ArrowType>([
  [BOOLEAN_TYPE, new arrow.Bool()],
  [TINYINT_TYPE, new arrow.Int8()],
  [SMALLINT_TYPE, new arrow.Int16()],
  [INT_TYPE, new arrow.Int32()],
  [BIGINT_TYPE, new arrow.Int64()],
  [FLOAT_TYPE, new arrow.Float32()],
  [DOUBLE_TYPE, new arrow.Float64()],
  [BINARY_TYPE, new arrow.Binary()],
  [DATE_TYPE, new arrow.DateDay()],
]);
const BIGINT = ARROW_TYPES.get(BIGINT_TYPE);
const DATE = ARROW_TYPES.get(DATE_TYPE);

/** The Arrow schema that Databricks sends when the driver asks for no native timestamps, decimals and nested types. */
export function schemaOf(schema: GeneratedTypes.TTableSchema): ArrowSchema {
  return new arrow.Schema(schema.columns.map(arrowField));
}

function arrowField({ columnName, typeDesc }: GeneratedTypes.TColumnDesc): ArrowField {
  const type = ARROW_TYPES.get(typeDesc.types[0]?.primitiveEntry?.type ?? -1) ?? new arrow.Utf8();
  return new arrow.Field(columnName, type, true);
}

/** Replaces the columns that Spark sent by one Arrow batch. */
export function replaceByArrow(response: GeneratedTypes.TFetchResultsResp, schema: ArrowSchema): void {
  const { results } = response;
  if (!results) return;
  const vectors = (results.columns ?? []).map((column, index) => toVector(column, schema.fields[index]!.type));
  const rowCount = vectors[0]?.length ?? 0;
  response.hasMoreRows = rowCount > 0;
  results.columns = [];
  if (rowCount === 0) return;
  const batch = batchBytes(schema, vectors, rowCount);
  results.arrowBatches = [fill(types.TSparkArrowBatch, { batch, rowCount: rowCount as never })];
}

interface Int64 {
  readonly buffer: Buffer;
  readonly offset: number;
}

function toVector(column: GeneratedTypes.TColumn, type: ArrowType): ArrowData {
  const variants = Object.values(column) as ({ values?: unknown[]; nulls: Buffer } | null | undefined)[];
  const { values = [], nulls } = variants.find((variant) => variant?.values)!;
  const isNull = (index: number): boolean => (((nulls[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  const convert = converterFor(type);
  const converted = values.map((value, index) => (isNull(index) ? null : convert(value)));
  return arrow.vectorFromArray(converted, type).data[0]!;
}

function converterFor(type: ArrowType): (value: unknown) => unknown {
  if (type === DATE) return (text) => new Date(`${String(text)}T00:00:00Z`);
  if (type === BIGINT) return (value) => (value as Int64).buffer.readBigInt64BE((value as Int64).offset);
  return (value) => value;
}

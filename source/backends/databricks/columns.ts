import type { TColumnDesc, TTableSchema } from '@databricks/sql/thrift/TCLIService_types.js';
import { column, type Column, type ColumnFacts } from '../../results/column.js';
import { isNested } from './arrow-values.js';
import { sqlNameOf, typeNameOf, type ArrowField } from './arrow-types.js';

// TTypeId of the driver's Thrift definitions, as far as kinds depend on it.
const NAMES = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'STRING',
  'TIMESTAMP',
  'BINARY',
  'ARRAY',
  'MAP',
  'STRUCT',
  'UNION',
  'STRING',
  'DECIMAL',
  'VOID',
  'DATE',
  'VARCHAR',
  'CHAR',
  'INTERVAL YEAR TO MONTH',
  'INTERVAL DAY TO SECOND',
] as const;

// What the name of a type, without its arguments, says about its cells.
const FACTS: Readonly<Record<string, Pick<ColumnFacts, 'kind' | 'storageType'>>> = {
  BOOLEAN: { kind: 'boolean' },
  TINYINT: { kind: 'integer', storageType: 'TINYINT' },
  SMALLINT: { kind: 'integer', storageType: 'SMALLINT' },
  INT: { kind: 'integer', storageType: 'INTEGER' },
  BIGINT: { kind: 'integer', storageType: 'BIGINT' },
  FLOAT: { kind: 'float', storageType: 'FLOAT' },
  DOUBLE: { kind: 'float' },
  STRING: { kind: 'text' },
  VARCHAR: { kind: 'text' },
  CHAR: { kind: 'text' },
  DECIMAL: { kind: 'decimal' },
  DATE: { kind: 'date' },
  TIMESTAMP: { kind: 'timestamptz', storageType: 'TIMESTAMPTZ' },
  TIMESTAMP_NTZ: { kind: 'timestamp', storageType: 'TIMESTAMP' },
  BINARY: { kind: 'binary' },
  INTERVAL: { kind: 'interval' },
  VARIANT: { kind: 'json' },
  ARRAY: { kind: 'json' },
  MAP: { kind: 'json' },
  STRUCT: { kind: 'json' },
};

/**
 * The columns of a result. The Arrow schema knows more than Thrift's (which calls TIMESTAMP_NTZ a TIMESTAMP and
 * VARIANT a STRING); without one, Thrift's names stand.
 */
export function columnsOf(schema: TTableSchema | null, fields: readonly ArrowField[] | undefined): readonly Column[] {
  const described = [...(schema?.columns ?? [])].sort((a, b) => a.position - b.position);
  if (fields?.length !== described.length) return described.map((entry) => columnOf(entry, undefined));
  return described.map((entry, index) => columnOf(entry, fields[index]));
}

function columnOf(entry: TColumnDesc, field: ArrowField | undefined): Column {
  const primitive = entry.typeDesc.types[0]?.primitiveEntry;
  const qualifiers = primitive?.typeQualifiers?.qualifiers;
  const precision = qualifiers?.['precision']?.i32Value ?? field?.type.precision;
  const scale = qualifiers?.['scale']?.i32Value ?? field?.type.scale;
  const thriftName = primitive ? (NAMES[primitive.type] ?? 'STRING') : 'STRING';
  const isText = field ? typeNameOf(field.type) === 'STRING' : true;
  const typeName = (field && sqlNameOf(field)) ?? (field && !isText ? typeNameOf(field.type) : thriftName);
  const name = entry.columnName;
  const base = /^[A-Z_]+/.exec(typeName)?.[0] ?? '';
  if (base === 'DECIMAL' && precision != null && scale != null) {
    return column({ name, kind: 'decimal', typeName: `DECIMAL(${precision},${scale})`, precision, scale });
  }
  // A timestamp in text comes in the session's zone without an offset, TIMESTAMP and TIMESTAMP_NTZ alike.
  if (base.startsWith('TIMESTAMP') && isText) return column({ name, kind: 'timestamp', typeName });
  // Nested values in text are JSON on Databricks, but not on every engine that speaks its protocol.
  if (['ARRAY', 'MAP', 'STRUCT'].includes(base) && field && !isNested(field.type)) {
    const json = column({ name, kind: 'json', typeName });
    return column({ name, kind: 'other', typeName, toJson: (cell) => json.toJson(cell) });
  }
  const zone = base === 'TIMESTAMP' ? field?.type.timezone : undefined;
  const facts = FACTS[base] ?? { kind: 'other' };
  return column({ name, typeName, ...facts, ...(zone != null && { zone }) });
}

import type { EngineName } from '../../backends/base.js';
import type { Column } from '../../results/column.js';

/** What all values of a column of a file are. `digits`: before the point; `fraction`: digits of a second. */
export type ImportType =
  | { readonly kind: 'boolean' | 'float' | 'date' | 'json' | 'binary' | 'text' }
  | { readonly kind: 'integer'; readonly digits: number }
  | { readonly kind: 'decimal'; readonly digits: number; readonly scale: number }
  | { readonly kind: 'time' | 'timestamp' | 'timestamptz'; readonly fraction: number };

export const TEXT: ImportType = { kind: 'text' };

const WIDEST = 38;

/** The type that holds the values on an engine without loss; where it has none, its text type. */
export function typeOn(engine: EngineName, type: ImportType): string {
  return TYPES[engine](type);
}

const TYPES: Readonly<Record<EngineName, (type: ImportType) => string>> = {
  duckdb(type) {
    switch (type.kind) {
      case 'boolean':
        return 'BOOLEAN';
      case 'integer':
        return type.digits <= 18 ? 'BIGINT' : type.digits <= WIDEST ? 'HUGEINT' : 'VARCHAR';
      case 'decimal':
        return decimal('DECIMAL', type.digits, type.scale) ?? 'VARCHAR';
      case 'float':
        return 'DOUBLE';
      case 'date':
        return 'DATE';
      case 'time':
        return type.fraction <= 6 ? 'TIME' : 'VARCHAR';
      case 'timestamp':
        return type.fraction <= 6 ? 'TIMESTAMP' : 'TIMESTAMP_NS';
      case 'timestamptz':
        return type.fraction <= 6 ? 'TIMESTAMPTZ' : 'VARCHAR';
      case 'json':
        return 'JSON';
      case 'binary':
        return 'BLOB';
      case 'text':
        return 'VARCHAR';
    }
  },
  snowflake(type) {
    switch (type.kind) {
      case 'boolean':
        return 'BOOLEAN';
      case 'integer':
        return type.digits <= WIDEST ? 'NUMBER(38,0)' : 'VARCHAR';
      case 'decimal':
        return decimal('NUMBER', type.digits, type.scale) ?? 'VARCHAR';
      case 'float':
        return 'FLOAT';
      case 'date':
        return 'DATE';
      case 'time':
        return 'TIME(9)';
      case 'timestamp':
        return 'TIMESTAMP_NTZ(9)';
      case 'timestamptz':
        return 'TIMESTAMP_TZ(9)';
      case 'json':
        return 'VARIANT';
      case 'binary':
        return 'BINARY';
      case 'text':
        return 'VARCHAR';
    }
  },
  databricks(type) {
    switch (type.kind) {
      case 'boolean':
        return 'BOOLEAN';
      case 'integer':
        return type.digits <= 18 ? 'BIGINT' : type.digits <= WIDEST ? `DECIMAL(${WIDEST},0)` : 'STRING';
      case 'decimal':
        return decimal('DECIMAL', type.digits, type.scale) ?? 'STRING';
      case 'float':
        return 'DOUBLE';
      case 'date':
        return 'DATE';
      // Timestamps end at microseconds: more digits stay as text.
      case 'timestamp':
        return type.fraction <= 6 ? 'TIMESTAMP_NTZ' : 'STRING';
      case 'timestamptz':
        return type.fraction <= 6 ? 'TIMESTAMP' : 'STRING';
      case 'binary':
        return 'BINARY';
      case 'time':
      case 'json':
      case 'text':
        return 'STRING';
    }
  },
};

// 18 digits are a 64-bit number on every engine; what needs more gets all there are.
function decimal(name: string, digits: number, scale: number): string | null {
  if (digits + scale > WIDEST) return null;
  return `${name}(${digits + scale <= 18 ? 18 : WIDEST},${scale})`;
}

/** Turns a value's text into a value of a column. */
export function castOn(engine: EngineName, text: string, typeName: string): string {
  const type = typeName.toUpperCase();
  if (engine === 'snowflake') {
    if (/^(?:VARIANT|OBJECT|ARRAY)\b/.test(type)) return `PARSE_JSON(${text})${type === 'VARIANT' ? '' : `::${type}`}`;
    if (/^(?:BINARY|VARBINARY)\b/.test(type)) return `TO_BINARY(${text}, 'HEX')`;
    return /^(?:VARCHAR|TEXT|STRING)\b/.test(type) ? text : `${text}::${typeName}`;
  }
  if (engine === 'databricks' && type === 'BINARY') return `unhex(${text})`;
  if (type === 'STRING' || type === 'VARCHAR') return text;
  return engine === 'duckdb' && type === 'BLOB' ? `unhex(${text})` : `CAST(${text} AS ${typeName})`;
}

/** The type of a column that is typed in its file (parquet). */
export function typeOfColumn({ kind, precision, scale, typeName }: Column): ImportType {
  switch (kind) {
    case 'boolean':
    case 'float':
    case 'date':
    case 'json':
    case 'binary':
      return { kind };
    case 'integer':
      return { kind, digits: precision ?? (/^U?(?:HUGEINT|BIGNUM)$/.test(typeName) ? WIDEST : 18) };
    case 'decimal':
      return { kind, digits: (precision ?? WIDEST) - (scale ?? 0), scale: scale ?? 0 };
    case 'time':
      return /TIME ZONE|TIMETZ/.test(typeName) ? TEXT : { kind, fraction: typeName.endsWith('_NS') ? 9 : 6 };
    case 'timestamp':
      return { kind, fraction: typeName.endsWith('_NS') ? 9 : 6 };
    case 'timestamptz':
      return { kind, fraction: 6 };
    default:
      return TEXT;
  }
}

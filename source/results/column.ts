/** How a cell is read: what it is aligned, coloured, sorted and written as. */
export type Kind =
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'binary'
  | 'json'
  | 'other';

/** NULL, or the value's exact text: the engine's own cast to text, and JSON for nested types. */
export type Cell = string | null;
export type Row = readonly Cell[];
export type Batch = readonly Row[];

/** Whose quotes and escapes SQL is written with. */
export type SqlDialect = 'snowflake' | 'databricks' | 'duckdb';

/** What a column's cells are. Names may repeat and may be empty. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** The engine's own name of the type: `NUMBER(38,0)`, `STRUCT(a INTEGER)`, `timestamp_ltz(9)`. */
  readonly typeName: string;
  readonly precision?: number;
  readonly scale?: number;
  /** The zone in which the cells of a `timestamptz` are written, when all share one. */
  readonly zone?: string;
  /** The DuckDB type to which the text casts without loss, else `VARCHAR`. */
  readonly storageType: string;
  /** Of the engine that the cells came from; set by the session, for who writes SQL of them. */
  readonly dialect?: SqlDialect;
  /** Set when the driver can't give nested values exactly; a sentence for the person. */
  readonly inexact?: string;
  /** The cell as the session wants it on a screen, where it sets an output format. Files, JSON and copies have the cell. */
  readonly onScreen?: (cell: string) => string;
  /** The JSON text of a cell that is not NULL: digits stay as they are, nested JSON stays nested. */
  toJson(cell: string): string;
}

/** What a backend knows of a column; the rest follows from its kind. */
export type ColumnFacts = Omit<Column, 'toJson' | 'storageType'> & {
  readonly storageType?: string;
  readonly toJson?: (cell: string) => string;
};

// RFC 8259's number grammar. What doesn't match (NaN, inf, 1., .5, +1) is written as a JSON string.
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A column with its JSON writer and storage type filled in from its kind. */
export function column(facts: ColumnFacts): Column {
  return {
    ...facts,
    storageType: facts.storageType ?? storageTypeOf(facts),
    toJson: facts.toJson ?? jsonWriter(facts),
  };
}

function jsonWriter({ kind }: ColumnFacts): (cell: string) => string {
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return (cell) => (JSON_NUMBER.test(cell) ? cell : JSON.stringify(cell));
    case 'boolean':
      return (cell) => (cell === 'true' || cell === 'false' ? cell : JSON.stringify(cell));
    case 'json':
      return (cell) => (isJson(cell) ? cell : JSON.stringify(cell));
    default:
      return (cell) => JSON.stringify(cell);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function storageTypeOf({ kind, precision, scale }: ColumnFacts): string {
  switch (kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'integer':
      return precision !== undefined && precision <= 18 ? 'BIGINT' : 'HUGEINT';
    case 'decimal':
      return precision !== undefined && scale !== undefined && precision <= 38
        ? `DECIMAL(${precision},${scale})`
        : 'VARCHAR';
    case 'float':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    default:
      return 'VARCHAR';
  }
}

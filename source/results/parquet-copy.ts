import type { Column } from './column.js';
import { sqlName } from './embedded.js';
import { uniqueNames } from './formats/unique-names.js';

// What parquet holds without loss, tried out type by type with DuckDB 1.5.6. Not among them: HUGEINT (written as
// DOUBLE), INTERVAL (cut to milliseconds), TIMETZ (moved to UTC); they stay text.
const EXACT =
  /^(?:BOOLEAN|U?(?:TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\)|DATE|TIME|TIME_NS|TIMESTAMP|TIMESTAMP_MS|TIMESTAMP_NS|TIMESTAMPTZ|TIMESTAMP WITH TIME ZONE|UUID|BLOB)$/;

/** Types that become another one in parquet, if all values fit into that. */
const BY_VALUE: ReadonlySet<string> = new Set(['HUGEINT', 'TIMESTAMP_S']);

// A row group is held in memory while it is written; a million cells are about 50 MB.
const CELLS_A_GROUP = 1_000_000;

/** The type a column has in a parquet file, should all its cells be of it. */
export function parquetType({ storageType }: Pick<Column, 'storageType'>): string {
  if (storageType === 'HUGEINT') return 'DECIMAL(38,0)';
  // DuckDB writes it as one with microseconds, and can't where it is infinite.
  if (storageType === 'TIMESTAMP_S') return 'TIMESTAMP';
  return EXACT.test(storageType) ? storageType : 'VARCHAR';
}

/** The names as SQL. Columns of one name (in any case) become `a`, `a_2`; one without becomes `column_3`, by its place. */
export function parquetNames(columns: readonly Column[]): string[] {
  const given = columns.map(({ name }, index) => name || `column_${index + 1}`);
  return uniqueNames(given, true).map(sqlName);
}

/** What stands in the brackets of DuckDB's COPY … TO. */
export function parquetOptions(columns: number): string {
  const group = Math.min(122_880, Math.max(2_048, Math.floor(CELLS_A_GROUP / columns)));
  return `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${group}, USE_TMP_FILE false`;
}

/**
 * What is selected of DuckDB's own columns, named c0, c1, …: a value as it is where parquet has its type, else its text.
 * null where the type depends on the values (BY_VALUE), or there is no text.
 */
export function parquetFields(columns: readonly Column[], text: (index: number) => string | null): string | null {
  const names = parquetNames(columns);
  const fields = columns.map((column, index) => {
    if (BY_VALUE.has(column.storageType)) return null;
    const value = parquetType(column) === 'VARCHAR' ? text(index) : `c${index}`;
    return value === null ? null : `${value} AS ${names[index]!}`;
  });
  return fields.includes(null) ? null : fields.join(', ');
}

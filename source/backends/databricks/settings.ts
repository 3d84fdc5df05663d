import type { CatalogEntry } from '../base.js';

/** What SET takes on a SQL warehouse: docs.databricks.com/en/sql/language-manual/sql-ref-parameters. */
export const SETTINGS: readonly CatalogEntry[] = (
  [
    ['ANSI_MODE', 'boolean', 'Errors instead of NULL for overflow, bad casts and division by zero.'],
    ['LEGACY_TIME_PARSER_POLICY', 'EXCEPTION, LEGACY, CORRECTED', 'How dates are parsed and written.'],
    ['MAX_FILE_PARTITION_BYTES', 'size', 'The most bytes that one partition takes from a file.'],
    ['READ_ONLY_EXTERNAL_METASTORE', 'boolean', 'Whether an external metastore may be written to.'],
    ['STATEMENT_TIMEOUT', 'seconds', 'How long a statement may take; 0: as the warehouse says.'],
    ['TIMEZONE', 'region or offset', 'The time zone of the session.'],
    ['USE_CACHED_RESULT', 'boolean', 'Whether results are taken from the cache.'],
  ] as const
).map(([name, type, detail]) => ({ name, type, detail }));

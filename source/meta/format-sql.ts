import type { EngineName } from '../backends/base.js';

/**
 * The statement laid out over lines by sql-formatter, in the engine's dialect (Databricks has none of its own: Spark's).
 * @returns null when it can't be parsed: what the formatter doesn't know stays as the person wrote it.
 */
export async function formatSql(sql: string, engine: EngineName): Promise<string | null> {
  const { duckdb, formatDialect, snowflake, spark } = await import('sql-formatter');
  const dialect = { snowflake, databricks: spark, duckdb }[engine];
  try {
    return formatDialect(sql, { dialect, keywordCase: 'preserve', linesBetweenQueries: 1 });
  } catch {
    return null;
  }
}

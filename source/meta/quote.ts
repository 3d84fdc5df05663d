import type { EngineName } from '../backends/base.js';

/** A text as a string literal of the engine. */
export function quotedLiteral(text: string, engine: EngineName): string {
  if (engine === 'duckdb') return `'${text.replaceAll("'", "''")}'`;
  // Both read \ as an escape inside of quotes; on Spark two adjoining literals become one, so '' is no quote there.
  const escaped = text.replaceAll('\\', '\\\\');
  return `'${escaped.replaceAll("'", engine === 'databricks' ? "\\'" : "''")}'`;
}

/** A stored name as it must stand in SQL. */
export function quotedName(name: string, engine: EngineName): string {
  if (engine === 'databricks') return `\`${name.replaceAll('`', '``')}\``;
  return `"${name.replaceAll('"', '""')}"`;
}

/** The parts of a name, outermost first, as SQL. */
export function quotedPath(parts: readonly string[], engine: EngineName): string {
  return parts.map((part) => quotedName(part, engine)).join('.');
}

import type { CatalogEntry } from '../backends/base.js';
import type { Row } from '../results/column.js';

/** Catalog entries as rows of name, type, detail, comment. */
export function entryRows(entries: readonly CatalogEntry[]): Row[] {
  return entries.map(({ name, type, detail, comment }) => [name, type, detail ?? '', comment ?? '']);
}

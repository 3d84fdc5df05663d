import type { CatalogEntry } from '../backends/base.js';
import type { Row } from '../results/column.js';

/** Catalog entries as rows of name, type, detail, comment. */
export function entryRows(entries: readonly CatalogEntry[]): Row[] {
  return entries.map(entryRow);
}

export function entryRow({ name, type, detail, comment }: CatalogEntry): string[] {
  return [name, type, detail ?? '', comment ?? ''];
}

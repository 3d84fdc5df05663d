import type { LocalResult } from '../../meta/index.js';
import type { Known, Listing, ListingRequest } from '../../session/catalog/index.js';
import type { CatalogView } from './columns.js';

/** The results that are kept as a catalog of tables. Nothing has to be listed for it. */
export function localView(results: readonly LocalResult[]): CatalogView {
  const read = (request: ListingRequest): Listing => ({ state: 'ready', age: 0, entries: entriesOf(results, request) });
  return { catalog: 'local', schema: 'main', read };
}

function entriesOf(results: readonly LocalResult[], request: ListingRequest): readonly Known[] {
  switch (request.kind) {
    case 'tables':
      if (request.catalog !== undefined || request.schema !== undefined) return [];
      return results.map(({ name, rows, sql }) => ({
        name,
        type: 'result',
        detail: `${rows.toLocaleString('en-US')} rows of ${sql.replace(/\s+/g, ' ')}`,
      }));
    case 'columns': {
      const name = request.path.at(-1);
      const result = results.find((one) => one.name === name);
      return result?.columns.map((column) => ({ name: column.name, type: column.typeName })) ?? [];
    }
    default:
      return [];
  }
}

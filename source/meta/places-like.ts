import { messageOf } from '../support/errors.js';
import type { Host } from './host.js';
import { matcher } from './rows.js';

/** A schema that a pattern means. */
export interface PlaceLike {
  readonly schema: string;
  readonly catalog: string | undefined;
}

/** More are seldom meant, and each is a request of its own. */
const MOST_PLACES = 200;

/** True for a part of a name that stands for several: `*`, `fct_?`. */
export function isPattern(part: string | undefined): part is string {
  return part !== undefined && /[*?]/.test(part);
}

/** The schemas that patterns for a catalog and a schema mean, as in psql's `\dt *.*`. @throws what listing them throws */
export async function placesLike(
  host: Host,
  schema: string,
  catalog: string | undefined,
): Promise<{ readonly places: readonly PlaceLike[]; readonly cut: boolean }> {
  const { catalog: lists } = host.session.connection;
  const wanted = matcher(catalog);
  const catalogs = isPattern(catalog)
    ? (await lists.catalogs()).map(({ name }) => name).filter((name) => wanted(name))
    : [catalog];
  const places: PlaceLike[] = [];
  for (const one of catalogs) {
    const schemas = isPattern(schema) ? (await lists.schemas(one)).map(({ name }) => name) : [schema];
    places.push(...schemas.filter(matcher(schema)).map((name) => ({ schema: name, catalog: one })));
    if (places.length > MOST_PLACES) break;
  }
  return { places: places.slice(0, MOST_PLACES), cut: places.length > MOST_PLACES };
}

/** What each place gives, its name before it; what can't be listed there is told, and the others are shown. */
export async function inEach<Entry>(
  host: Host,
  places: readonly PlaceLike[],
  list: (place: PlaceLike) => Promise<readonly Entry[]>,
): Promise<readonly (readonly [place: string, entry: Entry])[]> {
  const found: (readonly [string, Entry])[] = [];
  for (const place of places) {
    const name = [place.catalog, place.schema].filter(Boolean).join('.');
    try {
      for (const entry of await list(place)) found.push([name, entry]);
    } catch (thrown) {
      host.say(`${name} can’t be listed: ${messageOf(thrown)}`);
    }
  }
  return found;
}

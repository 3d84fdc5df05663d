import type { Session } from '../session.js';
import { SessionCatalog } from './session-catalog.js';

export type { Known, Listing, ListingRequest } from './listing.js';
export { SessionCatalog, type SessionCatalogOptions } from './session-catalog.js';

const catalogs = new WeakMap<Session, SessionCatalog>();

/** The one catalog of a session. */
export function catalogOf(session: Session): SessionCatalog {
  const found = catalogs.get(session);
  if (found) return found;
  const made = new SessionCatalog(session);
  catalogs.set(session, made);
  return made;
}

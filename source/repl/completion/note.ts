import type { Listing, ListingRequest } from '../../session/catalog/index.js';

interface Asked {
  readonly request: ListingRequest;
  readonly listing: Listing;
}

/** What is to be said of the listings that a menu was made from; null when they are all complete and of now. */
export function noteOf(asked: readonly Asked[]): string | null {
  // Functions that can't be listed are missed by few: what else the menu is made from says more.
  const main = asked.filter(({ request, listing }) => request.kind !== 'functions' || listing.state !== 'failed');
  const told = ORDER.flatMap((state) => main.filter(({ listing }) => listing.state === state));
  const first = told[0];
  if (!first) return null;
  const { request, listing } = first;
  // In front: where there is no room, the end of a line goes.
  const known = listing.entries.length > 0 && listing.age !== null ? `Names of ${ageText(listing.age)} ago. ` : '';
  switch (listing.state) {
    case 'failed':
      return `${known}The ${nameOf(request)} can’t be listed: ${oneLine(listing.reason ?? '')}`;
    case 'stopped':
      return `${known}Listing the ${nameOf(request)} was stopped; Tab lists again.`;
    case 'held':
      return `${known}${listing.reason ?? ''}`;
    default:
      return `${known}Listing the ${nameOf(request)} …`;
  }
}

/** An engine's words may come in lines; the menu has one for them. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const ORDER: readonly Listing['state'][] = ['failed', 'stopped', 'held', 'loading', 'unknown', 'stale'];

function nameOf(request: ListingRequest): string {
  switch (request.kind) {
    case 'tables':
      return request.schema === undefined ? 'tables' : `tables of ${request.schema}`;
    case 'objects':
      return request.schema === undefined ? request.of : `${request.of} of ${request.schema}`;
    case 'schemas':
      return request.catalog === undefined ? 'schemas' : `schemas of ${request.catalog}`;
    case 'columns':
      return `columns of ${request.path.join('.')}`;
    case 'stage-files':
      return `files of @${request.folder}`;
    default:
      return request.kind;
  }
}

/** `40 s`, `5 min`, `3 h`, `2 days` */
function ageText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

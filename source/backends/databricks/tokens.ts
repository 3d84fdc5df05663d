import type { FetchedToken } from '../oauth/token-request.js';

/** Where the bearer token of every request comes from. */
export interface TokenSource {
  /** A token that is good for the next minutes. @throws AuthError, ConnectionError, CancelledError */
  get(): Promise<string>;
  /**
   * Called when the token was refused at the login: true when there is another one to be had, because the refused one
   * was kept from an earlier start. True at most once.
   */
  replace?(): boolean;
}

/** One token for the whole session: it can't be renewed. */
export function fixedToken(token: string): TokenSource {
  return { get: () => Promise.resolve(token) };
}

// Databricks' tokens live an hour. Five minutes before the end, or a tenth of a shorter life, a new one is fetched.
const RENEW_BEFORE_MS = 300_000;
// A command that tells no expiry is asked again after this.
const UNKNOWN_LIFE_MS = 600_000;

/**
 * Keeps a token until shortly before it expires. Calls at the same time share one fetch; a failed fetch is not kept.
 * `fetch` gets the token before, whose refresh token it may use.
 */
export function renewedToken(
  fetch: (before: FetchedToken | undefined) => Promise<FetchedToken>,
  now: () => number = Date.now,
): TokenSource {
  let token: FetchedToken | undefined;
  let renewAt = 0;
  let pending: Promise<string> | undefined;
  async function renew(): Promise<string> {
    const fetchedAt = now();
    token = await fetch(token);
    const life = (token.expiresAt ?? jwtExpiry(token.accessToken) ?? fetchedAt + UNKNOWN_LIFE_MS) - fetchedAt;
    renewAt = fetchedAt + life - Math.min(RENEW_BEFORE_MS, life / 10);
    return token.accessToken;
  }
  return {
    get: () => {
      if (token && now() < renewAt) return Promise.resolve(token.accessToken);
      pending ??= renew().finally(() => (pending = undefined));
      return pending;
    },
  };
}

/** The `exp` of a JWT in milliseconds since 1970; undefined for any other token. */
function jwtExpiry(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

import type { DoubleRequest } from './http.js';

/** The kinds of requests that are counted and can go wrong. */
export type SnowflakeKind =
  | 'login'
  | 'renew'
  | 'heartbeat'
  | 'logout'
  | 'query'
  | 'result'
  | 'monitor'
  | 'abort'
  | 'chunk'
  | 'telemetry'
  | 'oauth-authorize'
  | 'oauth-token'
  | 'authenticator'
  | 'sso'
  | 'okta-authn'
  | 'okta-saml'
  | 'unknown';

const ROUTES: readonly (readonly [RegExp, SnowflakeKind])[] = [
  [/^POST \/session\/v1\/login-request$/, 'login'],
  [/^POST \/session\/token-request$/, 'renew'],
  [/^POST \/session\/heartbeat$/, 'heartbeat'],
  [/^POST \/session$/, 'logout'],
  [/^POST \/queries\/v1\/query-request$/, 'query'],
  [/^POST \/queries\/(v1|[\w-]+)\/abort-request$/, 'abort'],
  [/^GET \/queries\/[\w-]+\/result$/, 'result'],
  [/^GET \/monitoring\/queries\/[\w-]+$/, 'monitor'],
  [/^GET \/chunks\/[\w-]+\/\d+$/, 'chunk'],
  [/^POST \/telemetry\/send/, 'telemetry'],
  [/^GET \/oauth\/authorize$/, 'oauth-authorize'],
  [/^POST \/oauth\/token-request$/, 'oauth-token'],
  [/^POST \/session\/authenticator-request$/, 'authenticator'],
  [/^GET \/sso$/, 'sso'],
  [/^POST \/api\/v1\/authn$/, 'okta-authn'],
  [/^GET \/app\/snowflake\/sso\/saml$/, 'okta-saml'],
];

/** Names a request and reads its body. */
export function readRequest(
  { method, path, headers }: Omit<DoubleRequest, 'kind' | 'body' | 'at'>,
  bytes: Buffer,
): { kind: SnowflakeKind; body: unknown } {
  const kind = ROUTES.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 'unknown';
  if (bytes.length === 0) return { kind, body: undefined };
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return { kind, body: form ? new URLSearchParams(bytes.toString()) : JSON.parse(bytes.toString()) };
}

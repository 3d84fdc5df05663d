import { randomUUID } from 'node:crypto';

export const CREDENTIALS = {
  token: 'dapi0123456789abcdef0123456789abcdef',
  clientId: '5c2b8f3e-0d41-4a0e-9d0f-3b1f6f1d7a10',
  clientSecret: 'dose0123456789abcdef0123456789abcdef',
} as const;

export interface Refusal {
  readonly status: number;
  readonly code: string | number;
  readonly message: string;
}

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Who may enter: personal access tokens, and those issued to service principals. */
export class Tokens {
  readonly #users = new Map<string, { readonly name: string; readonly expires: number }>([
    [CREDENTIALS.token, { name: 'smallex', expires: Infinity }],
  ]);
  readonly #lifeSeconds: number;

  constructor(lifeSeconds: number) {
    this.#lifeSeconds = lifeSeconds;
  }

  /** A token that only the caller knows; what it does is counted under its own name. */
  add(name: string): string {
    const token = `dapi${randomUUID().replaceAll('-', '')}`;
    this.#users.set(token, { name, expires: Infinity });
    return token;
  }

  userOf(authorization: string | undefined): string | Refusal {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const unsent = 'Credential was not sent or was of an unsupported type for this API.';
    if (token === undefined) return { status: 401, code: 401, message: unsent };
    const user = this.#users.get(token);
    if (!user) return { status: 403, code: 403, message: 'Invalid access token.' };
    if (user.expires <= Date.now()) return { status: 403, code: 403, message: 'Access token is expired.' };
    return user.name;
  }

  /** OAuth's client credentials grant, as `POST /oidc/v1/token` answers it. */
  issue(authorization: string | undefined, form: string): RestAnswer {
    const basic = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    const [id, secret] = basic.split(':').map(decodeURIComponent);
    if (id !== CREDENTIALS.clientId || secret !== CREDENTIALS.clientSecret) {
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } };
    }
    const asked = new URLSearchParams(form);
    if (asked.get('grant_type') !== 'client_credentials') {
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    }
    const expires = Date.now() + this.#lifeSeconds * 1000;
    const scope = asked.get('scope');
    const access_token = unsignedJwt({ sub: id, scope, exp: Math.floor(expires / 1000), jti: randomUUID() });
    this.#users.set(access_token, { name: id, expires });
    return { body: { access_token, scope, token_type: 'Bearer', expires_in: this.#lifeSeconds } };
  }
}

/** What the driver reads to find the token endpoint. */
export function oauthMetadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    scopes_supported: ['all-apis', 'sql', 'offline_access'],
  };
}

function unsignedJwt(claims: object): string {
  const encoded = [{ alg: 'none', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${encoded.join('.')}.`;
}

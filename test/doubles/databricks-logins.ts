import { randomUUID } from 'node:crypto';
import { OauthServer } from './oauth.js';

/** What the double lets in. Tests may change it while it runs. */
export interface DatabricksLogins {
  user: string;
  token: string;
  /** The service principal of M2M. */
  clientId: string;
  clientSecret: string;
  /** How long OAuth tokens live. */
  lifeSeconds: number;
}

/** The public client that the driver and Databricks' own tools sign people in with. */
const U2M_CLIENTS = ['databricks-sql-connector', 'databricks-cli', '96eecda7-19ea-49cc-abb5-240097d554f5'];

export function defaultLogins(): DatabricksLogins {
  return {
    user: 'fake@example.com',
    token: 'dapi0123456789abcdef0123456789abcdef',
    clientId: '5c2b8f3e-0d41-4a0e-9d0f-3b1f6f1d7a10',
    clientSecret: 'dose0123456789abcdef0123456789abcdef',
    lifeSeconds: 3600,
  };
}

/** Bearer tokens, and the OAuth server that issues more of them. */
export class DatabricksTokens {
  readonly oauth: OauthServer;
  readonly #logins: DatabricksLogins;
  readonly #issued = new Map<string, { readonly user: string; expires: number }>();

  constructor(logins: DatabricksLogins) {
    this.#logins = logins;
    this.oauth = new OauthServer({
      accepts: (id, secret, grant) => {
        if (grant === 'client_credentials') return id === logins.clientId && secret === logins.clientSecret;
        return U2M_CLIENTS.includes(id);
      },
      issue: (subject) => this.#issue(subject === 'person' ? logins.user : subject),
      lifeSeconds: () => logins.lifeSeconds,
    });
  }

  /** The user of a request, or why there is none. */
  userOf(
    authorization: string | undefined,
  ): { readonly user: string } | { readonly status: number; readonly message: string } {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      return { status: 401, message: 'Credential was not sent or was of an unsupported type for this API.' };
    }
    if (token === this.#logins.token) return { user: this.#logins.user };
    const issued = this.#issued.get(token);
    if (!issued) return { status: 403, message: 'Invalid access token.' };
    if (issued.expires <= Date.now()) return { status: 403, message: 'Access token is expired.' };
    return { user: issued.user };
  }

  /** A token of its own for a user, without end. */
  grant(user: string): string {
    const token = `dapi${randomUUID().replaceAll('-', '')}`;
    this.#issued.set(token, { user, expires: Infinity });
    return token;
  }

  /** OAuth tokens issued so far expire now. */
  expire(): void {
    for (const issued of this.#issued.values()) issued.expires = 0;
  }

  /** The driver reads the expiry out of the token, which must be a JWT. */
  #issue(user: string): string {
    const expires = Date.now() + this.#logins.lifeSeconds * 1000;
    const claims = { sub: user, exp: Math.floor(expires / 1000), jti: randomUUID() };
    const parts = [{ alg: 'none', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const token = `${parts.join('.')}.`;
    this.#issued.set(token, { user, expires });
    return token;
  }
}

/** What clients read to find the endpoints. */
export function oauthMetadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    scopes_supported: ['all-apis', 'sql', 'offline_access'],
  };
}

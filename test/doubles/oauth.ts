import { createHash, randomUUID } from 'node:crypto';
import type { HttpAnswer } from './http.js';

interface Grant {
  readonly challenge: string | null;
  readonly redirectUri: string;
  readonly scope: string | null;
}

export interface OauthRules {
  /** Whether this client, with or without a secret, may have this grant. */
  accepts(clientId: string, secret: string | undefined, grant: string): boolean;
  /** A new access token, which the double lets in from now on. `subject`: the client, or 'person'. */
  issue(subject: string): string;
  lifeSeconds(): number;
}

/** An OAuth server: an authorization page that a browser would show, and a token endpoint. */
export class OauthServer {
  /** What the person in the browser decides. */
  approve = true;
  readonly #rules: OauthRules;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshTokens = new Set<string>();

  constructor(rules: OauthRules) {
    this.#rules = rules;
  }

  /** Sends the browser back to the client's own listener, with a code or with `access_denied`. */
  authorize(query: URLSearchParams): HttpAnswer {
    const redirectUri = query.get('redirect_uri') ?? '';
    const known = this.#rules.accepts(query.get('client_id') ?? '', undefined, 'authorize');
    if (!known || !redirectUri.startsWith('http')) return { status: 400, body: '<p>Invalid client.</p>' };
    const back = new URL(redirectUri);
    if (this.approve) {
      const code = randomUUID();
      this.#grants.set(code, { challenge: query.get('code_challenge'), redirectUri, scope: query.get('scope') });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'The user denied the request.');
    }
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  /** The grants `authorization_code` (with PKCE), `refresh_token` and `client_credentials`. */
  token(authorization: string | undefined, form: URLSearchParams): HttpAnswer {
    const basic = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const [basicId, basicSecret] = basic.map(decodeURIComponent);
    const id = form.get('client_id') ?? basicId ?? '';
    const secret = form.get('client_secret') ?? basicSecret;
    const grant = form.get('grant_type') ?? '';
    if (!this.#rules.accepts(id, secret, grant)) return refused(401, 'invalid_client', 'Client authentication failed');
    switch (grant) {
      case 'authorization_code':
        return this.#redeem(form)
          ? this.#tokens('person', form)
          : refused(400, 'invalid_grant', 'The code is not valid.');
      case 'refresh_token': {
        const known = this.#refreshTokens.has(form.get('refresh_token') ?? '');
        return known ? this.#tokens('person', form) : refused(400, 'invalid_grant', 'The refresh token is not valid.');
      }
      case 'client_credentials':
        return this.#tokens(id, form);
      default:
        return refused(400, 'unsupported_grant_type', 'This grant is not offered.');
    }
  }

  /** Refresh tokens are worth nothing any more. */
  revoke(): void {
    this.#refreshTokens.clear();
  }

  #redeem(form: URLSearchParams): boolean {
    const code = form.get('code') ?? '';
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return grant !== undefined && grant.challenge === challenge && grant.redirectUri === form.get('redirect_uri');
  }

  #tokens(subject: string, form: URLSearchParams): HttpAnswer {
    const scope = form.get('scope');
    const common = {
      access_token: this.#rules.issue(subject),
      token_type: 'Bearer',
      expires_in: this.#rules.lifeSeconds(),
      ...(scope === null ? {} : { scope }),
    };
    if (subject !== 'person') return { body: common };
    const refresh_token = `refresh-${randomUUID()}`;
    this.#refreshTokens.add(refresh_token);
    return { body: { ...common, refresh_token } };
  }
}

/** Does what the person's browser does with the URL that a client opens. */
export async function browse(url: string, load: (url: string) => Promise<string | null> = locationOf): Promise<void> {
  const location = await load(url);
  // A client's listener may close the connection without ending the answer as HTTP would.
  if (location !== null)
    await fetch(location)
      .then(
        (page) => page.text(),
        () => undefined,
      )
      .catch(() => undefined);
}

async function locationOf(url: string): Promise<string | null> {
  return (await fetch(url, { redirect: 'manual' })).headers.get('location');
}

function refused(status: number, error: string, error_description: string): HttpAnswer {
  return { status, body: { error, error_description } };
}

import { createHash, randomUUID } from 'node:crypto';
import type { HttpAnswer } from './http.js';
import type { SnowflakeLogins } from './snowflake-logins.js';

interface Grant {
  readonly challenge: string | null;
  readonly redirectUri: string;
}

/** Snowflake's OAuth endpoints: `/oauth/authorize` for a browser, `/oauth/token-request` for the driver. */
export class SnowflakeOauth {
  /** What the person in the browser decides. */
  approve = true;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshTokens = new Set<string>();

  /** Sends the browser back to the client's own listener, with a code or with `access_denied`. */
  authorize(query: URLSearchParams, logins: SnowflakeLogins): HttpAnswer {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== logins.clientId || !redirectUri.startsWith('http')) {
      return { status: 400, body: '<p>Invalid client.</p>' };
    }
    const back = new URL(redirectUri);
    if (this.approve) {
      const code = randomUUID();
      this.#grants.set(code, { challenge: query.get('code_challenge'), redirectUri });
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
  issue(authorization: string | undefined, form: URLSearchParams, logins: SnowflakeLogins): HttpAnswer {
    const basic = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const id = form.get('client_id') ?? basic[0];
    const secret = form.get('client_secret') ?? basic[1];
    if (id !== logins.clientId || secret !== logins.clientSecret)
      return refused(401, 'invalid_client', 'Unknown client.');
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#redeem(form)
          ? this.#tokens(logins, true)
          : refused(400, 'invalid_grant', 'The code is not valid.');
      case 'refresh_token': {
        const known = this.#refreshTokens.has(form.get('refresh_token') ?? '');
        return known ? this.#tokens(logins, true) : refused(400, 'invalid_grant', 'The refresh token is not valid.');
      }
      case 'client_credentials':
        return this.#tokens(logins, false);
      default:
        return refused(400, 'unsupported_grant_type', 'This grant is not offered.');
    }
  }

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

  #tokens(logins: SnowflakeLogins, refreshable: boolean): HttpAnswer {
    const access_token = `oauth-${randomUUID()}`;
    logins.oauthTokens.add(access_token);
    const common = { access_token, token_type: 'Bearer', expires_in: 600 };
    if (!refreshable) return { body: common };
    const refresh_token = `refresh-${randomUUID()}`;
    this.#refreshTokens.add(refresh_token);
    return { body: { ...common, refresh_token, refresh_token_expires_in: 86_400, username: logins.user } };
  }
}

function refused(status: number, error: string, error_description: string): HttpAnswer {
  return { status, body: { error, error_description } };
}

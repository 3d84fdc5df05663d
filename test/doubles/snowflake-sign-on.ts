import { randomUUID } from 'node:crypto';
import type { DoubleRequest, HttpAnswer } from './http.js';
import type { SnowflakeLogins } from './snowflake-logins.js';
import { failure, success } from './snowflake-wire.js';

/** Single sign-on as the account sends people to it: a page for the browser, and Okta without one. */
export class SingleSignOn {
  readonly #logins: SnowflakeLogins;
  readonly #proofs = new Map<string, string>();

  constructor(logins: SnowflakeLogins) {
    this.#logins = logins;
  }

  answer(request: DoubleRequest): HttpAnswer {
    switch (request.kind) {
      case 'authenticator':
        return this.#whereTo(request);
      case 'sso':
        return this.#page(request.query);
      case 'okta-authn':
        return this.#oktaLogin(request.body as { username?: string; password?: string });
      default:
        return this.#oktaPage(request.query);
    }
  }

  #whereTo({ body, headers }: DoubleRequest): HttpAnswer {
    const { data } = body as { data: { AUTHENTICATOR: string; BROWSER_MODE_REDIRECT_PORT?: string } };
    if (/^https:/i.test(data.AUTHENTICATOR)) {
      const okta = data.AUTHENTICATOR.replace(/\/+$/, '');
      return success({ tokenUrl: `${okta}/api/v1/authn`, ssoUrl: `${okta}/app/snowflake/sso/saml` });
    }
    if (data.AUTHENTICATOR.toUpperCase() !== 'EXTERNALBROWSER') {
      return failure({ code: '390190', message: 'There was an error related to the SAML Identity Provider.' });
    }
    const [id, proofKey] = [randomUUID(), randomUUID()];
    this.#proofs.set(id, proofKey);
    const query = new URLSearchParams({ id, port: data.BROWSER_MODE_REDIRECT_PORT ?? '' });
    return success({ ssoUrl: `https://${headers.host ?? ''}/sso?${query.toString()}`, proofKey });
  }

  /** What the person's browser ends on: this machine's listener, with a token. */
  #page(query: URLSearchParams): HttpAnswer {
    const token = `saml-${randomUUID()}`;
    const proofKey = this.#proofs.get(query.get('id') ?? '');
    if (proofKey === undefined) return { status: 404, body: '' };
    this.#logins.samlTokens.set(token, proofKey);
    return {
      status: 302,
      headers: { location: `http://localhost:${query.get('port') ?? ''}/?token=${token}` },
      body: '',
    };
  }

  #oktaLogin({ username, password }: { username?: string; password?: string }): HttpAnswer {
    if (username === this.#logins.user && password === this.#logins.oktaPassword) {
      return { body: { status: 'SUCCESS', sessionToken: 'okta-session-1' } };
    }
    return { status: 401, body: { errorCode: 'E0000004', errorSummary: 'Authentication failed' } };
  }

  #oktaPage(query: URLSearchParams): HttpAnswer {
    const known = query.get('onetimetoken') === 'okta-session-1';
    const assertion = known ? this.#logins.oktaAssertion : '';
    const action = 'https&#x3a;&#x2f;&#x2f;double.snowflakecomputing.com:443&#x2f;fed&#x2f;login';
    return { body: `<form action="${action}"><input name="SAMLResponse" value="${assertion}"/></form>` };
  }
}

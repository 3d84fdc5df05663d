import { randomUUID } from 'node:crypto';
import type { DoubleRequest, HttpAnswer } from './http.js';
import { OauthServer } from './oauth.js';
import { Script } from './script.js';
import { checkLogin, defaultLogins } from './snowflake-logins.js';
import type { LoginData, SnowflakeLogins } from './snowflake-logins.js';
import { ownAnswer } from './snowflake-own.js';
import type { SnowflakeKind } from './snowflake-routes.js';
import { SingleSignOn } from './snowflake-sign-on.js';
import { contextOfLogin, Sessions } from './snowflake-session.js';
import type { KnownObjects, SnowflakeSession } from './snowflake-session.js';
import { CHUNK_KEY, RunningStatement } from './snowflake-statements.js';
import type { SnowflakeReply } from './snowflake-statements.js';
import { failure, inProgress, named, NOT_RUNNING, Refused, success } from './snowflake-wire.js';

/** A statement as it arrived. */
interface SnowflakeQuery {
  readonly sql: string;
  /** `{"1": {type, value}, …}`, as on the wire. */
  readonly bindings: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly session: SnowflakeSession;
}

export type SnowflakeAnswer = SnowflakeReply | ((query: SnowflakeQuery) => SnowflakeReply);

export interface SnowflakeDoubleOptions {
  readonly logins?: Partial<SnowflakeLogins>;
  readonly known?: Partial<KnownObjects>;
  /** A login that names an unknown role is refused with 390189, as Snowflake does by default. */
  readonly refuseUnknownRole?: boolean;
  /** Statements that run longer are answered "in progress"; Snowflake waits 45 s. */
  readonly syncMs?: number;
}

const KNOWN: KnownObjects = {
  warehouses: ['W1', 'SMALLEX_WH'],
  roles: ['SYSADMIN', 'PUBLIC', 'ANALYST'],
  databases: { DEMO: ['PUBLIC', 'SALES'], OTHER: ['PUBLIC'] },
};

const SESSION_SECONDS = 3600;

/** Answers the requests of Snowflake's REST protocol; statements answer what the script says. */
export class SnowflakeProtocol {
  url = '';
  readonly logins: SnowflakeLogins;
  readonly oauth: OauthServer;
  readonly sessions = new Sessions();
  readonly script = new Script<SnowflakeAnswer>();
  readonly statements: RunningStatement[] = [];
  readonly #known: KnownObjects;
  readonly #options: SnowflakeDoubleOptions;
  readonly #signOn: SingleSignOn;

  constructor(options: SnowflakeDoubleOptions) {
    this.#options = options;
    this.logins = { ...defaultLogins(), ...options.logins };
    this.#known = { ...KNOWN, ...options.known };
    this.oauth = oauthFor(this.logins);
    this.#signOn = new SingleSignOn(this.logins);
  }

  async answer(request: DoubleRequest): Promise<HttpAnswer> {
    try {
      return await this.#route(request);
    } catch (error) {
      // Never an HTTP 500: the driver would repeat the statement up to a thousand times.
      if (error instanceof Refused) return failure(error.error);
      return failure({ code: '000603', sqlState: 'XX000', message: `The double failed: ${String(error)}` });
    }
  }

  async #route(request: DoubleRequest): Promise<HttpAnswer> {
    const { authorization } = request.headers;
    switch (request.kind as SnowflakeKind) {
      case 'login':
        return this.#login(request);
      case 'authenticator':
      case 'sso':
      case 'okta-authn':
      case 'okta-saml':
        return this.#signOn.answer(request);
      case 'oauth-authorize':
        return this.oauth.authorize(request.query);
      case 'oauth-token':
        return this.oauth.token(authorization, request.body as URLSearchParams);
      case 'renew':
        return this.#renew(authorization);
      case 'telemetry':
        return success(null);
      case 'chunk':
        return this.#chunk(request);
      case 'unknown':
        return { status: 404, body: { message: `The double has no ${request.method} ${request.path}.` } };
      default:
        return this.#routeOfSession(request, this.sessions.of(authorization));
    }
  }

  async #routeOfSession(request: DoubleRequest, session: SnowflakeSession): Promise<HttpAnswer> {
    switch (request.kind as SnowflakeKind) {
      case 'logout':
        this.sessions.remove(session);
        return success(null);
      case 'query':
        return this.#query(request, session);
      case 'result':
        return this.#statementOf(request).answer(this.#syncMs, this.url);
      case 'monitor': {
        const { id, status, sql, error } = this.#statementOf(request);
        const failed = error ? { errorCode: error.code, errorMessage: error.message } : {};
        return success({ queries: [{ id, status, sqlText: sql, sessionId: session.id, ...failed }] });
      }
      case 'abort': {
        const { requestId } = (request.body ?? {}) as { requestId?: string };
        const byId = !request.path.startsWith('/queries/v1/');
        const statement = byId ? this.#statementOf(request) : this.#askedBefore(requestId ?? null);
        if (!statement?.isRunning) throw new Refused(NOT_RUNNING);
        statement.cancel();
        return success(null);
      }
      default:
        return success(null);
    }
  }

  get #syncMs(): number {
    return this.#options.syncMs ?? 45_000;
  }

  async #login(request: DoubleRequest): Promise<HttpAnswer> {
    const { data } = request.body as { data: LoginData };
    await checkLogin(data, this.logins);
    const context = contextOfLogin(request.query, this.#known);
    if (context.role === null && this.#options.refuseUnknownRole === true) {
      const role = request.query.get('roleName') ?? '';
      const message = `Role '${role}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`;
      throw new Refused({ code: '390189', sqlState: '08001', message });
    }
    const session = this.sessions.add(this.logins.user, context, data.SESSION_PARAMETERS ?? {});
    const signedOn = data.AUTHENTICATOR === 'EXTERNALBROWSER';
    const idToken = signedOn && data.SESSION_PARAMETERS?.['CLIENT_STORE_TEMPORARY_CREDENTIAL'] === true;
    if (idToken) this.logins.idTokens.add(`id-${session.id}`);
    const wantsMfaToken = data.SESSION_PARAMETERS?.['CLIENT_REQUEST_MFA_TOKEN'] === true;
    return success({
      token: session.token,
      masterToken: session.masterToken,
      validityInSeconds: SESSION_SECONDS,
      masterValidityInSeconds: 4 * SESSION_SECONDS,
      ...(wantsMfaToken ? { mfaToken: this.logins.mfaToken, mfaTokenValidityInSeconds: 14_400 } : {}),
      ...(idToken ? { idToken: `id-${session.id}`, idTokenValidityInSeconds: 14_400 } : {}),
      displayUserName: session.user.toUpperCase(),
      serverVersion: '9.0.0',
      firstLogin: false,
      sessionId: session.id,
      parameters: named(session.parameters),
      sessionInfo: {
        databaseName: context.database,
        schemaName: context.schema,
        warehouseName: context.warehouse,
        roleName: context.role,
      },
    });
  }

  #renew(authorization: string | undefined): HttpAnswer {
    const session = this.sessions.renew(authorization);
    return success({
      sessionToken: session.token,
      validityInSecondsST: SESSION_SECONDS,
      masterToken: session.masterToken,
      validityInSecondsMT: 4 * SESSION_SECONDS,
      sessionId: session.id,
    });
  }

  async #query(request: DoubleRequest, session: SnowflakeSession): Promise<HttpAnswer> {
    const asked = request.body as QueryBody;
    const requestId = request.query.get('requestId');
    const repeated = this.#askedBefore(requestId); // the driver repeats a request whose answer got lost
    if (repeated) return repeated.answer(this.#syncMs, this.url);
    const statement = new RunningStatement(asked.sqlText, session, requestId, this.#replyTo(asked, session));
    this.statements.push(statement);
    if (asked.describeOnly === true) return statement.describe();
    if (asked.asyncExec === true) return inProgress(statement.id, '333334');
    return statement.answer(this.#syncMs, this.url);
  }

  #replyTo({ sqlText: sql, bindings, parameters }: QueryBody, session: SnowflakeSession): SnowflakeReply {
    const scripted = this.script.find(sql);
    if (typeof scripted === 'function')
      return scripted({ sql, bindings: bindings ?? {}, parameters: parameters ?? {}, session });
    const unknown = { code: '000002', sqlState: '0A000', message: `The double has no answer for: ${sql}` };
    return scripted ?? ownAnswer(sql, session, this.#known) ?? { error: unknown };
  }

  #chunk(request: DoubleRequest): HttpAnswer {
    if (request.headers['x-amz-server-side-encryption-customer-key'] !== CHUNK_KEY) return { status: 403, body: '' };
    const [, , id, index] = request.path.split('/');
    const statement = this.statements.find((other) => other.id === id);
    return statement ? { body: statement.chunk(Number(index)) } : { status: 403, body: '' };
  }

  #askedBefore(requestId: string | null): RunningStatement | undefined {
    return requestId === null ? undefined : this.statements.find((statement) => statement.requestId === requestId);
  }

  #statementOf(request: DoubleRequest): RunningStatement {
    const id = /\/queries\/([\w-]+)/.exec(request.path)?.[1];
    const statement = this.statements.find((other) => other.id === id);
    if (!statement)
      throw new Refused({ code: '000709', sqlState: '02000', message: `Statement ${String(id)} not found` });
    return statement;
  }
}

interface QueryBody {
  readonly sqlText: string;
  readonly bindings?: SnowflakeQuery['bindings'];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly asyncExec?: boolean;
  readonly describeOnly?: boolean;
}

function oauthFor(logins: SnowflakeLogins): OauthServer {
  return new OauthServer({
    accepts: (id, secret, grant) => {
      if (id === 'LOCAL_APPLICATION' && grant !== 'client_credentials') return logins.localApplication;
      return id === logins.clientId && (grant === 'authorize' || secret === logins.clientSecret);
    },
    issue() {
      const token = `oauth-${randomUUID()}`;
      logins.oauthTokens.add(token);
      return token;
    },
    lifeSeconds: () => logins.lifeSeconds,
  });
}

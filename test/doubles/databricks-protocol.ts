import { DatabricksTokens, defaultLogins, oauthMetadata } from './databricks-logins.js';
import type { DatabricksLogins } from './databricks-logins.js';
import { errorText, OK, Operation } from './databricks-operations.js';
import type { DatabricksError, DatabricksReply } from './databricks-operations.js';
import { ownAnswer } from './databricks-own.js';
import { answerUnityCatalog, answerWarehouses, restFailure, restKind } from './databricks-rest.js';
import { DatabricksSessions } from './databricks-session.js';
import type { DatabricksCatalogs, DatabricksSession } from './databricks-session.js';
import { Warehouses } from './databricks-warehouses.js';
import type { DoubleRequest, HttpAnswer } from './http.js';
import { Script } from './script.js';
import { decode, encodeReply, fill, methodOf, types } from './thrift.js';
import type { Decoded, GeneratedTypes } from './thrift.js';

/** A statement as it arrived. */
interface DatabricksQuery {
  readonly sql: string;
  /** Name (or ordinal) → type and text, null for NULL. */
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly value: string | null }>>;
  readonly session: DatabricksSession;
}

export type DatabricksAnswer = DatabricksReply | ((query: DatabricksQuery) => DatabricksReply);

export interface DatabricksDoubleOptions {
  readonly logins?: Partial<DatabricksLogins>;
  readonly catalogs?: DatabricksCatalogs;
  /** How long a stopped warehouse takes to start. */
  readonly warehouseStartMs?: number;
  /** How long ExecuteStatement waits for a result to send along; Databricks waits some seconds. */
  readonly directMs?: number;
}

const CATALOGS: DatabricksCatalogs = {
  main: { default: [], sales: [{ name: 'orders', columns: [{ name: 'id', type_text: 'bigint', nullable: false }] }] },
  samples: { nyctaxi: [{ name: 'trips' }] },
};
const METADATA = /^GET (\/[\w/.-]+)?\/\.well-known\/(oauth-authorization-server|openid-configuration)$/;
const AUTHORIZE = /^GET \/[\w/.-]+\/authorize$/;
const TOKEN = /^POST \/[\w/.-]+\/token$/;
const THRIFT = /^POST \/sql\/(?:1\.0\/warehouses\/(\w+)|protocolv1\/.+)$/;

/** Answers the requests of a Databricks workspace; statements answer what the script says. */
export class DatabricksProtocol {
  readonly logins: DatabricksLogins;
  readonly tokens: DatabricksTokens;
  readonly sessions = new DatabricksSessions();
  readonly script = new Script<DatabricksAnswer>();
  readonly statements: string[] = [];
  readonly warehouses: Warehouses;
  readonly catalogs: DatabricksCatalogs;
  readonly #calls = new WeakMap<object, Decoded<object>>();
  readonly #directMs: number;

  constructor(options: DatabricksDoubleOptions) {
    this.logins = { ...defaultLogins(), ...options.logins };
    this.tokens = new DatabricksTokens(this.logins);
    this.catalogs = options.catalogs ?? structuredClone(CATALOGS);
    this.warehouses = new Warehouses(options.warehouseStartMs ?? 300);
    this.#directMs = options.directMs ?? 250;
  }

  /** Names a request and reads its body: Thrift calls have the name of their method. */
  read(
    { method, path, headers }: Pick<DoubleRequest, 'method' | 'path' | 'headers'>,
    bytes: Buffer,
  ): { kind: string; body: unknown } {
    const route = `${method} ${path}`;
    if (METADATA.test(route)) return { kind: 'oauth-metadata', body: undefined };
    if (AUTHORIZE.test(route)) return { kind: 'oauth-authorize', body: undefined };
    if (TOKEN.test(route)) return { kind: 'oauth-token', body: new URLSearchParams(bytes.toString()) };
    if (THRIFT.test(route)) {
      const name = methodOf(bytes);
      const Request = (types as unknown as Record<string, new () => object>)[`T${name}Req`];
      const call = Request && decode(bytes, Request);
      if (!call) return { kind: 'unknown', body: undefined };
      this.#calls.set(call.struct, call);
      return { kind: name, body: call.struct };
    }
    const isJson = headers['content-type']?.startsWith('application/json') === true && bytes.length > 0;
    return { kind: restKind(route) ?? 'unknown', body: isJson ? JSON.parse(bytes.toString()) : undefined };
  }

  async answer(request: DoubleRequest): Promise<HttpAnswer> {
    const { kind, path, query, headers } = request;
    const issuer = /^(.*)\/\.well-known\//.exec(path)?.[1] ?? '';
    if (kind === 'oauth-metadata') return { body: oauthMetadata(`https://${headers.host ?? ''}${issuer || '/oidc'}`) };
    if (kind === 'oauth-authorize') return this.tokens.oauth.authorize(query);
    if (kind === 'oauth-token') return this.tokens.oauth.token(headers.authorization, request.body as URLSearchParams);
    const who = this.tokens.userOf(headers.authorization);
    if ('status' in who) return restFailure(who.status, who.status, who.message);
    if (kind === 'me') return { body: { userName: who.user, active: true } };
    const route = `${request.method} ${path}`;
    if (kind.startsWith('warehouse')) return answerWarehouses(kind, route, this.warehouses);
    if (THRIFT.test(route)) return this.#thrift(request, who.user);
    if (kind === 'unknown') return restFailure(404, 'ENDPOINT_NOT_FOUND', `No API found for '${route}'`);
    return answerUnityCatalog(kind, path, query, this.catalogs);
  }

  /** An answer to a call that carries nothing but an error: as when the session is unknown, or a request is refused. */
  refusal(
    request: DoubleRequest,
    error: Partial<DatabricksError> & { message: string },
    invalidHandle = false,
  ): HttpAnswer {
    const { ERROR_STATUS, INVALID_HANDLE_STATUS } = types.TStatusCode;
    const errorMessage = error.code === undefined ? error.message : errorText({ code: error.code, ...error });
    const status = fill(types.TStatus, {
      statusCode: invalidHandle ? INVALID_HANDLE_STATUS : ERROR_STATUS,
      errorMessage,
    });
    if (error.sqlState !== undefined) status.sqlState = error.sqlState;
    const Response = (types as unknown as Record<string, new () => { status: object }>)[`T${request.kind}Resp`]!;
    return this.#reply(request, fill(Response, { status }));
  }

  #reply(request: DoubleRequest, struct: object): HttpAnswer {
    const call = this.#calls.get(request.body as object)!;
    return { body: encodeReply(call.header, struct), headers: { 'content-type': 'application/x-thrift' } };
  }

  /** Like Databricks, a call to a stopped warehouse starts it and is refused until it runs. */
  async #thrift(request: DoubleRequest, user: string): Promise<HttpAnswer> {
    const id = THRIFT.exec(`${request.method} ${request.path}`)?.[1];
    if (id !== undefined && !this.warehouses.has(id)) {
      return restFailure(404, 'RESOURCE_DOES_NOT_EXIST', `SQL warehouse ${id} does not exist`);
    }
    if (id !== undefined && !this.warehouses.isRunning(id)) {
      this.warehouses.start(id);
      return restFailure(503, 'TEMPORARILY_UNAVAILABLE', `SQL warehouse ${id} is starting`, { 'retry-after': '1' });
    }
    if (request.kind === 'OpenSession') {
      const session = this.sessions.open(user, request.body as GeneratedTypes.TOpenSessionReq);
      return this.#reply(request, openedSession(session));
    }
    const { sessionHandle, operationHandle } = request.body as Partial<
      GeneratedTypes.TExecuteStatementReq & GeneratedTypes.TFetchResultsReq
    >;
    if (operationHandle) return this.#onOperation(request, operationHandle);
    const session = sessionHandle && this.sessions.of(sessionHandle);
    if (!session) return this.refusal(request, { message: 'Invalid SessionHandle: SessionHandle [closed]' }, true);
    if (request.kind === 'ExecuteStatement') return this.#execute(request, session);
    if (request.kind !== 'CloseSession')
      return this.refusal(request, { message: `The double has no ${request.kind}.` });
    this.sessions.close(session);
    return this.#reply(request, fill(types.TCloseSessionResp, { status: OK }));
  }

  #onOperation(request: DoubleRequest, handle: GeneratedTypes.TOperationHandle): HttpAnswer {
    const operation = this.sessions.operationOf(handle);
    if (!operation)
      return this.refusal(request, { message: 'Invalid OperationHandle: OperationHandle [closed]' }, true);
    switch (request.kind) {
      case 'GetOperationStatus':
        return this.#reply(request, operation.status());
      case 'GetResultSetMetadata':
        return this.#reply(request, operation.metadata());
      case 'FetchResults': {
        if (operation.isCanceled)
          return this.refusal(request, { message: 'The operation was canceled.', sqlState: 'HY008' });
        const { maxRows } = request.body as GeneratedTypes.TFetchResultsReq;
        return this.#reply(request, operation.fetch(Number(maxRows)));
      }
      case 'CancelOperation':
        operation.cancel();
        return this.#reply(request, fill(types.TCancelOperationResp, { status: OK }));
      case 'CloseOperation':
        this.sessions.closeOperation(operation);
        return this.#reply(request, fill(types.TCloseOperationResp, { status: OK }));
      default:
        return this.refusal(request, { message: `The double has no ${request.kind}.` });
    }
  }

  async #execute(request: DoubleRequest, session: DatabricksSession): Promise<HttpAnswer> {
    const asked = request.body as GeneratedTypes.TExecuteStatementReq;
    this.statements.push(asked.statement);
    const { timestampAsArrow, decimalAsArrow, complexTypesAsArrow } =
      asked.useArrowNativeTypes ?? fill(types.TSparkArrowTypes, {});
    const native = {
      timestamps: timestampAsArrow === true,
      decimals: decimalAsArrow === true,
      nested: complexTypesAsArrow === true,
    };
    const operation = new Operation(asked.statement, this.#replyTo(asked, session), native);
    this.sessions.add(session, operation);
    const response = fill(types.TExecuteStatementResp, { status: OK, operationHandle: operation.handle });
    const { getDirectResults } = asked;
    if (getDirectResults) {
      await within(operation.ended, this.#directMs);
      if (!operation.isRunning) response.directResults = directResults(operation, Number(getDirectResults.maxRows));
      if (response.directResults?.closeOperation) this.sessions.closeOperation(operation);
    }
    return this.#reply(request, response);
  }

  #replyTo(
    { statement: sql, parameters = [] }: GeneratedTypes.TExecuteStatementReq,
    session: DatabricksSession,
  ): DatabricksReply {
    const scripted = this.script.find(sql);
    if (typeof scripted === 'function') {
      const named = parameters.map(({ name, type = '', value }, index) => [
        name ?? String(index + 1),
        { type, value: value?.stringValue ?? null },
      ]);
      return scripted({ sql, session, parameters: Object.fromEntries(named) as DatabricksQuery['parameters'] });
    }
    const unknown = { code: 'NOT_SCRIPTED', sqlState: '0A000', message: `The double has no answer for: ${sql}` };
    return scripted ?? ownAnswer(sql, session, this.catalogs) ?? { error: unknown };
  }
}

function openedSession(session: DatabricksSession): GeneratedTypes.TOpenSessionResp {
  return fill(types.TOpenSessionResp, {
    status: OK,
    serverProtocolVersion: types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8,
    sessionHandle: session.handle,
    canUseMultipleCatalogs: true,
    initialNamespace: fill(types.TNamespace, { catalogName: session.catalog, schemaName: session.schema }),
  });
}

/** What Databricks sends along with the handle when a statement ends soon; it closes what is sent whole. */
function directResults(operation: Operation, maxRows: number): GeneratedTypes.TSparkDirectResults {
  const operationStatus = operation.status();
  const direct = fill(types.TSparkDirectResults, { operationStatus });
  if (operationStatus.operationState !== types.TOperationState.FINISHED_STATE) return direct;
  direct.resultSetMetadata = operation.metadata();
  direct.resultSet = operation.fetch(maxRows);
  if (direct.resultSet.hasMoreRows !== true) direct.closeOperation = fill(types.TCloseOperationResp, { status: OK });
  return direct;
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([promise, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

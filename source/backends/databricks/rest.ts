import { ConnectionError, type SmallexError, type StageName } from '../../support/errors.js';
import { httpError, toSmallexError } from './errors.js';
import { jsonOf, send, type HttpAnswer } from '../web/http.js';
import type { WebAgent } from '../web/agent.js';
import type { TokenSource } from './tokens.js';

export interface Workspace {
  readonly agent: WebAgent;
  readonly host: string;
  readonly port: number;
  /** Sent as a header: hosts of a whole account serve many workspaces. */
  readonly workspaceId: string | null;
  /** The option that holds the secret of the login, when there is one. */
  readonly credential: string | undefined;
}

export type Json = Readonly<Record<string, unknown>>;

interface Call {
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly stage?: StageName;
}

// A workspace with more than this many pages of a listing is beyond choosing from a list.
const MOST_PAGES = 50;

/** `https://host[:port]` of a workspace. */
export function originOf({ host, port }: Pick<Workspace, 'host' | 'port'>): string {
  return port === 443 ? `https://${host}` : `https://${host}:${port}`;
}

/** The REST API of a workspace. Nothing of it starts a warehouse. Requests are never retried. */
export class WorkspaceRest {
  readonly workspace: Workspace;
  readonly #tokens: TokenSource;

  constructor(workspace: Workspace, tokens: TokenSource) {
    this.workspace = workspace;
    this.#tokens = tokens;
  }

  /** The answer whatever its status. @throws ConnectionError, AuthError of the token source, CancelledError */
  async ask(path: string, { query, signal, stage }: Call = {}): Promise<HttpAnswer> {
    const { agent, host, workspaceId } = this.workspace;
    const url = new URL(path, originOf(this.workspace));
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const headers = {
      authorization: `Bearer ${await this.#tokens.get()}`,
      ...(workspaceId !== null && { 'x-databricks-org-id': workspaceId }),
    };
    try {
      return await send(agent, { method: 'GET', url, headers, signal });
    } catch (thrown) {
      throw toSmallexError(thrown, { host, ...(stage && { stage }) });
    }
  }

  /** @throws what `failureOf` makes of any status but 200, besides what `ask` throws. */
  async get(path: string, call: Call = {}): Promise<Json> {
    const answer = await this.ask(path, call);
    const json = jsonOf(answer);
    if (answer.status === 200 && json) return json;
    throw this.failureOf(answer, call.stage);
  }

  /** Every entry of a listing that comes in pages. */
  async getAll(path: string, key: string, call: Call = {}): Promise<readonly Json[]> {
    const entries: Json[] = [];
    let query = call.query ?? {};
    for (let page = 0; page < MOST_PAGES; page++) {
      const json = await this.get(path, { ...call, query });
      const found = json[key];
      if (Array.isArray(found)) entries.push(...(found as Json[]));
      const next = json['next_page_token'];
      if (typeof next !== 'string' || next === '') break;
      query = { ...query, page_token: next };
    }
    return entries;
  }

  failureOf(answer: HttpAnswer, stage?: StageName): SmallexError {
    const { host, credential } = this.workspace;
    const json = jsonOf(answer);
    if (!json) {
      return new ConnectionError(`${host} doesn't answer like a Databricks workspace (HTTP status ${answer.status}).`, {
        stage: stage ?? 'login',
        field: 'server_hostname',
        engineCode: String(answer.status),
        hint: 'Check that it is the address of a workspace, and not of an account console or a login page.',
      });
    }
    return httpError(answer.status, reasonOf(answer), { host, credential, ...(stage && { stage }) });
  }
}

/** The sentence that Databricks gives with an error. */
export function reasonOf(answer: HttpAnswer): string {
  const reason = jsonOf(answer)?.['message'] ?? answer.headers['x-databricks-reason-phrase'];
  return typeof reason === 'string' ? reason : '';
}

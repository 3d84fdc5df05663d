import { newHandle } from './databricks-operations.js';
import type { Operation } from './databricks-operations.js';
import { fill, types } from './thrift.js';
import type { GeneratedTypes } from './thrift.js';

/** One table of the double's metastore. */
export interface DatabricksTable {
  readonly name: string;
  readonly table_type?: 'MANAGED' | 'VIEW';
  readonly columns?: readonly { readonly name: string; readonly type_text: string; readonly nullable?: boolean }[];
  readonly comment?: string;
}

/** catalog → schema → tables. */
export type DatabricksCatalogs = Record<string, Record<string, readonly DatabricksTable[]>>;

export interface DatabricksSession {
  readonly handle: GeneratedTypes.TSessionHandle;
  readonly user: string;
  readonly configuration: Readonly<Record<string, string>>;
  catalog: string;
  schema: string;
}

/** The sessions of the double and what runs in them. */
export class DatabricksSessions {
  #open: DatabricksSession[] = [];
  #operations: { readonly session: DatabricksSession; readonly operation: Operation }[] = [];

  open(user: string, request: GeneratedTypes.TOpenSessionReq): DatabricksSession {
    // An initial catalog or schema that does not exist is taken as it is: only statements notice.
    const { catalogName, schemaName } = request.initialNamespace ?? fill(types.TNamespace, {});
    const session = {
      handle: fill(types.TSessionHandle, { sessionId: newHandle() }),
      user,
      configuration: request.configuration ?? {},
      catalog: catalogName ?? 'main',
      schema: schemaName ?? 'default',
    };
    this.#open.push(session);
    return session;
  }

  of(handle: GeneratedTypes.TSessionHandle): DatabricksSession | undefined {
    return this.#open.find((session) => session.handle.sessionId.guid.equals(handle.sessionId.guid));
  }

  close(session: DatabricksSession): void {
    this.#open = this.#open.filter((other) => other !== session);
    for (const entry of this.#operations) if (entry.session === session) entry.operation.cancel();
    this.#operations = this.#operations.filter((entry) => entry.session !== session);
  }

  /** As after a restart of the warehouse: every handle is unknown. */
  end(): void {
    for (const session of this.#open) this.close(session);
  }

  get all(): readonly DatabricksSession[] {
    return this.#open;
  }

  add(session: DatabricksSession, operation: Operation): void {
    this.#operations.push({ session, operation });
  }

  operationOf(handle: GeneratedTypes.TOperationHandle): Operation | undefined {
    const { guid } = handle.operationId;
    return this.#operations.find(({ operation }) => operation.handle.operationId.guid.equals(guid))?.operation;
  }

  closeOperation(operation: Operation): void {
    operation.cancel();
    this.#operations = this.#operations.filter((entry) => entry.operation !== operation);
  }
}

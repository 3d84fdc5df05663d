/** A name for which the driver allows OAuth; a CONNECT proxy leads it to the test's server. */
export const WORKSPACE_HOST = 'smallex.cloud.databricks.com';
export const RUNNING_WAREHOUSE = 'a1b2c3d4e5f60718';
export const STOPPED_WAREHOUSE = 'b2c3d4e5f6071829';
export const CLUSTER_PATH = '/sql/protocolv1/o/1234567890123456/1122-334455-smallex0';

export interface Warehouse {
  readonly name: string;
  state: 'RUNNING' | 'STOPPED' | 'STARTING';
}

/** The SQL warehouses of a workspace: one runs, one is stopped and takes `startMs` to start. */
export class Warehouses {
  readonly byId = new Map<string, Warehouse>([
    [RUNNING_WAREHOUSE, { name: 'Shared', state: 'RUNNING' }],
    [STOPPED_WAREHOUSE, { name: 'Nightly', state: 'STOPPED' }],
  ]);
  readonly #startMs: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  isRunning(id: string): boolean {
    return this.byId.get(id)?.state === 'RUNNING';
  }

  list(): readonly object[] {
    return [...this.byId.keys()].map((id) => this.describe(id));
  }

  describe(id: string): object {
    const odbc_params = { hostname: WORKSPACE_HOST, path: `/sql/1.0/warehouses/${id}`, protocol: 'https', port: 443 };
    const size = { cluster_size: 'X-Small', warehouse_type: 'PRO', auto_stop_mins: 10 };
    return { id, ...this.byId.get(id), ...size, odbc_params };
  }

  start(id: string): void {
    const warehouse = this.byId.get(id);
    if (warehouse?.state !== 'STOPPED') return;
    warehouse.state = 'STARTING';
    setTimeout(() => (warehouse.state = 'RUNNING'), this.#startMs).unref();
  }

  stop(id: string): void {
    const warehouse = this.byId.get(id);
    if (warehouse) warehouse.state = 'STOPPED';
  }
}

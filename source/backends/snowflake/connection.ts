import { ConnectionError } from '../../support/errors.js';
import type { Catalog, Connection, ConnectionContext, ExecuteOptions, Statement } from '../base.js';
import { SnowflakeCatalog } from './catalog.js';
import { ownError } from './errors.js';
import { bindParameters } from './parameters.js';
import type { Session } from './session.js';

// After a laptop slept its sockets are dead, and the driver would wait 90 s for an answer on one.
const PING_DEADLINE_MS = 10_000;

function noAnswer(): ConnectionError {
  const message = `Snowflake did not answer within ${PING_DEADLINE_MS / 1000} seconds.`;
  return new ConnectionError(message, { stage: 'resolve', hint: 'Check the network or VPN.' });
}

/** Statements on a session. A later `open` of the same login takes the session over; this one then can't be used. */
export class SnowflakeConnection implements Connection {
  readonly engine = 'snowflake';
  readonly catalog: Catalog;
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
    this.session.holder = this;
    this.catalog = new SnowflakeCatalog(session);
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<Statement> {
    this.mustHold();
    const { parameters, signal, onEvent, detached } = options;
    const request = parameters && Object.keys(parameters).length > 0 ? bindParameters(sql, parameters) : { sql };
    return this.session.execute({ ...request, cwd: process.cwd(), signal, onEvent, detached });
  }

  async result(queryId: string, { signal, onEvent }: Omit<ExecuteOptions, 'parameters'> = {}): Promise<Statement> {
    this.mustHold();
    return this.session.execute({ queryId, signal, onEvent });
  }

  stopListing(): void {
    this.session.listings.abort();
  }

  context(): ConnectionContext {
    return { ...this.session.context };
  }

  async ping(): Promise<void> {
    this.mustHold();
    const { driver, context } = this.session;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(noAnswer()), PING_DEADLINE_MS);
        driver.heartbeat((error) => (error ? reject(ownError(error, context)) : resolve()));
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    if (this.session.holder === this) await this.session.end();
  }

  private mustHold(): void {
    if (this.session.holder === this && !this.session.isEnded) return;
    throw new ConnectionError('This Snowflake connection is closed.', { stage: 'login', engineCode: 'LOST' });
  }
}

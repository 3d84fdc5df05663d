import { ConnectionError } from '../../support/errors.js';
import type { Catalog, Connection, ConnectionContext, ExecuteOptions, Statement } from '../base.js';
import { SnowflakeCatalog } from './catalog.js';
import { ownError } from './errors.js';
import { bindParameters } from './parameters.js';
import type { Session } from './session.js';

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
    const { parameters, signal, onEvent } = options;
    const request = parameters && Object.keys(parameters).length > 0 ? bindParameters(sql, parameters) : { sql };
    return this.session.execute({ ...request, cwd: process.cwd(), signal, onEvent });
  }

  context(): ConnectionContext {
    return { ...this.session.context };
  }

  async ping(): Promise<void> {
    this.mustHold();
    await new Promise<void>((resolve, reject) => {
      this.session.driver.heartbeat((error) => {
        if (error) reject(ownError(error, this.session.context));
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    if (this.session.holder === this) await this.session.end();
  }

  private mustHold(): void {
    if (this.session.holder === this && !this.session.isEnded) return;
    throw new ConnectionError('This Snowflake connection is closed.', { stage: 'login', engineCode: 'LOST' });
  }
}

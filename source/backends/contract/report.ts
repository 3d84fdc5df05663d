import type { SmallexError, StageName } from '../../support/errors.js';
import type { ConnectionContext } from './connection.js';

export interface StageReport {
  readonly stage: StageName;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail?: string;
  readonly error?: SmallexError;
}

/** What a test of a connection found. */
export interface ConnectionReport {
  readonly ok: boolean;
  readonly stages: readonly StageReport[];
  readonly context: ConnectionContext;
  /** One `SELECT 1` there and back. */
  readonly latencyMs: number;
  readonly warnings: readonly string[];
}

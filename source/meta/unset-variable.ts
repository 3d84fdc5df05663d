import type { EngineName } from '../backends/base.js';
import type { SessionEvent } from '../session/index.js';
import { QueryError } from '../support/errors.js';
import type { Variables } from './variables.js';

// What the engines say of a `:name` that they can't read: a syntax error, or a parameter that nobody gave.
const UNREAD = /syntax|pars(?:e|er)\b|bind variable|unbound/i;

/** Adds to a statement's failure that a variable it names is not set, where that is what the engine met. */
export class UnsetVariable {
  readonly #variables: Variables;
  readonly #engine: EngineName;
  #sent = '';

  constructor(variables: Variables, engine: EngineName) {
    this.#variables = variables;
    this.#engine = engine;
  }

  /** Takes each event of a run. @returns the event; a failure for want of a variable with a hint that says so */
  take(event: SessionEvent): SessionEvent {
    if (event.type === 'statement') this.#sent = event.statement.sql;
    if (event.type !== 'failed' || !(event.error instanceof QueryError)) return event;
    const { error } = event;
    const { message, engineCode = '', position } = error;
    if (!UNREAD.test(`${engineCode} ${message}`)) return event;
    const name = this.#variables.unsetIn(this.#sent, this.#engine, position);
    return name === undefined ? event : { ...event, error: hinted(error, name) };
  }
}

function hinted(error: QueryError, name: string): QueryError {
  const hint = `The variable ${name} is not set: \\set ${name} VALUE`;
  const { message, position, sqlState, queryId, engineCode, nextSteps, cause } = error;
  return new QueryError(message, { position, sqlState, queryId, engineCode, nextSteps, cause, hint });
}

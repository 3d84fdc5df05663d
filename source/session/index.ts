export { cancelledText } from './cancelled.js';
export type { ProductionQuestion } from './guard.js';
export { describeBriefly, describeContext } from './describe.js';
export type { Run, RunState, SessionEvent, StatementText } from './events.js';
export { outcomeText } from './outcome.js';
export { openSession, type OpenOptions } from './open.js';
export type { SqlText } from './plan.js';
export type { RunOptions } from './run.js';
export { Session, type SessionParts } from './session.js';

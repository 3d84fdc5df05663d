export { cancelledText } from './cancelled.js';
export {
  commandQuestion,
  productionQuestions,
  refuseUnasked,
  type GuardedSession,
  type ProductionQuestion,
} from './guard.js';
export { startDeadline } from './deadline.js';
export { describeBriefly, describeContext, describeFound } from './describe.js';
export type { Run, RunState, SessionEvent, StatementText } from './events.js';
export { outcomeText } from './outcome.js';
export { openSession, sessionAhead, type OpenOptions } from './open.js';
export { openerOf } from './opener.js';
export type { Talk } from './lasting-connection.js';
export type { Opened, Opener } from './opened.js';
export { refuseUnused, type SqlText } from './plan.js';
export type { Asleep } from './reconnector.js';
export type { RunOptions } from './run-options.js';
export { Session, type SessionParts } from './session.js';
export { WayBack } from './way-back.js';

import { getBackend } from '../backends/index.js';
import { openerOf, Session } from '../session/index.js';
import type { WizardOutcome } from '../wizard/session.js';

/** The session on the connection that the wizard tested: no second login. Null when nothing was left open. */
export function sessionOf(outcome: WizardOutcome): Session | null {
  if (outcome.kind === 'left' || !outcome.login || !outcome.connection) return null;
  const { profile, login, connection } = outcome;
  const backend = getBackend(profile.engine);
  return new Session({
    name: profile.name,
    engine: backend.engineName,
    settings: profile.settings,
    options: profile.connection,
    opened: { login, connection },
    opener: openerOf(backend, profile, profile.settings),
  });
}

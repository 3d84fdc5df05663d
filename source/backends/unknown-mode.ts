import { nearest } from '../support/nearest.js';
import type { AuthMode, Fault } from './contract/fields.js';

/** The fault of an `auth_mode` that an engine doesn't have. @param label the engine's name for people */
export function unknownMode(label: string, wanted: string, modes: readonly AuthMode[]): Fault {
  const known = modes.map(({ mode }) => mode);
  const guess = nearest(wanted, known);
  return {
    field: 'auth_mode',
    severity: 'error',
    message: `${label} has no auth mode "${wanted}".${guess ? ` Did you mean "${guess}"?` : ''}`,
    hint: `Use one of: ${known.join(', ')}.`,
  };
}

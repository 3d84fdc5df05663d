import { messageOf } from '../../support/errors.js';
import type { Host } from '../host.js';

/**
 * Takes away what an import made for itself. Never throws: what ended the import is what is to be told.
 * @param isThere whether it was made, and stays until somebody drops it: then it is said where that fails
 */
export async function cleanUp(host: Host, drop: string, isThere: boolean): Promise<void> {
  await host.execute(drop, { cleansUp: true }).catch((error: unknown) => {
    if (isThere) host.say(`What the import made for itself is still there (${messageOf(error)}). Later: ${drop}`);
  });
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { CancelledError } from '../../support/errors.js';
import { guardSecret } from '../../support/redact.js';
import type { Io } from '../base.js';

// Then nobody is there who reads the question.
const MOST_QUESTIONS = 20;

/**
 * Asks for the address that the browser ended on, for logins where it can't find the way back to this machine (over
 * SSH, in a container). Asks again for what is no such address. Where nobody can be asked it never settles, and neither
 * does it once `signal` is aborted: the answer then came another way.
 * @param begin how the address begins, for the person: `http://localhost:8030/?code=`.
 * @param read what the address means; null when it belongs to another login.
 * @throws CancelledError when the person leaves the question.
 */
export async function pastedAddress<T>(
  io: Io,
  begin: string,
  read: (query: URLSearchParams) => T | null,
  signal: AbortSignal,
): Promise<T> {
  let message = 'Log in with the browser. If it ends on a page that does not open, paste its address here.';
  for (let asked = 0; asked < MOST_QUESTIONS && !signal.aborted; asked++) {
    let text: string;
    try {
      text = await io.ask({ kind: 'redirect-url', message, hint: `The address begins with ${begin}…`, signal });
    } catch (error) {
      if (!signal.aborted && error instanceof CancelledError) throw error;
      break;
    }
    const query = queryOf(text);
    const found = query && read(query);
    if (found !== null) return found;
    if (text.trim() !== '') message = 'That is not the address that this login ended on. Paste the whole of it here.';
    // An Io that always has an answer ready must not keep the browser's from being heard.
    await nextTurn();
  }
  return await new Promise(() => undefined);
}

/** The query of an address; null where there is none. A terminal may have broken the line in two. */
function queryOf(text: string): URLSearchParams | null {
  const whole = text.replace(/\s+/g, '');
  const at = whole.indexOf('?');
  if (at < 0) return null;
  const query = new URLSearchParams(whole.slice(at + 1).replace(/#.*$/, ''));
  for (const value of query.values()) guardSecret(value);
  return query;
}

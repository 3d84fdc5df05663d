import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { Io } from '../base.js';
import { pastedAddress } from '../oauth/pasted-address.js';

/** What the driver calls with the address that a person must open. */
export interface Browser {
  readonly open: (url: string) => void;
  /** Where this machine listens for the browser's answer, once it is known. */
  readonly redirect: () => URL | undefined;
}

/**
 * Hands the address to the face, which shows and opens it: the driver's own opening fails silently over SSH. An address
 * that the person pastes is brought to the driver's listener, as the browser would.
 * @param chosenPort where the driver listens.
 * @param ended aborted once the login is over.
 * @param onCancel called when the person leaves the question for the address.
 */
export function browserCallback(
  io: Io,
  chosenPort: unknown,
  ended: AbortSignal,
  onCancel: (error: Error) => void,
): Browser {
  const redirect = typeof chosenPort === 'number' ? new URL(`http://127.0.0.1:${chosenPort}/`) : undefined;
  return {
    open: (url) => {
      io.onEvent({ type: 'open-url', url, ...(redirect && { port: Number(redirect.port) }) });
      io.onEvent({ type: 'waiting', for: 'browser', detail: 'Log in with the browser.' });
      if (!redirect) return;
      const begin = `http://localhost:${redirect.port}/?token=`;
      pastedAddress(io, begin, tokenIn, ended).then((token) => bring(redirect, { token }), onCancel);
    },
    redirect: () => redirect,
  };
}

const tokenIn = (query: URLSearchParams): string | null => query.get('token') || null;

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Ends the driver's wait for a browser: its listener takes a refusal like the identity provider's own. Nothing else can
 * end that wait before its two minutes are over.
 */
export function cancelBrowser(redirect: URL | undefined): void {
  if (redirect) bring(redirect, { error: 'access_denied', error_description: 'cancelled' });
}

/** The driver reads nothing but the first line of the request, whose path must begin with `/?`. */
function bring(redirect: URL, query: Readonly<Record<string, string>>): void {
  const url = new URL(redirect);
  url.search = new URLSearchParams(query).toString();
  get(url, (response) => response.resume()).on('error', () => undefined);
}

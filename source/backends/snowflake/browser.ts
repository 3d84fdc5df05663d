import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { Io } from '../base.js';

/** What the driver calls with the address that a person must open. */
export interface Browser {
  readonly open: (url: string) => void;
  /** Where this machine listens for the browser's answer, once it is known. */
  readonly redirect: () => URL | undefined;
}

/**
 * Hands the address to the face, which shows and opens it: the driver's own opening fails silently over SSH.
 * @param chosenPort where the driver listens, if it was told; else the address says it.
 */
export function browserCallback(io: Io, chosenPort: unknown): Browser {
  let redirect = typeof chosenPort === 'number' ? new URL(`http://127.0.0.1:${chosenPort}/`) : undefined;
  return {
    open: (url) => {
      redirect ??= redirectOf(url);
      io.onEvent({ type: 'open-url', url, ...(redirect?.port && { port: Number(redirect.port) }) });
      io.onEvent({ type: 'waiting', for: 'browser', detail: 'Log in with the browser.' });
    },
    redirect: () => redirect,
  };
}

function redirectOf(url: string): URL | undefined {
  const target = new URL(url).searchParams.get('redirect_uri');
  return target === null || !URL.canParse(target) ? undefined : new URL(target);
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Ends the driver's wait for a browser: its listener takes a refusal like the identity provider's own. Only where the
 * answer comes to this machine; nothing else can end that wait before its two minutes are over.
 */
export function cancelBrowser(redirect: URL | undefined): void {
  if (!redirect || !/^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(redirect.hostname)) return;
  const url = new URL(redirect);
  url.searchParams.set('error', 'access_denied');
  url.searchParams.set('error_description', 'cancelled');
  get(url, (response) => response.resume()).on('error', () => undefined);
}

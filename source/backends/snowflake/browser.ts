import { get } from 'node:http';
import type { Io } from '../base.js';

/** What the driver calls with the address that a person must open. */
export interface Browser {
  readonly open: (url: string) => void;
  /** Where this machine listens for the browser's answer, once it is known. */
  readonly redirect: () => URL | undefined;
}

/** Hands the address to the face, which shows and opens it: the driver's own opening fails silently over SSH. */
export function browserCallback(io: Io): Browser {
  let redirect: URL | undefined;
  return {
    open: (url) => {
      redirect = redirectOf(url);
      const port = redirect?.port ? Number(redirect.port) : portIn(url);
      io.onEvent({ type: 'open-url', url, ...(port !== undefined && { port }) });
      io.onEvent({ type: 'waiting', for: 'browser', detail: 'Log in with the browser.' });
    },
    redirect: () => redirect,
  };
}

function redirectOf(url: string): URL | undefined {
  const target = new URL(url).searchParams.get('redirect_uri');
  return target === null || !URL.canParse(target) ? undefined : new URL(target);
}

function portIn(url: string): number | undefined {
  const port = /[?&]browser_mode_redirect_port=(\d+)/.exec(url)?.[1];
  return port === undefined ? undefined : Number(port);
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

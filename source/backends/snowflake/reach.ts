import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { ConnectionError } from '../../support/errors.js';
import type { ConnectionOptions } from '../base.js';
import { textOption } from './options.js';

const CONNECT_MS = 10_000;

/**
 * Looks the host up and opens one TCP connection to it, so that a wrong name or a closed network is told in a moment
 * and as what it is. No request is sent. Behind a proxy there is nothing to look up: true only when something was tried.
 * @throws ConnectionError of the stage `resolve`.
 */
export async function reach(accessUrl: string, options: ConnectionOptions, signal?: AbortSignal): Promise<boolean> {
  const url = new URL(accessUrl);
  if (usesProxy(options)) return false;
  const field = textOption(options, 'host') === undefined ? 'account' : 'host';
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
  await lookup(url.hostname).catch((error: unknown) => {
    throw new ConnectionError(`There is no host ${url.hostname}.`, {
      stage: 'resolve',
      field,
      engineCode: (error as { code?: string }).code,
      hint: 'Check the account identifier; without a network or VPN no name is found at all.',
      cause: error,
    });
  });
  await openSocket(url.hostname, port, signal).catch((error: unknown) => {
    const code = (error as { code?: string }).code;
    throw new ConnectionError(`${url.hostname} can't be reached on port ${port} (${code ?? 'no answer'}).`, {
      stage: 'resolve',
      field,
      engineCode: code,
      hint: 'A firewall, a VPN that is off, or a missing proxy setting (proxy_host, or HTTPS_PROXY) may be why.',
      cause: error,
    });
  });
  return true;
}

function usesProxy(options: ConnectionOptions): boolean {
  if (textOption(options, 'proxy_host') !== undefined) return true;
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => process.env[name]);
}

function openSocket(host: string, port: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port, timeout: CONNECT_MS, autoSelectFamily: true });
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', stop);
      socket.destroy();
      settle();
    };
    // The login that follows says that it was cancelled.
    const stop = (): void => end(done);
    signal?.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => end(done));
    socket.once('timeout', () => end(() => failed(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))));
    socket.once('error', (error) => end(() => failed(error)));
  });
}

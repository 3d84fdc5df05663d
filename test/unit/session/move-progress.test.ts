import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackendEvent } from '../../../source/backends/base.js';
import type { FileMove } from '../../../source/session/local-files.js';
import { tellingMove } from '../../../source/session/move-progress.js';
import { makeCertificate } from '../../doubles/tls.js';
import { pollUntil } from '../../support/wait.js';

const MIB = 1 << 20;
/** More than the buffers of a connection on one machine take. */
const LARGE = 64 * MIB;

let tls: { readonly key: string; readonly cert: string };
beforeAll(async () => {
  tls = await makeCertificate([], 'move');
});
const servers: { close(): void }[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** Takes and gives nothing until it is told to. */
async function gatedStorage() {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const server = createServer(tls, (incoming, response) => {
    incoming.pause();
    if (incoming.method === 'GET') {
      response.write(Buffer.alloc(MIB));
      void gate.then(() => response.end(Buffer.alloc(MIB)));
    } else {
      void gate.then(() => incoming.resume().on('end', () => response.end()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, open };
}

/** As the drivers move files: a request whose body is a stream. */
async function move(port: number, method: string, bytes: number): Promise<void> {
  const sent = request({ host: '127.0.0.1', port, method, rejectUnauthorized: false });
  const body = new PassThrough();
  const answered = once(sent, 'response');
  const piped = pipeline(body, sent);
  for (let at = 0; at < bytes; at += MIB) if (!body.write(Buffer.alloc(MIB))) await once(body, 'drain');
  body.end();
  await piped;
  const [response] = (await answered) as [NodeJS.ReadableStream];
  await once(response.resume(), 'end');
}

const details = (events: readonly BackendEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'waiting' ? [event.detail ?? ''] : []));

test('what was sent of a file is told while its receiver takes nothing more, and grows once it does', async () => {
  const { port, open } = await gatedStorage();
  const events: BackendEvent[] = [];
  const up: FileMove = { statements: [''], allowedFolder: '/', size: '1 file, 67.1 MB', way: 'up' };
  const moving = tellingMove(up, (event) => events.push(event), () => move(port, 'PUT', LARGE)); // prettier-ignore
  await pollUntil(
    'a part was sent',
    () => / sent$/.test(details(events).at(-1) ?? ''),
    () => details(events).join('\n'),
  );
  expect(details(events)[0]).toBe('1 file, 67.1 MB');
  const before = details(events).at(-1);
  expect(before).toMatch(/^1 file, 67\.1 MB · [\d.]+ \w+ sent$/);
  expect(before).not.toMatch(/67\.\d MB sent/);
  open();
  await moving;
});

test('what was received, where the size is not known; nothing for less than a statement takes', async () => {
  const { port, open } = await gatedStorage();
  const events: BackendEvent[] = [];
  const down: FileMove = { statements: [''], allowedFolder: '/', size: null, way: 'down' };
  const moving = tellingMove(down, (event) => events.push(event), () => move(port, 'GET', 0)); // prettier-ignore
  await pollUntil(
    'a part came',
    () => details(events).some((text) => /^1\.\d MB received$/.test(text)),
    () => details(events).join('\n'),
  );
  open();
  await moving;
  const quiet: BackendEvent[] = [];
  await tellingMove(
    { ...down, way: null },
    (event) => quiet.push(event),
    () => Promise.resolve(),
  );
  expect(quiet).toEqual([]);
});

test('what the engine says of it goes on, but for that it runs', async () => {
  const events: BackendEvent[] = [];
  const up: FileMove = { statements: [''], allowedFolder: '/', size: '1 file, 3 bytes', way: 'up' };
  await tellingMove(
    up,
    (event) => events.push(event),
    async (tell) => {
      tell({ type: 'waiting', for: 'running' });
      tell({ type: 'query-id', queryId: '1' });
      await Promise.resolve();
    },
  );
  expect(events).toEqual([
    { type: 'waiting', for: 'running', detail: '1 file, 3 bytes' },
    { type: 'query-id', queryId: '1' },
  ]);
});

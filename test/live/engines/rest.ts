import { readFileSync } from 'node:fs';
import https from 'node:https';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

interface Target {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly token: string;
}

/** GETs JSON from an engine behind a self-signed certificate, with its token. */
export async function getJson(target: Target, path: string): Promise<{ status: number; body: unknown }> {
  const { host, port, token } = target;
  const headers = { authorization: `Bearer ${token}` };
  const request = https.request({ host, port, path, headers, ca: readFileSync(target.caFile), agent: false });
  const [response] = (await once(request.end(), 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await json(response) };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { enginesFolder } from '../paths.js';

/** How to reach the server, and what it accepts. */
export interface SnowflakeEngine {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  readonly account: string;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
}

export interface SnowflakeEngineOptions {
  /** Path of a PEM file with the public key of the user, for key-pair logins. */
  readonly publicKeyFile?: string;
  /** Longer statements are answered "in progress" (45 s like Snowflake); 0.5 exercises the driver's polling. */
  readonly syncSeconds?: number;
  /** A free one unless given: that of a server that was stopped, to start it again. */
  readonly port?: number;
  /** Life of a session token before the driver must renew it. */
  readonly sessionSeconds?: number;
}

const LOGIN = { account: 'fakesnow', user: 'fake', password: 'snow', token: 'pat-1' } as const;
const CONTEXT = { database: 'DEMO', schema: 'PUBLIC', warehouse: 'W1' } as const;

/**
 * Starts a server of its own (about 1 s); it keeps everything in memory, so every start is clean.
 * @param python the interpreter of the installed engine
 */
export async function startSnowflakeEngine(
  python: string,
  options: SnowflakeEngineOptions = {},
): Promise<SnowflakeEngine & { stop(): Promise<void> }> {
  const args = ['--user', LOGIN.user, '--password', LOGIN.password, '--token', LOGIN.token];
  if (options.publicKeyFile !== undefined) args.push('--public-key', options.publicKeyFile);
  if (options.syncSeconds !== undefined) args.push('--sync-seconds', String(options.syncSeconds));
  if (options.port !== undefined) args.push('--port', String(options.port));
  if (options.sessionSeconds !== undefined) args.push('--session-seconds', String(options.sessionSeconds));
  const server = spawn(python, [join(enginesFolder, 'snowflake', 'server.py'), ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const lines = createInterface({ input: server.stdout });
  const line = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (line === undefined) throw new Error(`The Snowflake test engine ended with code ${String(server.exitCode)}.`);
  const { url, pid } = JSON.parse(String(line[0])) as { url: string; pid: number };
  const { hostname, port } = new URL(url);
  return {
    url,
    host: hostname,
    port: Number(port),
    pid,
    ...LOGIN,
    ...CONTEXT,
    async stop() {
      server.kill();
      await ended;
    },
  };
}

/** Requests the server has had, by kind: `login` (all), `login_refused`, `query`, `abort`, `renew`, `logout`, … */
export async function countsOf(url: string): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${url}/test/counts`);
  return (await answer.json()) as Record<string, number>;
}

/**
 * Lets the requests of a kind wait, but for the next `after` of them: the server is at that stage until the test ends it.
 * @returns what lets them go on
 */
export async function hold(url: string, kind: string, after = 0): Promise<() => Promise<void>> {
  await fetch(`${url}/test/hold/${kind}?after=${after}`, { method: 'POST' });
  return async () => {
    await fetch(`${url}/test/release/${kind}`, { method: 'POST' });
  };
}

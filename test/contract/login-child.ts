// The program of login-table.test.ts: logs in as it is told, and says what a person would see.
import { getBackend } from '../../source/backends/index.js';
import type { BackendEvent, ConnectionOptions, Io } from '../../source/backends/base.js';
import { keptLogins } from '../../source/profiles/logins/kept-logins.js';
import { errorText } from '../../source/support/error-text.js';
import { SmallexError } from '../../source/support/errors.js';
import { PLAIN_STYLE } from '../../source/support/style.js';

export interface LoginJob {
  readonly engine: string;
  readonly options: ConnectionOptions;
  /** Cancel as a person does who sees that nothing goes on. */
  readonly cancel: boolean;
  /** Answers what is asked, but for the address. */
  readonly home: string;
  /** Variables of the machine that logs in. */
  readonly env?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 300;

function seen(event: BackendEvent): string | null {
  if (event.type === 'open-url') return 'Open this address to log in: …';
  if (event.type === 'waiting' && event.for === 'approval') return event.detail ?? null;
  return null;
}

async function run({ engine, options, cancel, home, env = {} }: LoginJob): Promise<readonly string[]> {
  Object.assign(process.env, env);
  const said: string[] = [];
  const abort = new AbortController();
  const io: Io = {
    signal: abort.signal,
    onEvent(event) {
      const line = seen(event);
      if (line !== null) said.push(line);
      if (event.type === 'open-url' && !cancel) process.send?.({ url: event.url });
      if (cancel && event.type === 'stage' && event.stage === 'login') setTimeout(() => abort.abort(), PATIENCE_MS);
    },
    ask: () => new Promise(() => undefined),
  };
  try {
    const logins = keptLogins(io, { keep: 'file', env: { SMALLEX_HOME: home } });
    const login = await getBackend(engine).login(options, { ...io, logins });
    await login.close();
    said.push('Logged in.');
  } catch (error) {
    if (!(error instanceof SmallexError)) throw error;
    said.push(...errorText(error, { style: PLAIN_STYLE }).split('\n'));
  }
  for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
  return said;
}

process.on('message', (job: LoginJob) => {
  void run(job).then(
    (said) => process.send?.({ said }),
    (error: unknown) => process.send?.({ said: [`BUG ${(error as Error).stack ?? ''}`] }),
  );
});

import { createRequire } from 'node:module';

interface RequestConfig {
  snowflakeRetryConfig?: Readonly<Record<string, unknown>>;
}

interface Axios {
  readonly interceptors: { readonly request: { use(take: (config: RequestConfig) => RequestConfig): unknown } };
}

/** Seven waits of at most 3 s: a server that is gone is told of after some 15 s; with the driver's own 16 s it took 90. */
const SENT = { maxRetries: 7, sleepCap: 3 } as const;
/** A statement that runs is worth a minute of waiting for the network; the driver itself would try for four hours. */
const POLLED = { maxRetries: 15, sleepCap: 4 } as const;

const limited = new WeakSet<Axios>();

/**
 * Bounds how long the driver itself tries to reach a server that doesn't answer. All of its tries carry one request id,
 * which Snowflake runs once. Only for the version of which the inside is known: no option sets it (3.3.0).
 */
export function limitRetries(): void {
  const require = createRequire(import.meta.url);
  const { default: axios } = require('snowflake-sdk/dist/lib/http/axios_instance.js') as { default: Axios };
  if (limited.has(axios)) return;
  limited.add(axios);
  // The interceptor that was added last runs first: the driver's own takes over what stands there then.
  axios.interceptors.request.use((config) =>
    Object.assign(config, { snowflakeRetryConfig: { ...config.snowflakeRetryConfig, ...limitsOf(config) } }),
  );
}

/** Only requests for a result come with limits of their own. */
function limitsOf({ snowflakeRetryConfig }: RequestConfig): typeof SENT | typeof POLLED {
  return snowflakeRetryConfig === undefined ? SENT : POLLED;
}

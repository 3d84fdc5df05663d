import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ConfigError, messageOf } from '../../support/errors.js';
import { makeFolder } from '../../support/make-folder.js';
import { appPaths } from '../../support/paths.js';
import { driverTokens } from './kept-login.js';

/** The parts of snowflake-sdk that smallex uses; its own types miss `protocol`, `port` and most callbacks' arguments. */
export interface Driver {
  createConnection(options: Record<string, unknown>): DriverConnection;
  configure(options: Record<string, unknown>): void;
}

export interface DriverConnection {
  connect(done: (error: unknown) => void): void;
  destroy(done: (error: unknown) => void): void;
  execute(options: DriverExecuteOptions): DriverStatement;
  /** The result of a statement that was started before; waits for it as `execute` does. */
  fetchResult(options: DriverFetchOptions): DriverStatement;
  heartbeat(done: (error: unknown) => void): void;
  /** `RUNNING`, `QUEUED`, `RESUMING_WAREHOUSE`, `SUCCESS`, …: one GET, no statement. */
  getQueryStatus(queryId: string): Promise<string>;
  isUp(): boolean;
}

interface DriverResultOptions {
  readonly streamResult: true;
  readonly rowMode: 'array';
  readonly fetchAsString: readonly string[];
  readonly cwd?: string;
  readonly complete: (error: Error | null | undefined, statement: DriverStatement) => void;
}

interface DriverExecuteOptions extends DriverResultOptions {
  readonly sqlText: string;
  readonly binds?: readonly (string | number | boolean | null)[];
  /** The server answers at once with the id alone, and goes on without us. */
  readonly asyncExec?: boolean;
}

interface DriverFetchOptions extends DriverResultOptions {
  readonly queryId: string;
}

export interface DriverStatement {
  /** Undefined until the server's first answer, up to 45 s after the start. */
  getQueryId(): string | undefined;
  getColumns(): DriverColumn[] | undefined;
  getNumRows(): number | undefined;
  /** -1 when the statement is no DML. */
  getNumUpdatedRows(): number | undefined;
  getSessionState(): DriverSessionState | undefined;
  streamRows(options?: { readonly start?: number; readonly end?: number }): Readable;
  cancel(done: (error: unknown) => void): void;
}

export interface DriverColumn {
  getName(): string;
  getIndex(): number;
  /** `fixed`, `real`, `text`, `timestamp_ntz`, … */
  getType(): string;
  getScale(): number | null | undefined;
  getPrecision(): number | null | undefined;
}

interface DriverSessionState {
  getCurrentRole(): string | null | undefined;
  getCurrentWarehouse(): string | null | undefined;
  getCurrentDatabase(): string | null | undefined;
  getCurrentSchema(): string | null | undefined;
}

// Read while the driver is being imported. Without them: requests to cloud metadata addresses and to AWS STS with the
// person's own keys, a warning on stderr, a native addon, and a telemetry request after each login.
const QUIET: Readonly<Record<string, string>> = {
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
};

let configured: Driver | undefined;

/**
 * Imports the driver (0.5 s, blocking) and configures it once for this process: no log lines, no log file, and never
 * an evaluation of VARIANT text (its default parser runs `new Function` on what isn't JSON).
 * @throws ConfigError when the optional dependency is not installed or can't be loaded.
 */
export async function loadDriver(modulePath: string, connectAttr: string): Promise<Driver> {
  if (configured) return configured;
  for (const [name, value] of Object.entries(QUIET)) process.env[name] ??= value;
  keepCachesOurs();
  const driver = entryOf(await importModule(modulePath), connectAttr);
  driver.configure({
    logLevel: 'OFF',
    additionalLogToConsole: false,
    jsonColumnVariantParser: asText,
    xmlColumnVariantParser: asText,
    customCredentialManager: driverTokens,
  });
  configured = driver;
  return driver;
}

/**
 * Asks for no OCSP answers where the host is not Snowflake's own: for a certificate without OCSP the driver waits 90 s
 * (measured) and then fails. The certificate itself is always checked. Holds for the whole process: it has one switch.
 */
export function relaxOcsp(driver: Driver, target: { readonly accessUrl: string; readonly host: string }): void {
  if (!target.accessUrl.startsWith('https:') || /\.snowflakecomputing\.[a-z]+$/i.test(target.host)) return;
  driver.configure({ disableOCSPChecks: true });
}

/**
 * The driver keeps answers about certificates in ~/.cache/snowflake, which it makes while it is being imported: nothing is
 * left in a person's home unasked, so they go where smallex keeps what can be made again.
 */
function keepCachesOurs(): void {
  const folder = join(appPaths().cache, 'snowflake');
  process.env['SF_OCSP_RESPONSE_CACHE_DIR'] ??= folder;
  process.env['SNOWFLAKE_CRL_ON_DISK_CACHE_DIR'] ??= join(folder, 'crls');
  try {
    makeFolder(folder);
  } catch {
    // The driver works without the folder.
  }
}

const asText = (text: string): string => text;

async function importModule(modulePath: string): Promise<object> {
  try {
    return (await import(modulePath)) as object;
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND';
    throw new ConfigError(
      missing
        ? 'The Snowflake driver is not installed.'
        : `The Snowflake driver could not be loaded: ${messageOf(error)}`,
      { hint: 'Install it with: npm install snowflake-sdk@3.3.0', cause: error },
    );
  }
}

// `import()` of this CommonJS module has only `default`; a bundler may have flattened it.
function entryOf(module: object, connectAttr: string): Driver {
  const entry = ('default' in module ? module.default : module) as Record<string, unknown>;
  if (typeof entry[connectAttr] === 'function') return entry as unknown as Driver;
  throw new ConfigError(`The Snowflake driver has no "${connectAttr}".`, {
    hint: 'Install the version that smallex was made for: npm install snowflake-sdk@3.3.0',
  });
}

/** The version of the driver that is installed; null when it can't be told. */
export function driverVersion(): string | null {
  try {
    const manifest = createRequire(import.meta.url)('snowflake-sdk/package.json') as { version?: unknown };
    return typeof manifest.version === 'string' ? manifest.version : null;
  } catch {
    return null;
  }
}

import { ValueError } from '../support/errors.js';
import type { Connection, Login } from './contract/connection.js';
import type { AuthMode, ConnectionOptions, ContextField, EngineName, Fault, Field } from './contract/fields.js';
import { SILENT_IO, type Io } from './contract/io.js';
import type { ConnectionReport } from './contract/report.js';
import { NOTHING_PASTED, type PastedText } from './pasted-text.js';

export type * from './contract/catalog.js';
export type * from './contract/connection.js';
export type * from './contract/fields.js';
export * from './contract/io.js';
export type * from './contract/report.js';

/**
 * Base of all engines: concrete backends say how their driver is imported, which options they need and how these
 * map onto the driver's; they reuse `connect` to validate a configuration and open a connection.
 */
export abstract class BaseDatabaseBackend {
  /** The engine's identifier in configuration files: `snowflake`. */
  abstract readonly engineName: EngineName;
  /** The driver's module: `snowflake-sdk`. */
  abstract readonly modulePath: string;
  /** The name of the driver's entry in that module: `createConnection`. */
  abstract readonly connectAttr: string;
  /** What the default auth mode needs. */
  abstract readonly requiredConnectionFields: readonly string[];
  /** For people: `Snowflake`. */
  abstract readonly label: string;
  abstract readonly authModes: readonly AuthMode[];
  abstract readonly contextFields: readonly ContextField[];
  /** Host, port, proxy and the like: rarely needed, never asked for by the wizard. */
  abstract readonly endpointFields: readonly Field[];

  /** What one pasted text (a URL, a JDBC or ODBC string, a command, a block of a file) says of a connection. Pure. */
  readConnectionText(_text: string): PastedText {
    return NOTHING_PASTED;
  }

  /** The keys under which `Io.logins` may keep tokens of a login with these options. Pure. */
  keptLoginKeys(_options: ConnectionOptions): readonly string[] {
    return [];
  }

  /** Every fault of the options, for their auth mode. Pure: reads no file, opens nothing. */
  abstract checkConnectionOptions(options: ConnectionOptions): Fault[];

  /** A fresh object with the driver's own keys: auth mode mapped, framework keys removed. Pure. */
  abstract prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown>;

  /** Imports the driver and proves who you are; no warehouse, no catalog needed yet. @throws AuthError, ConnectionError */
  abstract login(options: ConnectionOptions, io: Io): Promise<Login>;

  /** Facts, timing and warnings about an open connection; a failed SELECT is in the report. @throws CancelledError */
  abstract testConnection(connection: Connection, options: ConnectionOptions, io?: Io): Promise<ConnectionReport>;

  /** @throws ValueError with every error of `checkConnectionOptions`; warnings pass. */
  validateConnectionOptions(options: ConnectionOptions): void {
    const errors = this.checkConnectionOptions(options).filter((fault) => fault.severity === 'error');
    if (errors.length === 0) return;
    throw new ValueError(errors.map((fault) => fault.message).join('\n'), {
      hint: errors.map((fault) => fault.hint).find((hint) => hint !== undefined),
    });
  }

  /** Validates, logs in and opens. @throws ValueError, AuthError, ConnectionError, CancelledError */
  async connect(options: ConnectionOptions, io: Io = SILENT_IO): Promise<Connection> {
    this.validateConnectionOptions(options);
    const login = await this.login(options, io);
    try {
      const connection = await login.open(options, io);
      const close = connection.close.bind(connection);
      // Whoever has only the connection can't close the login, which may hold sockets: it goes with the connection.
      connection.close = () => close().then(() => login.close());
      return connection;
    } catch (error) {
      await login.close();
      throw error;
    }
  }

  /** The auth mode of the options. @throws ValueError for one this engine doesn't have. */
  authModeOf(options: ConnectionOptions): AuthMode {
    const wanted = options['auth_mode'] ?? this.defaultAuthMode;
    const found = this.authModes.find((mode) => mode.mode === wanted);
    if (found) return found;
    throw new ValueError(`${this.label} has no auth mode "${typeof wanted === 'string' ? wanted : typeof wanted}".`, {
      hint: `Use one of: ${this.authModes.map((mode) => mode.mode).join(', ')}.`,
    });
  }

  /** The mode that counts when options name none. */
  abstract readonly defaultAuthMode: string;
}

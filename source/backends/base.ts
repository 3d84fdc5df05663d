import { ValueError } from '../support/errors.js';
import type { Connection, Login } from './contract/connection.js';
import type { AuthMode, ConnectionOptions, ContextField, EngineName, Fault, Field } from './contract/fields.js';
import { SILENT_IO, type Io } from './contract/io.js';
import type { ConnectionReport } from './contract/report.js';
import { NOTHING_PASTED, type PastedText } from './pasted-text.js';
import { unknownMode } from './unknown-mode.js';

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
  /** The engine's identifier in configuration files, such as `snowflake`. */
  abstract readonly engineName: EngineName;
  /** The driver's module, such as `snowflake-sdk`. */
  abstract readonly modulePath: string;
  /** The name of the driver's entry in that module, such as `createConnection`. */
  abstract readonly connectAttr: string;
  /** The options without which the default auth mode can't log in. */
  abstract readonly requiredConnectionFields: readonly string[];
  /** The engine's name for people, such as `Snowflake`. */
  abstract readonly label: string;
  /** The ways to log in, in the order in which people are shown them. */
  abstract readonly authModes: readonly AuthMode[];
  /** The options that say where a session is: role, warehouse, catalog, schema, as far as the engine has them. */
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

  /**
   * Runs one SELECT on an open connection and tells what was found: facts, times, warnings, and the error where the
   * SELECT failed, which is not thrown.
   * @param options those that the connection was opened with
   * @throws CancelledError
   */
  abstract testConnection(connection: Connection, options: ConnectionOptions, io?: Io): Promise<ConnectionReport>;

  /**
   * Looks at the options before anything is opened.
   * @throws ValueError with every error of `checkConnectionOptions`: required options that are missing, values that
   * can't be; warnings pass
   */
  validateConnectionOptions(options: ConnectionOptions): void {
    // A configuration file may hold none.
    if (typeof options !== 'object' || options === null) {
      throw new ValueError(`There are no options for ${this.label}.`, {
        hint: 'Pass an object; docs/logins.md lists them.',
      });
    }
    const errors = this.checkConnectionOptions(options).filter((fault) => fault.severity === 'error');
    if (errors.length === 0) return;
    throw new ValueError(errors.map((fault) => fault.message).join('\n'), {
      hint: errors.map((fault) => fault.hint).find((hint) => hint !== undefined),
    });
  }

  /**
   * Validates the options, imports the driver, logs in and opens a session; closing the connection ends all of it.
   * @param options as documented, in snake_case, secrets resolved to plain text
   * @param io where it asks and tells; by default nobody is asked or told
   * @throws ValueError, AuthError, ConnectionError at its stage, CancelledError
   */
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
    const fault = unknownMode(this.label, typeof wanted === 'string' ? wanted : typeof wanted, this.authModes);
    throw new ValueError(fault.message, { hint: fault.hint });
  }

  /** The mode that counts when options name none. */
  abstract readonly defaultAuthMode: string;
}

import {
  BaseDatabaseBackend,
  SILENT_IO,
  type Connection,
  type ConnectionOptions,
  type ConnectionReport,
  type Fault,
  type Io,
  type Login,
} from '../base.js';
import type { PastedText } from '../pasted-text.js';
import { unknownMode } from '../unknown-mode.js';
import { AUTH_MODES, DEFAULT_AUTH_MODE, type SnowflakeAuthMode } from './auth.js';
import { checkOptions } from './check.js';
import { readSnowflakeText } from './connection-text.js';
import { loadDriver } from './driver.js';
import { CONTEXT_FIELDS } from './context-fields.js';
import { ENDPOINT_FIELDS } from './endpoint-fields.js';
import { keptLoginKeys, logIn } from './login.js';
import { textOption } from './options.js';
import { prepareOptions } from './prepare.js';
import { testOpenConnection } from './report.js';

/**
 * Backend for Snowflake, through its own Node driver. Options: `auth_mode` (`password` when absent) and what that mode
 * needs: `account`, `user`, `password`; then `warehouse`, `database`, `schema`, `role` and `secondary_roles`, which may
 * all be absent. The other modes and all their fields: docs/logins.md.
 */
export class SnowflakeBackend extends BaseDatabaseBackend {
  readonly engineName = 'snowflake';
  readonly modulePath = 'snowflake-sdk';
  readonly connectAttr = 'createConnection';
  readonly requiredConnectionFields = ['account', 'user', 'password'];
  readonly label = 'Snowflake';
  readonly authModes: readonly SnowflakeAuthMode[] = AUTH_MODES;
  readonly defaultAuthMode = DEFAULT_AUTH_MODE;
  readonly contextFields = CONTEXT_FIELDS;
  readonly endpointFields = ENDPOINT_FIELDS;

  checkConnectionOptions(options: ConnectionOptions): Fault[] {
    const wanted = textOption(options, 'auth_mode') ?? this.defaultAuthMode;
    const mode = this.authModes.find((one) => one.mode === wanted);
    return mode ? checkOptions(options, mode) : [unknownMode(this.label, wanted, this.authModes)];
  }

  override readConnectionText(text: string): PastedText {
    return readSnowflakeText(text);
  }

  override keptLoginKeys(options: ConnectionOptions): readonly string[] {
    return keptLoginKeys(options, this.#modeOf(options).mode);
  }

  prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown> {
    return prepareOptions(options, this.#modeOf(options));
  }

  login(options: ConnectionOptions, io: Io): Promise<Login> {
    const load = () => loadDriver(this.modulePath, this.connectAttr);
    return logIn(load, this.#modeOf(options), options, io);
  }

  testConnection(connection: Connection, options: ConnectionOptions, io: Io = SILENT_IO): Promise<ConnectionReport> {
    return testOpenConnection(connection, options, io);
  }

  #modeOf(options: ConnectionOptions): SnowflakeAuthMode {
    const wanted = textOption(options, 'auth_mode');
    return this.authModeOf(wanted === undefined ? {} : { auth_mode: wanted }) as SnowflakeAuthMode;
  }
}

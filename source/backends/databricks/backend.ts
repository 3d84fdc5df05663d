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
import { reportOn } from '../report.js';
import { AUTH_MODES, CONTEXT_FIELDS, DEFAULT_AUTH_MODE, ENDPOINT_FIELDS } from './auth.js';
import { readDatabricksConnection } from './connection-text.js';
import { loginToDatabricks } from './login.js';
import { checkOptions } from './options.js';
import { prepareOptions } from './prepare.js';
import { keptLoginKeys } from './token-source.js';

/**
 * Backend for Databricks SQL warehouses and clusters, through `@databricks/sql`. Options: `auth_mode` (`token` when
 * absent) and what that mode needs: `server_hostname`, `http_path`, `access_token`; then `catalog` and `schema`, which
 * may be absent. The other modes and all their fields: docs/logins.md.
 */
export class DatabricksBackend extends BaseDatabaseBackend {
  readonly engineName = 'databricks';
  readonly modulePath = '@databricks/sql';
  readonly connectAttr = 'DBSQLClient';
  readonly requiredConnectionFields = ['server_hostname', 'http_path', 'access_token'] as const;
  readonly label = 'Databricks';
  readonly authModes = AUTH_MODES;
  readonly contextFields = CONTEXT_FIELDS;
  readonly endpointFields = ENDPOINT_FIELDS;
  readonly defaultAuthMode = DEFAULT_AUTH_MODE;

  checkConnectionOptions(options: ConnectionOptions): Fault[] {
    return checkOptions(options);
  }

  override readConnectionText(text: string): PastedText {
    return readDatabricksConnection(text);
  }

  override keptLoginKeys(options: ConnectionOptions): readonly string[] {
    return keptLoginKeys(options);
  }

  prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown> {
    return prepareOptions(options);
  }

  async login(options: ConnectionOptions, io: Io): Promise<Login> {
    return await loginToDatabricks(options, io, this);
  }

  async testConnection(
    connection: Connection,
    options: ConnectionOptions,
    io: Io = SILENT_IO,
  ): Promise<ConnectionReport> {
    const warnings = this.checkConnectionOptions(options)
      .filter(({ severity }) => severity === 'warning')
      .map(({ message }) => message);
    return reportOn(connection, io, warnings);
  }
}

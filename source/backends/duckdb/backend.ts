import {
  BaseDatabaseBackend,
  type Connection,
  type ConnectionOptions,
  type ConnectionReport,
  type Fault,
  type Io,
  type Login,
} from '../base.js';
import { expandTilde } from '../../support/paths.js';
import { reportOn } from '../report.js';
import { readDuckDBText } from './connection-text.js';
import type { PastedText } from '../pasted-text.js';
import { unknownMode } from '../unknown-mode.js';
import { AUTH_MODES, CONTEXT_FIELDS, ENDPOINT_FIELDS } from './auth.js';
import { loginDuckDB } from './login.js';

/**
 * Backend for embedded DuckDB: in memory, a database file, or MotherDuck. Options: `path` (`:memory:` when absent),
 * `read_only`, `schema`, `memory_limit`, `threads`, `motherduck_token`.
 */
export class DuckDBBackend extends BaseDatabaseBackend {
  readonly engineName = 'duckdb';
  readonly modulePath = '@duckdb/node-api';
  readonly connectAttr = 'DuckDBInstance';
  readonly requiredConnectionFields: readonly string[] = [];
  readonly label = 'DuckDB';
  readonly authModes = AUTH_MODES;
  readonly contextFields = CONTEXT_FIELDS;
  readonly endpointFields = ENDPOINT_FIELDS;
  readonly defaultAuthMode = 'memory';

  override readConnectionText(text: string): PastedText {
    return readDuckDBText(text);
  }

  checkConnectionOptions(options: ConnectionOptions): Fault[] {
    const mode = modeOf(options);
    if (!AUTH_MODES.some((known) => known.mode === mode)) {
      return [unknownMode(this.label, mode, AUTH_MODES)];
    }
    const faults: Fault[] = [];
    if (mode !== 'memory' && textOf(options, 'path') === '') {
      faults.push({ field: 'path', severity: 'error', message: 'The path of the database is missing.' });
    }
    if (mode === 'motherduck' && textOf(options, 'motherduck_token') === '') {
      faults.push({
        field: 'motherduck_token',
        severity: 'error',
        message: 'The MotherDuck token is missing.',
        hint: 'Without one DuckDB opens a browser and waits. Create one on app.motherduck.com.',
      });
    }
    if (/motherduck_token=/i.test(textOf(options, 'path'))) {
      faults.push({
        field: 'path',
        severity: 'error',
        message: 'The path holds a token, which would end in logs and history.',
        hint: 'Use the field motherduck_token.',
      });
    }
    return faults;
  }

  prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown> {
    const { mode } = this.authModeOf({ auth_mode: modeOf(options) });
    const config: Record<string, string> = { duckdb_api: 'smallex' };
    if (options['read_only'] === true || options['read_only'] === 'true') config['access_mode'] = 'READ_ONLY';
    for (const key of ['memory_limit', 'threads', 'motherduck_token']) {
      const value = textOf(options, key);
      if (value !== '') config[key] = value;
    }
    const path = textOf(options, 'path');
    return {
      path:
        mode === 'memory' ? ':memory:' : mode === 'motherduck' ? `md:${path.replace(/^md:/, '')}` : expandTilde(path),
      config,
    };
  }

  async login(options: ConnectionOptions, io: Io): Promise<Login> {
    this.validateConnectionOptions(options);
    const { path, config } = this.prepareConnectionOptions(options);
    return loginDuckDB({ path: path as string, config: config as Record<string, string> }, io);
  }

  testConnection(connection: Connection, _options: ConnectionOptions, io?: Io): Promise<ConnectionReport> {
    return reportOn(connection, io);
  }
}

/** The mode that is named, or what the path says: a path alone means a file. */
function modeOf(options: ConnectionOptions): string {
  const named = textOf(options, 'auth_mode');
  if (named !== '') return named;
  const path = textOf(options, 'path');
  if (path === '' || path === ':memory:') return 'memory';
  return path.startsWith('md:') ? 'motherduck' : 'file';
}

function textOf(options: ConnectionOptions, key: string): string {
  const value = options[key];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

import {
  BaseDatabaseBackend,
  type AuthMode,
  type Connection,
  type ConnectionContext,
  type ConnectionOptions,
  type ConnectionReport,
  type ContextField,
  type EngineName,
  type Fault,
  type Field,
  type Io,
  type Listed,
  type ListKind,
  type Login,
} from '../../../source/backends/base.js';
import { NOTHING_PASTED, type PastedText } from '../../../source/backends/pasted-text.js';
import { runStage } from '../../../source/backends/stages.js';
import { AuthError, CancelledError, ConnectionError, ValueError } from '../../../source/support/errors.js';

const ACCOUNT: Field = {
  key: 'account',
  label: 'Account',
  help: 'Like myorg-myaccount.',
  required: true,
  env: ['FAKE_ACCOUNT'],
  parse: (text) => {
    if (text.includes(' ')) throw new ValueError('An account has no spaces.');
    return text.replace(/^https:\/\//, '').toUpperCase();
  },
};
const USER: Field = { key: 'user', label: 'User', help: 'Your name.', required: true };
const PASSWORD: Field = {
  key: 'password',
  label: 'Password',
  help: 'Your password.',
  secret: true,
  required: true,
  env: ['FAKE_PASSWORD'],
};

/** What a server knows, what it was asked, and how long it takes. */
export class FakeServer {
  readonly logins: string[] = [];
  readonly opens: string[] = [];
  openLogins = 0;
  openConnections = 0;
  lists: Partial<Record<ListKind, readonly Listed[] | Error>> = {};
  /** Holds each login until it is resolved. */
  gate: Promise<void> | null = null;
  /** Servers have been seen to quote what they were sent. */
  quotes = false;
}

/**
 * An engine of its own: password "right", warehouse "WH" or none. Its `mfa` mode asks for a passcode, "123456".
 */
export class FakeBackend extends BaseDatabaseBackend {
  readonly engineName: EngineName = 'snowflake';
  readonly modulePath = 'none';
  readonly connectAttr = 'none';
  readonly requiredConnectionFields = ['account', 'user', 'password'];
  readonly label: string = 'Fakeflake';
  readonly defaultAuthMode: string = 'password';
  readonly authModes: readonly AuthMode[] = [
    { mode: 'password', label: 'Password', help: 'For people.', fields: [ACCOUNT, USER, PASSWORD] },
    { mode: 'mfa', label: 'Passcode', help: 'With a phone.', fields: [ACCOUNT, USER, PASSWORD] },
    {
      mode: 'browser',
      label: 'Browser',
      help: 'In the browser.',
      more: true,
      fields: [
        ACCOUNT,
        { ...USER, required: false },
        { key: 'client_id', label: 'Client', help: 'Rarely needed.' },
        { key: 'passcode', label: 'Passcode', help: 'Once.', secret: true, once: true },
      ],
    },
  ];
  readonly contextFields: readonly ContextField[] = [
    { key: 'role', label: 'Role', help: 'Empty: default.', stage: 'role' },
    { key: 'warehouse', label: 'Warehouse', help: 'Empty: default.', stage: 'warehouse' },
    { key: 'schema', label: 'Schema', help: 'May stay empty.', stage: 'schema' },
  ];
  readonly endpointFields: readonly Field[] = [
    { key: 'host', label: 'Host', help: 'Instead of the usual one.' },
    { key: 'proxy_password', label: 'Proxy password', help: 'For the proxy.', secret: true },
  ];
  readonly server: FakeServer;

  constructor(server = new FakeServer()) {
    super();
    this.server = server;
  }

  /** `fake:ACCOUNT:USER:PASSWORD`, the end of it optional. */
  override readConnectionText(text: string): PastedText {
    const [, account, user, password] = /^fake:(\w+)(?::(\w+))?(?::(\w+))?$/.exec(text) ?? [];
    if (account === undefined) return NOTHING_PASTED;
    const options = { account, ...(user && { user }), ...(password && { password }) };
    return { sure: true, options, left: [], usualMode: password && 'password' };
  }

  checkConnectionOptions(options: ConnectionOptions): Fault[] {
    const mode = this.authModes.find(({ mode }) => mode === options['auth_mode']);
    return (mode?.fields ?? [])
      .filter((field) => field.required && !options[field.key])
      .map(({ key, label }) => ({ field: key, severity: 'error', message: `The ${label.toLowerCase()} is missing.` }));
  }

  prepareConnectionOptions(options: ConnectionOptions): Record<string, unknown> {
    return { ...options };
  }

  async login(options: ConnectionOptions, io: Io): Promise<Login> {
    const password = (options['password'] as string | undefined) ?? '';
    this.server.logins.push(password);
    await runStage(io, 'login', async () => {
      await this.server.gate;
      if (io.signal?.aborted) throw new CancelledError();
      if (options['auth_mode'] === 'mfa') {
        const passcode = await io.ask({ kind: 'passcode', field: 'passcode', message: 'Enter the passcode.' });
        if (passcode !== '123456') throw new AuthError('The passcode is wrong.');
      }
      if (password !== 'right' && options['auth_mode'] !== 'browser') {
        const quoted = this.server.quotes ? ` (${password})` : '';
        throw new AuthError(`Incorrect user or password${quoted}.`, { field: 'password', hint: 'Type it again.' });
      }
    });
    this.server.openLogins += 1;
    return new FakeLogin(this.server, String(options['user']));
  }

  async testConnection(connection: Connection, _options: ConnectionOptions, io: Io): Promise<ConnectionReport> {
    await runStage(io, 'select', () => connection.ping());
    return { ok: true, stages: [], context: connection.context(), latencyMs: 1, warnings: ['No warehouse is set.'] };
  }
}

class FakeLogin implements Login {
  readonly #server: FakeServer;
  readonly #user: string;

  constructor(server: FakeServer, user: string) {
    this.#server = server;
    this.#user = user;
  }

  list(kind: ListKind): Promise<readonly Listed[]> {
    const found = this.#server.lists[kind] ?? new ConnectionError('Lists are not for you.');
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  }

  async open(options: ConnectionOptions, io: Io): Promise<Connection> {
    const warehouse = (options['warehouse'] as string | undefined) ?? null;
    this.#server.opens.push(warehouse ?? 'none');
    await runStage(io, 'warehouse', async () => {
      if (warehouse !== null && warehouse !== 'WH') {
        throw new ConnectionError(`There is no warehouse "${warehouse}".`, { stage: 'warehouse' });
      }
    });
    this.#server.openConnections += 1;
    return fakeConnection(this.#server, this.#user, warehouse);
  }

  async close(): Promise<void> {
    this.#server.openLogins -= 1;
  }
}

function fakeConnection(server: FakeServer, user: string, warehouse: string | null): Connection {
  const context: ConnectionContext = { user, role: null, warehouse, catalog: null, schema: null, account: 'A' };
  return {
    engine: 'snowflake',
    execute: () => Promise.reject(new Error('This engine runs nothing.')),
    context: () => context,
    get catalog(): never {
      throw new Error('This engine has no catalog.');
    },
    ping: () => Promise.resolve(),
    close: async () => {
      server.openConnections -= 1;
    },
  };
}

/** An engine without an account, as DuckDB in memory is. */
export class PlainBackend extends FakeBackend {
  override readonly engineName: EngineName = 'duckdb';
  override readonly label: string = 'Plainduck';
  override readonly defaultAuthMode: string = 'memory';
  override readonly authModes: readonly AuthMode[] = [
    { mode: 'memory', label: 'In memory', help: 'Nothing to set up.', fields: [] },
    {
      mode: 'file',
      label: 'A file',
      help: 'Kept.',
      fields: [
        { key: 'path', label: 'File', help: 'A path.', required: true },
        {
          key: 'read_only',
          label: 'Read-only',
          help: 'Or not.',
          default: 'false',
          choices: [
            { value: 'false', label: 'No' },
            { value: 'true', label: 'Yes' },
          ],
        },
      ],
    },
  ];
  override readonly contextFields: readonly ContextField[] = [];

  override async login(options: ConnectionOptions, io: Io): Promise<Login> {
    return super.login({ ...options, password: 'right' }, io);
  }
}

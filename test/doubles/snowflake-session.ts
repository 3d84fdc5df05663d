import { randomBytes } from 'node:crypto';
import { DEFAULT_PARAMETERS, EXPIRED, GONE, MASTER_EXPIRED, Refused } from './snowflake-wire.js';

/** Where a session stands; null: nowhere. */
export interface SnowflakeContext {
  warehouse: string | null;
  role: string | null;
  database: string | null;
  schema: string | null;
}

export interface SnowflakeSession {
  readonly id: number;
  readonly user: string;
  readonly context: SnowflakeContext;
  readonly parameters: Record<string, unknown>;
  token: string;
  readonly masterToken: string;
  expired: boolean;
  masterExpired: boolean;
}

/** What a login may name and USE must know. Names as Snowflake keeps them: upper case unless quoted. */
export interface KnownObjects {
  readonly warehouses: readonly string[];
  readonly roles: readonly string[];
  readonly databases: Readonly<Record<string, readonly string[]>>;
}

const newToken = (): string => randomBytes(24).toString('base64url');

/** The sessions of the double and the tokens that stand for them. */
export class Sessions {
  #open: SnowflakeSession[] = [];

  add(user: string, context: SnowflakeContext, parameters: object): SnowflakeSession {
    const id = randomBytes(6).readUIntBE(0, 6);
    const tokens = { token: newToken(), masterToken: newToken(), expired: false, masterExpired: false };
    const session = { id, user, context, parameters: { ...DEFAULT_PARAMETERS, ...parameters }, ...tokens };
    this.#open.push(session);
    return session;
  }

  /** @throws Refused when the token has expired (the driver renews it) or stands for nothing. */
  of(authorization: string | undefined): SnowflakeSession {
    const session = this.#open.find(({ token }) => authorization === `Snowflake Token="${token}"`);
    if (!session) throw new Refused(GONE);
    if (session.expired) throw new Refused(EXPIRED);
    return session;
  }

  renew(authorization: string | undefined): SnowflakeSession {
    const session = this.#open.find(({ masterToken }) => authorization === `Snowflake Token="${masterToken}"`);
    if (!session) throw new Refused(GONE);
    if (session.masterExpired) throw new Refused(MASTER_EXPIRED);
    session.token = newToken();
    session.expired = false;
    return session;
  }

  remove(session: SnowflakeSession): void {
    this.#open = this.#open.filter((other) => other !== session);
  }

  get open(): readonly SnowflakeSession[] {
    return this.#open;
  }

  expire({ master }: { master: boolean }): void {
    for (const session of this.#open) {
      session.expired = true;
      session.masterExpired ||= master;
    }
  }

  end(): void {
    this.#open = [];
  }
}

/** The context of a login: what it names and does not exist is silently null. */
export function contextOfLogin(query: URLSearchParams, known: KnownObjects): SnowflakeContext {
  const asked = (name: string): string => plainName(query.get(name) ?? '');
  const database = asked('databaseName') in known.databases ? asked('databaseName') : null;
  const schemas = database === null ? [] : known.databases[database]!;
  const schema = asked('schemaName') || 'PUBLIC';
  return {
    warehouse: known.warehouses.includes(asked('warehouse')) ? asked('warehouse') : null,
    role: query.get('roleName')
      ? known.roles.includes(asked('roleName'))
        ? asked('roleName')
        : null
      : known.roles[0]!,
    database,
    schema: schemas.includes(schema) ? schema : null,
  };
}

export function plainName(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier.toUpperCase();
}

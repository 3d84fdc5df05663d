import type { Connection, ConnectionOptions, Io, Login } from '../backends/base.js';

/** A proved login and the connection that was opened with it. */
export interface Opened {
  readonly login: Login;
  readonly connection: Connection;
}

/** What is known of the session that was lost or closed. */
export interface Before {
  /** Options that go before those of the profile: where the session was. */
  readonly place: ConnectionOptions;
  /** May be good for another `open`. */
  readonly login: Login | undefined;
}

/** Opens the session, with at most one login; `before`: once more. */
export type Opener = (io: Io, before?: Before) => Promise<Opened>;

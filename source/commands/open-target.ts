import type { Io } from '../backends/base.js';
import type { ProfileStore } from '../profiles/index.js';
import { sessionAhead, type Session } from '../session/index.js';
import type { OpenableTarget } from './target.js';

/** A session that isn't open yet, and what opens it. */
export interface Ahead {
  readonly session: Session;
  /**
   * Opens it; may be called again after it failed.
   * @throws what opening a session throws; QueryError when a data file can't be read, and the session is open then
   */
  readonly open: (io: Io) => Promise<void>;
}

/**
 * What was chosen, before anything of it is opened.
 * @throws ValueError for an unknown engine
 */
export function targetAhead(target: OpenableTarget, store: ProfileStore, readOnly: boolean): Ahead {
  const settings = readOnly ? { read_only: true } : {};
  if (target.kind === 'profile') {
    const session = sessionAhead(target.profile, { settings });
    const open = async (io: Io): Promise<void> => {
      await session.open(io);
      store.touch(target.profile.name);
    };
    return { session, open };
  }
  const session = sessionAhead(target.config, { settings, name: target.name });
  const open = async (io: Io): Promise<void> => {
    await session.open(io);
    for (const sql of target.startup) await (await session.connection.execute(sql)).close();
  };
  return { session, open };
}

/**
 * Opens what was chosen.
 * @throws what openSession throws; QueryError when a data file can't be read.
 */
export async function openTarget(
  target: OpenableTarget,
  store: ProfileStore,
  io: Io,
  readOnly: boolean,
): Promise<Session> {
  const { session, open } = targetAhead(target, store, readOnly);
  session.talkTo(io);
  try {
    await open(io);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

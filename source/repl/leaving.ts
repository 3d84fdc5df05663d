import type { Session } from '../session/index.js';
import type { DetachedStatements } from './detached.js';
import type { Questions } from './questions.js';
import type { ReplState } from './repl-types.js';
import type { Store } from './store.js';

export interface LeavingHome {
  readonly state: Store<ReplState>;
  readonly questions: Questions;
  readonly detached: DetachedStatements;
  /** Those that are open: the one in use and those that were left with \c. */
  sessions(): readonly Session[];
}

/** The way out: what would end with the program is told or asked first, what goes on without it is told at last. */
export class Leaving {
  readonly #home: LeavingHome;
  #saidMortal = false;

  constructor(home: LeavingHome) {
    this.#home = home;
  }

  /** Asks first where a transaction would be rolled back by it. */
  async quit(): Promise<void> {
    const { state, questions, detached } = this.#home;
    if (state.get().ended || questions.isOpen) return;
    const mortal = detached.running().filter(({ session }) => session.engine === 'duckdb').length;
    if (mortal > 0 && !this.#saidMortal) {
      this.#saidMortal = true;
      const those = mortal === 1 ? '1 statement still runs' : `${mortal} statements still run`;
      state.set({ hint: `${those} inside this program and would end with it (\\queries). Once more quits.` });
      return;
    }
    const open = this.#home.sessions().filter(({ context }) => context.inTransaction === true);
    if (open.length > 0) {
      const names = open.map(({ name }) => `"${name}"`).join(' and ');
      const message = `The open transaction on ${names} would be rolled back. Quit anyway?`;
      const answer = await questions.ask({ kind: 'confirm', message }).catch(() => 'no');
      if (!/^y(?:es)?$/i.test(answer.trim())) return;
    }
    state.set({ ended: true });
  }

  /** Of each statement that goes on on a server without the program, a line or two that say so. */
  leftBehind(): readonly string[] {
    const left = this.#home.detached.running().filter(({ session }) => session.engine !== 'duckdb');
    return left.map(({ number, session, run }) => {
      const { queryId, url } = run.state;
      const how =
        queryId !== null && session.connection.result
          ? `\\result ${queryId} shows its rows later.`
          : 'Its rows can’t be had later.';
      return `Query ${queryId ?? `[${number}]`} goes on on the server. ${how}${url === null ? '' : `\n${url}`}`;
    });
  }
}

import type { Display } from '../meta/index.js';
import type { Session } from '../session/index.js';
import { ConfigError } from '../support/errors.js';
import type { ReplScreen, ResultsHome } from './repl-types.js';
import type { Runner } from './runner.js';

export interface GridOptions {
  readonly screen: ReplScreen;
  readonly runner: Runner;
  readonly session: Session;
  readonly display: Display;
  readonly interrupt: () => void;
}

/**
 * Shows the last result (`age` 1) or an older one on the whole screen; nothing is run again.
 * @throws ConfigError where there is no grid or no such result
 */
export async function openGrid(age: number, options: GridOptions): Promise<void> {
  const { screen, runner, session, display, interrupt } = options;
  if (!screen.openGrid) {
    throw new ConfigError('The grid needs the full prompt.', {
      hint: 'Start smallex without --plain, on a terminal that can redraw.',
    });
  }
  const { length } = runner.results;
  if (length < age) {
    const kept = length === 1 ? '1 result is kept' : `${length} results are kept`;
    throw new ConfigError(length === 0 ? 'There is no result to show yet.' : `Only ${kept}.`, {
      hint: length === 0 ? 'Run a statement that returns rows first.' : '\\last shows the newest of them.',
    });
  }
  const home: ResultsHome = {
    get results() {
      return runner.results;
    },
    engine: session.engine,
    environment: session.settings.environment,
    formulaGuard: display.formulaGuard,
    readOn: () => runner.more(display.limit, true),
    interrupt,
  };
  await screen.openGrid(home, age - 1, display);
}

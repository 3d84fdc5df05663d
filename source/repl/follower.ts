import { collect, saysWayBack, UnsetVariable, type Display, type Executed, type Variables } from '../meta/index.js';
import { sizeOfFile, type EngineFile } from '../results/engine-file.js';
import { catalogOf } from '../session/catalog/index.js';
import { cancelledText, WayBack, type Run, type Session } from '../session/index.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { ringAfter } from './bell.js';
import { EventReader } from './event-reader.js';
import { ExportView } from './export-view.js';
import type { KeptResults } from './grid/kept-results.js';
import { showInPager } from './pager.js';
import type { Printer } from './printer.js';
import type { ReplScreen } from './repl-types.js';
import { RunView, type Ending } from './run-view.js';
import type { Waiting } from './waiting.js';

/** Where what a statement tells is seen and heard. */
export interface FollowerHome {
  readonly variables: Variables;
  readonly display: Display;
  readonly screen: ReplScreen;
  readonly waiting: Waiting;
  readonly printer: Printer;
  statementEnded(sql: string, ms: number, ending: Ending, rows: number): void;
}

/** A statement that was started, and where its rows go. */
export interface Begun<View extends RunView | ExportView> {
  readonly run: Run;
  readonly sql: string;
  readonly session: Session;
  readonly view: View;
  /** Where the engine may write the rows itself. */
  readonly engineFile?: EngineFile | undefined;
}

/** A statement under way, and how far it was read. */
export interface Following<View extends RunView | ExportView = RunView | ExportView> extends Begun<View> {
  readonly reader: EventReader;
  readonly startedAt: number;
}

/** Takes a statement that was started just now. */
export function following<View extends RunView | ExportView>(begun: Begun<View>): Following<View> {
  return { ...begun, reader: new EventReader(begun.run), startedAt: performance.now() };
}

/** Follows one statement at a time, to its end or until it pauses: its view, the kept results and the wait hear of it. */
export class Follower {
  readonly #home: FollowerHome;
  readonly #kept: KeptResults;
  readonly #leave: (statement: Following<RunView>) => Promise<void>;
  /** What runs; of a statement that is followed, #current tells more. */
  #run: Run | undefined;
  #current: Following | undefined;
  #paused: Following | undefined;

  /** @param leave takes over a statement that nobody waits for any more */
  constructor(home: FollowerHome, kept: KeptResults, leave: (statement: Following<RunView>) => Promise<void>) {
    this.#home = home;
    this.#kept = kept;
    this.#leave = leave;
  }

  /** What runs and is waited for. */
  get run(): Run | undefined {
    return this.#run;
  }

  /** The statement that is followed; undefined while a command reads one of its own. */
  get current(): Following | undefined {
    return this.#current;
  }

  /** The result that stopped at the row limit; whoever takes it reads on in it. */
  takePaused(): Following | undefined {
    const paused = this.#paused;
    this.#paused = undefined;
    return paused;
  }

  /** The next statement takes the place of what the session runs; what was left stands beside it. */
  dropPaused(): void {
    void this.takePaused()?.reader.close();
  }

  /** Reads the result of a statement into memory; nothing is shown but the wait. @throws what `collect` throws */
  async collect(run: Run, most: number, waiting: string): Promise<Executed> {
    this.#run = run;
    this.#home.waiting.begin(waiting);
    try {
      return await collect(run, most);
    } finally {
      this.#home.waiting.end();
      this.#run = undefined;
    }
  }

  /** False: it failed, was cancelled, or what it printed was left off. @throws what writing its rows throws */
  async follow(statement: Following): Promise<boolean> {
    const { waiting, variables } = this.#home;
    const { run, sql, view, session, reader, startedAt, engineFile } = statement;
    this.#run = run;
    this.#current = statement;
    waiting.begin('running', startedAt);
    if (engineFile) waiting.watch({ label: engineFile.name, size: () => sizeOfFile(engineFile.path) });
    if (run.state.queryId !== null) waiting.about(run.state.queryId, run.state.url);
    const back = new WayBack(session.engine, () => session.context.inTransaction === true);
    const unset = new UnsetVariable(variables, session.engine);
    let ending: Ending = 'done';
    let isPrinted = true;
    try {
      for (let event = await reader.next(); event; event = await reader.next()) {
        if (event === 'left') return await this.#left(statement);
        waiting.take(event, view instanceof RunView);
        catalogOf(session).take(event);
        if (view instanceof RunView) await this.#kept.take(event);
        const ended = await view.take(unset.take(event));
        if (view instanceof ExportView && event.type === 'rows') {
          if (view.isGone) break;
          waiting.set(view.progress);
        }
        this.#sayWayBack(back.take(event));
        if (ended) ending = ended;
        if (ended && view instanceof RunView) {
          await this.#page(view);
          waiting.end();
          isPrinted = await this.#home.printer.printed({ isResult: true });
        }
        if (ended === 'paused' && view instanceof RunView) {
          this.#paused = statement;
          break;
        }
      }
    } finally {
      waiting.end();
      this.#run = undefined;
      this.#current = undefined;
    }
    if (view instanceof ExportView && view.isGone) {
      const outcome = await run.cancel();
      await reader.close();
      if (await view.wasInterrupted()) {
        ending = 'cancelled';
        this.#home.printer.say(cancelledText({ ...run.state, outcome }));
      }
    }
    ringAfter(performance.now() - startedAt, this.#home);
    const problem = this.#kept.takeProblem();
    if (problem !== undefined) this.#home.printer.say(problem);
    this.#home.statementEnded(sql, performance.now() - startedAt, ending, view.rows);
    return isPrinted && (ending === 'done' || ending === 'paused');
  }

  /** The reading was left off: the person doesn't wait any more, or the command that was to get the rows has ended. */
  async #left(statement: Following): Promise<boolean> {
    const { run, sql, view, startedAt } = statement;
    if (view instanceof RunView) {
      await this.#leave({ ...statement, view });
      this.#home.statementEnded(sql, performance.now() - startedAt, 'detached', 0);
      return true;
    }
    const outcome = await run.cancel();
    // `head` ends when it has enough, which is no news.
    const isInterrupted = await view.wasInterrupted();
    const hadEnough = !isInterrupted && (outcome === 'finished' || (outcome === 'cancelled' && view.hasBegun));
    const why = isInterrupted ? '' : 'The command has ended. ';
    if (!hadEnough) this.#home.printer.say(why + cancelledText({ ...run.state, outcome }, 'reads'));
    this.#home.statementEnded(sql, performance.now() - startedAt, hadEnough ? 'done' : 'cancelled', view.rows);
    return hadEnough;
  }

  /** Shows a result in the person's pager; on the screen where that can't be run. Waiting for it is no work. */
  async #page(view: RunView): Promise<void> {
    const paged = view.takeForPager();
    if (!paged) return;
    const { waiting, screen, display } = this.#home;
    const [result] = this.#kept.results;
    const { footer, expanded, lines } = paged;
    waiting.end();
    try {
      if (result) await screen.handOver(() => showInPager({ result, display, expanded, footer }));
      else screen.print(lines.join('\n'));
    } catch (error) {
      this.#home.printer.showError(error);
      screen.print(lines.join('\n'));
    }
    screen.print(screen.style.dim(footer));
  }

  #sayWayBack(line: string | null): void {
    const { variables, screen } = this.#home;
    if (line === null || !saysWayBack(variables)) return;
    screen.print(screen.style.dim(wrapLines(terminalSafeLines(line), screen.columns - 1)));
  }
}

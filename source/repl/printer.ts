import type { Display, DrawingRoom } from '../meta/index.js';
import type { Column, Row } from '../results/column.js';
import { BugError, CancelledError, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { wrapLines } from '../support/wrap.js';
import { Lists } from './lists.js';
import type { ReplScreen } from './repl-types.js';
import type { ViewTarget } from './run-view.js';
import { stoppedText } from './stopped-text.js';

/** Prints what the prompt tells, at the width that the screen has then: talk, errors, lists, drawings. */
export class Printer {
  /** True while the rc file runs, which says nothing but what went wrong. */
  isSilent = false;
  readonly screen: ReplScreen;
  readonly #display: Display;
  readonly #lists = new Lists(this);

  constructor(screen: ReplScreen, display: Display) {
    this.screen = screen;
    this.#display = display;
  }

  /** What results are printed on, and how they are to look. */
  target(): ViewTarget {
    const { screen } = this;
    return {
      print: (text) => screen.print(text),
      columns: screen.columns,
      rows: screen.rows,
      style: screen.style,
      display: this.#display,
      gridKey: screen.gridKey,
      moreKey: screen.moreKey,
      hasPager: screen.hasPager,
    };
  }

  say(text: string): void {
    if (!this.isSilent) this.#print(text);
  }

  showError(thrown: unknown): void {
    // What the person stopped is no error.
    if (thrown instanceof CancelledError) {
      this.#print(thrown.message);
      return;
    }
    const error =
      thrown instanceof SmallexError ? thrown : new BugError(`Something failed inside smallex: ${messageOf(thrown)}`);
    const { style, columns } = this.screen;
    this.screen.print(errorText(error, { style, width: columns - 1 }));
  }

  /** Rows that are no statement's result. */
  show(columns: readonly Column[], rows: readonly Row[]): void {
    this.#lists.show({ columns, rows });
  }

  /** Shows the lists of a command that has ended which are for the pager. */
  pageLists(): Promise<void> {
    return this.#lists.page();
  }

  draw(make: (room: DrawingRoom) => readonly string[]): void {
    const { columns, rows, style } = this.screen;
    this.screen.print(make({ width: Math.max(20, columns - 1), rows, style }).join('\n'));
  }

  /**
   * Waits until what was printed is written. False: Ctrl-C left that off, and it was said.
   * @param isResult it is kept, and can be seen whole in the grid
   */
  async printed({ isResult = false } = {}): Promise<boolean> {
    const stopped = await this.screen.printed();
    if (stopped) this.say(stoppedText(stopped, isResult ? this.screen.gridKey : undefined));
    return stopped === null;
  }

  #print(text: string): void {
    this.screen.print(wrapLines(terminalSafeLines(text), this.screen.columns - 1));
  }
}

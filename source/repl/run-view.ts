import { formatOptions, type Display } from '../meta/index.js';
import type { Column } from '../results/column.js';
import { HeadTailKeeper, rowsShown } from '../results/head-tail.js';
import { formatByName, type Writer } from '../results/formats/index.js';
import { layoutTable } from '../results/table.js';
import { cancelledText, outcomeText, type SessionEvent, type StatementText } from '../session/index.js';
import { errorText } from '../support/error-text.js';
import type { Style } from '../support/style.js';
import { terminalSafeLines } from '../support/terminal-safe.js';

/** Where finished results go, and how they are to look. Read anew for each result: all of it can change. */
export interface ViewTarget {
  print(text: string): void;
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
  readonly display: Display;
  /** The key that shows whole what is cut here; absent where there is no grid. */
  readonly gridKey?: string | undefined;
  /** The key that reads on where a result stopped at the row limit. */
  readonly moreKey?: string | undefined;
  /** True where a program can be given the whole terminal. */
  readonly hasPager?: boolean | undefined;
}

/** A result that is to be shown in the pager; `lines` is what the screen shows where that can't be run. */
export interface ForPager {
  readonly lines: readonly string[];
  readonly footer: string;
  readonly expanded: boolean;
}

/** How a statement ended, for the history. */
export type Ending = 'done' | 'failed' | 'cancelled' | 'paused' | 'detached';

/** Prints what a run tells, each result once it is whole (or paused). */
export class RunView {
  readonly #target: ViewTarget;
  readonly #firstLine: number;
  #statement: StatementText | undefined;
  #columns: readonly Column[] = [];
  #keeper: HeadTailKeeper | undefined;
  /** The result in another format than the table, as far as it was read. */
  #written: { readonly writer: Writer; text: string } | undefined;
  #resultRows = 0;
  #isQuiet = false;
  #forPager: ForPager | null = null;

  /** @param firstLine the line of the person's text on which the statement starts, from 1: errors count from it */
  constructor(target: ViewTarget, firstLine: number) {
    this.#target = target;
    this.#firstLine = firstLine;
  }

  /** Rows of the result at hand so far. */
  get rows(): number {
    return this.#resultRows;
  }

  /** A result that ended and was not printed, because it is for the pager. It is handed over once. */
  takeForPager(): ForPager | null {
    const paged = this.#forPager;
    this.#forPager = null;
    return paged;
  }

  /** Takes an event; prints when something is finished, and says how. */
  take(event: SessionEvent): Ending | null {
    switch (event.type) {
      case 'statement':
        this.#statement = event.statement;
        this.#keeper = undefined;
        this.#resultRows = 0;
        return null;
      case 'columns':
        this.#begin(event.columns);
        return null;
      case 'rows':
        this.#keeper?.add(event.rows);
        if (this.#written) this.#written.text += this.#written.writer.rows(event.rows);
        this.#resultRows += event.rows.length;
        return null;
      case 'notice':
        this.#say(this.#target.style.dim(terminalSafeLines(event.message)));
        return null;
      case 'paused':
        this.#printResult(null, true);
        return 'paused';
      case 'done':
        this.#done(event);
        return 'done';
      case 'failed':
        this.#say(this.#error(event));
        return 'failed';
      case 'cancelled':
        this.#say(cancelledText(event, this.#statement?.meaning.kind));
        return 'cancelled';
      default:
        return null;
    }
  }

  /** Shows the rows of a paused result that were read since; `quiet`: only how many there are. */
  beginMore(quiet: boolean): void {
    this.#isQuiet = quiet;
    if (this.#written) this.#written.text = '';
    this.#keeper = new HeadTailKeeper(this.#columns, rowsShown(this.#target.rows));
  }

  #begin(columns: readonly Column[]): void {
    if (this.#statement?.meaning.returnsRows === false) return;
    this.#columns = columns;
    const { display, style } = this.#target;
    const format = formatByName(display.format);
    const writer =
      format.name === 'table' || format.binary ? null : format.writer({ ...formatOptions(display), style });
    this.#written = writer ? { writer, text: writer.start(columns) } : undefined;
    this.#keeper = new HeadTailKeeper(columns, rowsShown(this.#target.rows));
  }

  #done(event: Extract<SessionEvent, { type: 'done' }>): void {
    if (this.#keeper) this.#printResult(event, event.cut);
    else if (this.#statement) {
      const words = terminalSafeLines(outcomeText(this.#statement.meaning, event));
      this.#say(this.#footer([words], event));
    }
  }

  #printResult(times: Times | null, more: boolean): void {
    const { display, style, columns, gridKey, moreKey } = this.#target;
    const view = layoutTable(this.#columns, this.#keeper!.get(), {
      width: Math.max(20, columns - 1),
      style,
      nullText: display.nullText,
      types: display.types,
      border: display.border,
      digitGroups: display.digitGroups,
      expanded: display.expanded,
      ...(display.maxWidth !== null && { maxCellWidth: display.maxWidth }),
    });
    const count = `${this.#resultRows.toLocaleString('en-US')} ${this.#resultRows === 1 ? 'row' : 'rows'}`;
    const words = more ? `first ${count}, more exist: ${moreKey ?? '\\more'} reads on` : count;
    const isCut = more || view.hiddenRows > 0 || view.hiddenColumns > 0 || view.cutCells;
    const lines = this.#written ? this.#writtenText(more).split('\n') : view.lines;
    if (this.#goesToPager(isCut, lines)) {
      const expanded = display.expanded === true || (display.expanded === 'auto' && view.isExpanded);
      this.#forPager = { lines, footer: this.#footer([words], times), expanded };
      return;
    }
    const grid = isCut && gridKey !== undefined && !this.#isQuiet ? [`${gridKey} opens the grid`] : [];
    const footer = style.dim(
      this.#footer([words, ...view.notes.map((note) => note.replace(/\.$/, '')), ...grid], times),
    );
    this.#say([...(this.#isQuiet ? [] : lines), footer].join('\n'));
  }

  #goesToPager(isCut: boolean, lines: readonly string[]): boolean {
    const { display, rows, hasPager } = this.#target;
    if (!hasPager || this.#isQuiet || display.pager === 'off') return false;
    return display.pager === 'always' || isCut || lines.length >= rows - 1;
  }

  #writtenText(more: boolean): string {
    const { writer, text } = this.#written!;
    return terminalSafeLines(`${text}${more ? '' : writer.end()}`.replace(/\n$/, ''));
  }

  #footer(words: readonly string[], times: Times | null): string {
    const timed = times === null || !this.#target.display.timing ? [] : [timesText(times)];
    return [...words, ...timed].join(' · ');
  }

  #error({ error }: Extract<SessionEvent, { type: 'failed' }>): string {
    const { style, columns } = this.#target;
    const statement = this.#statement;
    if (!statement) return errorText(error, { style, width: columns - 1 });
    return errorText(error, { sql: statement.sql, firstLine: this.#firstLine, style, width: columns - 1 });
  }

  #say(text: string): void {
    this.#target.print(`${text}\n`);
  }
}

type Times = Pick<Extract<SessionEvent, { type: 'done' }>, 'elapsedMs' | 'answeredMs' | 'serverMs'>;

// Less is no time that anybody waited for.
const FETCHING_MS = 200;

/** The whole time as it was here; how much of it the server says that it worked, or else when the result was there. */
export function timesText({ elapsedMs, answeredMs, serverMs }: Times): string {
  const whole = seconds(elapsedMs);
  if (serverMs !== null) return `${whole} (server ${seconds(serverMs)})`;
  return elapsedMs - answeredMs < FETCHING_MS ? whole : `${whole} (result after ${seconds(answeredMs)})`;
}

/** `0.12 s`, `1 min 04 s`. */
function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10 ? 3 : 2)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

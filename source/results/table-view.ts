import type { Style } from '../support/style.js';
import type { Border } from './table-lines.js';

/** How a result is drawn for people. */
export interface TableOptions {
  /** The widest that a line may be, in terminal columns: one less than the terminal has. */
  readonly width: number;
  readonly style?: Style;
  /** What stands for NULL; default `NULL`. */
  readonly nullText?: string;
  /** A line with the types under the names. */
  readonly types?: boolean;
  readonly border?: Border;
  readonly digitGroups?: boolean;
  /** Shown no wider than that, however much room there is. */
  readonly maxCellWidth?: number;
  /** One line a value; `auto`: only where columns would have to be left out. */
  readonly expanded?: boolean | 'auto';
}

/** What was drawn, and what of the result it doesn't show. */
export interface TableView {
  readonly lines: readonly string[];
  /** Full sentences about columns that were left out. */
  readonly notes: readonly string[];
  readonly hiddenRows: number;
  readonly hiddenColumns: number;
  /** True when a value is cut with `…`. */
  readonly cutCells: boolean;
  /** One value a line. */
  readonly isExpanded: boolean;
}

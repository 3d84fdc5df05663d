import type { Batch, Column, Row } from './column.js';

/** The rows of a result that are shown: its start and its end. */
export interface HeadAndTail {
  readonly head: readonly Row[];
  readonly tail: readonly Row[];
  /** How many rows between the two were left out. */
  readonly hidden: number;
  /** For each column, whether every cell of all rows (the hidden ones too) is NULL or ''. */
  readonly blank: readonly boolean[];
}

/** How many rows are shown on a screen of so many lines: a result of everyday size is never cut. */
export function rowsShown(screenRows: number): number {
  return Math.max(40, screenRows);
}

/** Keeps the first and last rows of a result while it passes, and nothing of the rest. */
export class HeadTailKeeper {
  readonly #limit: number;
  readonly #head: Row[] = [];
  #tail: Row[] = [];
  #rows = 0;
  readonly #blank: boolean[];

  constructor(columns: readonly Column[], limit: number) {
    this.#limit = Math.max(2, limit);
    this.#blank = columns.map(() => true);
  }

  get rows(): number {
    return this.#rows;
  }

  add(batch: Batch): void {
    this.#rows += batch.length;
    const missing = this.#limit - this.#head.length;
    for (const row of missing > 0 ? batch.slice(0, missing) : []) this.#head.push(row);
    const rest = missing > 0 ? batch.slice(missing) : batch;
    if (rest.length > 0) this.#tail = [...this.#tail, ...rest.slice(-this.#limit)].slice(-this.#limit);
    this.#blank.forEach((blank, index) => {
      if (blank && batch.some((row) => row[index] !== null && row[index] !== '')) this.#blank[index] = false;
    });
  }

  /** What is shown of the rows so far. One row more than the limit is shown too: a line would stand in its place. */
  get(): HeadAndTail {
    const kept = [...this.#head, ...this.#tail];
    const blank = [...this.#blank];
    if (this.#rows <= this.#limit + 1) return { head: kept, tail: [], hidden: 0, blank };
    const tailRows = Math.floor(this.#limit / 2);
    const head = this.#head.slice(0, this.#limit - tailRows);
    return { head, tail: kept.slice(-tailRows), hidden: this.#rows - head.length - tailRows, blank };
  }
}

/** The start and end of rows that are all at hand. */
export function headAndTail(columns: readonly Column[], rows: readonly Row[], limit: number): HeadAndTail {
  const keeper = new HeadTailKeeper(columns, limit);
  keeper.add(rows);
  return keeper.get();
}

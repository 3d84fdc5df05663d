import type { Style } from '../../support/style.js';
import type { Batch, Column, SqlDialect } from '../column.js';
import type { Border } from '../table-lines.js';

/** What a person may ask of a format; each takes what concerns it. */
export interface FormatOptions {
  /** csv, tsv: a first line with the names; default true. */
  readonly header?: boolean;
  /** csv, tsv: text that a spreadsheet would run as a formula gets a `'` before it. */
  readonly formulaGuard?: boolean;
  /** table, vertical, markdown: what stands for NULL. */
  readonly nullText?: string;
  /** table, vertical: colours; none by default. */
  readonly style?: Style;
  /** table: lines between cells, types under the names, groups of digits. */
  readonly border?: Border;
  readonly types?: boolean;
  readonly digitGroups?: boolean;
  /** sql-insert: where the rows go; default `result`. It is written as it is: quote it as the engine wants. */
  readonly tableName?: string;
  /** sql-insert, of columns that don't say it: whose quotes and escapes; default `duckdb`, which is standard SQL. */
  readonly dialect?: SqlDialect;
}

/**
 * Turns one result after another into text. Every text ends with a line end or is empty; what it returned is
 * forgotten, so memory is bounded by the batch.
 */
export interface Writer {
  start(columns: readonly Column[]): string;
  rows(batch: Batch): string;
  /** As `rows`, where the engine made the text of each row. */
  lines?(batch: Batch): string;
  end(): string;
}

interface Declaration {
  readonly name: string;
  /** Without the dot; the first is the usual one. */
  readonly extensions: readonly [string, ...string[]];
  /** True when one output can hold several results. */
  readonly many: boolean;
  /** One line for `--help`. */
  readonly help: string;
}

export interface TextFormat extends Declaration {
  readonly binary: false;
  /** Safe for a terminal by itself: controls are shown as symbols, in files too. */
  readonly forEyes: boolean;
  writer(options: FormatOptions): Writer;
}

/** Written by embedded DuckDB, to a file only. */
export interface BinaryFormat extends Declaration {
  readonly binary: true;
}

export type Format = TextFormat | BinaryFormat;

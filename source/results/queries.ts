import type { Column, Row } from './column.js';
import { sqlText, type EmbeddedConnection } from './embedded.js';

/** Where a kept result lies: a table of its rows and, for a view, a table of `pos` and `n` beside it. */
export interface Tables {
  readonly rows: string;
  readonly view: string | null;
  readonly columns: readonly Column[];
}

export interface Filter {
  /** null: in any column. */
  readonly column: number | null;
  /** `contains` and `equals` don't mind capitals. */
  readonly how: 'contains' | 'equals' | 'null' | 'not-null';
  readonly text: string;
}

export interface ViewSpec {
  /** The first decides, the next among equals; NULL comes last; rows that are equal in all keep their order. */
  readonly sort?: readonly { readonly column: number; readonly descending: boolean }[];
  /** All must hold. */
  readonly filters?: readonly Filter[];
}

export interface Search {
  readonly text: string;
  readonly column: number | null;
  /** The search starts after (or, backwards, before) this place; -1 finds the first row, too. */
  readonly from: number;
  readonly backwards?: boolean;
}

/** Figures as text, exact but for the mean; null where there are none. */
export interface ColumnStatistics {
  readonly rows: number;
  readonly nulls: number;
  /** Cells that are the empty text. */
  readonly empty: number;
  readonly distinct: number;
  /** By the column's type, as the cell is written. */
  readonly min: string | null;
  readonly max: string | null;
  readonly mean: string | null;
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

/** Makes the view's table and says how many rows it has. */
export async function makeView(connection: EmbeddedConnection, tables: Tables, spec: ViewSpec): Promise<number> {
  const keys = (spec.sort ?? []).flatMap(({ column, descending }) => {
    const direction = `${descending ? 'DESC' : 'ASC'} NULLS LAST`;
    return [`${typed(tables, column)} ${direction}`, `c${column} ${direction}`];
  });
  const where = (spec.filters ?? []).map((filter) => condition(tables, filter));
  await connection.run(
    `CREATE TABLE ${tables.view!} AS SELECT row_number() OVER () - 1 AS pos, n FROM ` +
      `(SELECT n FROM ${tables.rows} WHERE ${['true', ...where].join(' AND ')} ORDER BY ${[...keys, 'n'].join(', ')})`,
  );
  return countOf(await connection.rows(`SELECT count(*)::VARCHAR FROM ${tables.view!}`));
}

/** Rows by their place, `from` up to `to`. */
export function rowsOf(connection: EmbeddedConnection, tables: Tables, from: number, to: number): Promise<Row[]> {
  const cells = tables.columns.map((_, index) => `c${index}`).join(', ');
  return connection.rows(`SELECT ${cells} FROM ${placed(tables)} WHERE ${between(from, to)} ORDER BY pos`);
}

/** The row numbers at places `from` up to `to` of a view. */
export async function numbersOf(
  connection: EmbeddedConnection,
  tables: Tables,
  from: number,
  to: number,
): Promise<number[]> {
  const rows = await connection.rows(`SELECT n::VARCHAR FROM ${tables.view!} WHERE ${between(from, to)} ORDER BY pos`);
  return rows.map(([number]) => Number(number));
}

/** The place of the next row with the text. */
export async function findRow(
  connection: EmbeddedConnection,
  tables: Tables,
  { text, column, from, backwards = false }: Search,
): Promise<number | null> {
  const found = condition(tables, { column, how: 'contains', text });
  const [row] = await connection.rows(
    `SELECT ${backwards ? 'max' : 'min'}(pos)::VARCHAR FROM ${placed(tables)} ` +
      `WHERE pos ${backwards ? '<' : '>'} ${from} AND ${found}`,
  );
  return row?.[0] == null ? null : Number(row[0]);
}

export async function statisticsOf(
  connection: EmbeddedConnection,
  tables: Tables,
  column: number,
): Promise<ColumnStatistics> {
  const cell = `c${column}`;
  const value = typed(tables, column);
  const mean = NUMERIC.has(tables.columns[column]!.kind)
    ? `avg(TRY_CAST(${cell} AS DOUBLE))::VARCHAR`
    : 'NULL::VARCHAR';
  const [row] = await connection.rows(
    `SELECT count(*)::VARCHAR, (count(*) - count(${cell}))::VARCHAR, (count(*) FILTER (${cell} = ''))::VARCHAR, ` +
      `count(DISTINCT ${cell})::VARCHAR, arg_min(${cell}, ${value}), arg_max(${cell}, ${value}), ${mean} ` +
      `FROM ${placed(tables)}`,
  );
  const [rows, nulls, empty, distinct, min = null, max = null, average = null] = row ?? [];
  return {
    rows: Number(rows),
    nulls: Number(nulls),
    empty: Number(empty),
    distinct: Number(distinct),
    min,
    max,
    mean: average,
  };
}

/** The rows with their place as `pos`. */
function placed({ rows, view }: Tables): string {
  return view === null ? `(SELECT *, n AS pos FROM ${rows})` : `(SELECT * FROM ${view} JOIN ${rows} USING (n))`;
}

function between(from: number, to: number): string {
  return `pos >= ${from} AND pos < ${to}`;
}

function typed({ columns }: Tables, column: number): string {
  const { storageType } = columns[column]!;
  return storageType === 'VARCHAR' ? `c${column}` : `TRY_CAST(c${column} AS ${storageType})`;
}

function condition({ columns }: Tables, { column, how, text }: Filter): string {
  const wanted = `lower(${sqlText(text)})`;
  if (column === null) {
    // Between two cells stands a character that nobody types.
    const all = columns.map((_, index) => `c${index}`).join(', ');
    return `contains(lower(concat_ws(chr(31), ${all})), ${wanted})`;
  }
  switch (how) {
    case 'null':
      return `c${column} IS NULL`;
    case 'not-null':
      return `c${column} IS NOT NULL`;
    case 'equals':
      return `lower(c${column}) = ${wanted}`;
    case 'contains':
      return `contains(lower(c${column}), ${wanted})`;
  }
}

function countOf(rows: readonly Row[]): number {
  return Number(rows[0]?.[0] ?? 0);
}

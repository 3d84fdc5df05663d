import type { Host } from '../host.js';
import { cleanUp } from './clean-up.js';
import { mustBeAll, mustBeFilled } from './counts.js';
import type { PlannedColumn } from './plan.js';
import { rowsOf, type ImportSource } from './source.js';

/** The table that the rows are loaded into before they are where they belong. */
export interface Beside {
  /** As SQL. */
  readonly name: string;
  readonly create: string;
  /** What brings the rows where they belong. */
  readonly ends: readonly string[];
  /** The values of a row as SQL; `r` is the array of its texts. */
  readonly values: string;
}

/** @throws QueryError when not all rows and values arrived; nothing is left then */
export async function fillBeside(
  host: Host,
  source: ImportSource,
  columns: readonly PlannedColumn[],
  { name, create, ends }: Beside,
  insert: () => Promise<void>,
): Promise<number> {
  let isThere = false;
  try {
    await host.execute(create);
    isThere = true;
    await insert();
    // Where ANSI mode is off, a text that is no value of the type becomes NULL without a word.
    const counts = (names: readonly string[]) => ['count(*)', ...names.map((each) => `count(${each})`)].join(', ');
    const { rows } = await host.execute(`SELECT ${counts(columns.map(({ to }) => to))} FROM ${name}`);
    const ours = `SELECT ${counts(columns.map(({ from }) => from))} FROM ${source.from}`;
    const expected = await host.work('counting', (signal) => rowsOf(source.connection, ours, signal));
    mustBeAll(Number(rows[0]?.[0]), source.rows);
    mustBeFilled(source, rows[0] ?? [], expected[0] ?? []);
    for (const sql of ends) await host.execute(sql);
    return source.rows;
  } catch (error) {
    await cleanUp(host, `DROP TABLE IF EXISTS ${name}`, isThere);
    throw error;
  }
}

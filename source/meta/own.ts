import type { Cell } from '../results/column.js';
import type { Host } from './host.js';

export type NamedRow = Readonly<Record<string, Cell>>;

/** Runs a statement of ours that gives few rows, and reads them by the lower-case names of their columns. @throws QueryError */
export async function ownRows(host: Host, sql: string): Promise<NamedRow[]> {
  // Behind the statement: a comment before it would be the first thing that Snowflake's SHOW sees.
  const statement = await host.session.connection.execute(`${sql} /* smallex */`);
  const names = statement.columns.map(({ name }) => name.toLowerCase());
  const rows: NamedRow[] = [];
  try {
    for await (const batch of statement.batches()) {
      for (const row of batch) rows.push(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
    }
  } finally {
    await statement.close();
  }
  return rows;
}

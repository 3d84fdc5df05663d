import { randomBytes } from 'node:crypto';
import type { Host } from '../host.js';
import { quotedPath } from '../quote.js';
import { jsonBatches } from './batches.js';
import { count, mustBeAll, mustBeFilled } from './counts.js';
import type { Loading } from './loading.js';
import { createTable, type ImportTarget } from './plan.js';
import { rowsOf, type ImportSource } from './source.js';
import { castOn } from './types.js';

/**
 * No transaction spans statements there: the rows are loaded into a table of another name, which gets the right name
 * once it is whole, or is inserted in one statement into the table that is there.
 */
export function loadDatabricks(source: ImportSource, { table, path, columns, exists }: ImportTarget): Loading {
  const beside = quotedPath(
    [...path.slice(0, -1), `${path.at(-1)!}__import_${randomBytes(4).toString('hex')}`],
    'databricks',
  );
  const names = columns.map(({ to }) => to).join(', ');
  const values = columns.map(({ typeName }, index) => castOn('databricks', `r[${index}]`, typeName));
  const insert =
    `INSERT INTO ${beside} SELECT ${values.join(', ')}\n` +
    `FROM (SELECT explode(from_json(:rows, 'array<array<string>>')) AS r)`;
  const create = createTable(beside, columns);
  const ends = exists
    ? [`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${beside}`, `DROP TABLE ${beside}`]
    : [`ALTER TABLE ${beside} RENAME TO ${table}`];
  return {
    statements: [create, insert, ...ends],
    promise: `All or nothing: ${table} ${exists ? 'gets the rows in one statement' : 'gets its name'} once all are there.`,
    async run(host: Host) {
      try {
        await host.execute(create);
        let sent = 0;
        for await (const { json, rows } of jsonBatches(source)) {
          const waiting = `importing · ${count(sent)} of ${source.rows.toLocaleString('en-US')}`;
          await host.execute(insert, { parameters: { rows: { value: json } }, waiting });
          sent += rows;
        }
        // Where ANSI mode is off, a text that is no value of the type becomes NULL without a word.
        const counts = (names: readonly string[]) => ['count(*)', ...names.map((name) => `count(${name})`)].join(', ');
        const { rows } = await host.execute(`SELECT ${counts(columns.map(({ to }) => to))} FROM ${beside}`);
        const ours = `SELECT ${counts(columns.map(({ from }) => from))} FROM ${source.from}`;
        const expected = await host.work('counting', (signal) => rowsOf(source.connection, ours, signal));
        mustBeAll(Number(rows[0]?.[0]), source.rows);
        mustBeFilled(source, rows[0] ?? [], expected[0] ?? []);
        for (const sql of ends) await host.execute(sql);
        return source.rows;
      } catch (error) {
        await host.execute(`DROP TABLE IF EXISTS ${beside}`, { cleansUp: true }).catch(() => undefined);
        throw error;
      }
    },
  };
}

import { randomBytes } from 'node:crypto';
import type { ConnectionContext } from '../../backends/base.js';
import type { Host } from '../host.js';
import { quotedPath } from '../quote.js';
import { jsonBatches } from './batches.js';
import { count } from './counts.js';
import { fillBeside, type Beside } from './fill-databricks.js';
import { loadThroughVolume, volumeFor } from './load-databricks-volume.js';
import type { Loading } from './loading.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { isForFiles } from './through-files.js';
import { castOn } from './types.js';

/**
 * No transaction spans statements there: the rows are loaded into a table of another name, which gets the right name
 * once it is whole, or is inserted in one statement into the table that is there.
 */
export function loadDatabricks(source: ImportSource, target: ImportTarget, context: ConnectionContext): Loading {
  const beside = besideOf(target);
  const inBatches = loadInBatches(source, target, beside);
  const volume = isForFiles(source) ? volumeFor(target.path, context) : null;
  return volume ? loadThroughVolume(source, target, { volume, beside, inBatches }) : inBatches;
}

function besideOf({ table, path, columns, exists }: ImportTarget): Beside {
  const name = `${path.at(-1)!}__import_${randomBytes(4).toString('hex')}`;
  const beside = quotedPath([...path.slice(0, -1), name], 'databricks');
  const names = columns.map(({ to }) => to).join(', ');
  return {
    name: beside,
    create: createTable(beside, columns),
    ends: exists
      ? [`INSERT INTO ${table} (${names}) SELECT ${names} FROM ${beside}`, `DROP TABLE ${beside}`]
      : [`ALTER TABLE ${beside} RENAME TO ${table}`],
    values: columns.map(({ typeName }, index) => castOn('databricks', `r[${index}]`, typeName)).join(', '),
  };
}

/** Batches of rows, each one bound value. */
function loadInBatches(source: ImportSource, { table, columns, exists }: ImportTarget, beside: Beside): Loading {
  const insert =
    `INSERT INTO ${beside.name} SELECT ${beside.values}\n` +
    `FROM (SELECT explode(from_json(:rows, 'array<array<string>>')) AS r)`;
  const insertAll = async (host: Host): Promise<void> => {
    let sent = 0;
    for await (const { json, rows } of jsonBatches(source)) {
      const waiting = `importing · ${count(sent)} of ${source.rows.toLocaleString('en-US')}`;
      await host.execute(insert, { parameters: { rows: { value: json } }, waiting });
      sent += rows;
    }
  };
  return {
    statements: [beside.create, insert, ...beside.ends],
    promise: `All or nothing: ${table} ${exists ? 'gets the rows in one statement' : 'gets its name'} once all are there.`,
    run: (host) => fillBeside(host, source, columns, beside, () => insertAll(host)),
  };
}

import type { Host } from '../host.js';
import { jsonBatches } from './batches.js';
import { count } from './counts.js';
import { fillSnowflake } from './fill-snowflake.js';
import type { Loading } from './loading.js';
import { loadThroughStage } from './load-snowflake-stage.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { isForFiles } from './through-files.js';
import { castOn } from './types.js';

export function loadSnowflake(source: ImportSource, target: ImportTarget): Loading {
  const inBatches = loadInBatches(source, target);
  return isForFiles(source) ? loadThroughStage(source, target, inBatches) : inBatches;
}

/** Batches of rows, each one bound value. */
function loadInBatches(source: ImportSource, target: ImportTarget): Loading {
  const { table, columns, exists } = target;
  const values = columns.map(({ typeName }, index) => castOn('snowflake', `f.value[${index}]::VARCHAR`, typeName));
  const insert =
    `INSERT INTO ${table} (${columns.map(({ to }) => to).join(', ')})\n` +
    `SELECT ${values.join(', ')}\nFROM TABLE(FLATTEN(PARSE_JSON(:rows))) f`;
  return {
    statements: exists ? [insert] : [createTable(table, columns), insert],
    promise: exists
      ? 'All or nothing: it runs in one transaction.'
      : 'All or nothing: the new table is dropped again when a row fails.',
    run: (host) => fillSnowflake(host, source, target, () => insertAll(host, source, insert)),
  };
}

async function insertAll(host: Host, source: ImportSource, insert: string): Promise<number> {
  let arrived = 0;
  for await (const { json } of jsonBatches(source)) {
    const waiting = `importing · ${count(arrived)} of ${source.rows.toLocaleString('en-US')}`;
    const { affected } = await host.execute(insert, { parameters: { rows: { value: json } }, waiting });
    arrived += affected ?? 0;
  }
  return arrived;
}

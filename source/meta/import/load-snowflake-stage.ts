import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, ConnectionError, messageOf } from '../../support/errors.js';
import type { Host } from '../host.js';
import { quotedPath } from '../quote.js';
import { count } from './counts.js';
import { fillSnowflake } from './fill-snowflake.js';
import type { Loading } from './loading.js';
import { packRows } from './packed-rows.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { castOn } from './types.js';

/**
 * Through a temporary stage, in one COPY: the rows are packed into files here, each row the JSON of an array of texts, as
 * batches have it. A stage that is refused is nothing lost: then the rows go in batches.
 */
export function loadThroughStage(source: ImportSource, target: ImportTarget, inBatches: Loading): Loading {
  const { table, path, columns, exists } = target;
  const id = `smallex_import_${randomBytes(4).toString('hex')}`;
  const folder = join(tmpdir(), id);
  const place = path.length === 1 ? '' : `${quotedPath(path.slice(0, -1), 'snowflake')}.`;
  const stage = place + id.toUpperCase();
  // In quotes only where names in quotes stand in it.
  const at = place === '' ? `@${stage}` : `'@${stage.replaceAll("'", "''")}'`;
  const values = columns.map(({ typeName }, index) => castOn('snowflake', `$1[${index}]::VARCHAR`, typeName));
  const create = createTable(table, columns);
  const makeStage = `CREATE TEMPORARY STAGE ${stage}`;
  const put = `PUT 'file://${join(folder, '*.gz')}' ${at} AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP`;
  const copy =
    `COPY INTO ${table} (${columns.map(({ to }) => to).join(', ')})\n` +
    `FROM (SELECT ${values.join(', ')} FROM ${at})\n` +
    `FILE_FORMAT = (TYPE = JSON, COMPRESSION = GZIP) ON_ERROR = ABORT_STATEMENT`;
  const dropStage = `DROP STAGE IF EXISTS ${stage}`;
  const statements = [makeStage, put, ...(exists ? [] : [create]), copy, dropStage];

  const fill = async (host: Host): Promise<void> => {
    await packRows(host, source, folder);
    await host.execute(makeStage);
    const { columns: told, rows } = await host.execute(put, { waiting: 'sending', localFolder: folder });
    const status = told.findIndex(({ name }) => name.toLowerCase() === 'status');
    const failed = rows.find((row) => row[status] !== 'UPLOADED');
    if (rows.length === 0 || failed) throw new Error(`PUT answered ${failed?.[status] ?? 'nothing'}.`);
  };
  const load = (host: Host): Promise<number> =>
    fillSnowflake(host, source, target, async () => {
      const { affected } = await host.execute(copy, { waiting: `importing · ${count(source.rows)}` });
      return affected ?? 0;
    });
  return {
    statements,
    promise: inBatches.promise,
    async run(host: Host) {
      try {
        await mkdir(folder, { mode: 0o700 });
        const refusal = await fill(host).then(
          () => null,
          (error: unknown) => error,
        );
        if (refusal === null) return await load(host);
        // Who stopped it, and a session that is gone, would only be met once more.
        if (refusal instanceof CancelledError || refusal instanceof ConnectionError) throw refusal;
        host.say(`The stage can't be used (${messageOf(refusal)}): the rows go in batches.`);
        return await inBatches.run(host);
      } finally {
        await rm(folder, { recursive: true, force: true });
        // Its files go with it; at the end of the session the server would drop it, too.
        await host.execute(dropStage, { cleansUp: true }).catch(() => undefined);
      }
    },
  };
}

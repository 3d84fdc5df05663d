import { join } from 'node:path';
import type { Host } from '../host.js';
import { quotedPath } from '../quote.js';
import { count } from './counts.js';
import { fillSnowflake } from './fill-snowflake.js';
import type { Loading } from './loading.js';
import { createTable, type ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { importFolder, importId, throughFiles, type FilePlace } from './through-files.js';
import { castOn } from './types.js';

/** Through a temporary stage, in one COPY; at the end of the session the server would drop it, too. */
export function loadThroughStage(source: ImportSource, target: ImportTarget, inBatches: Loading): Loading {
  const { table, path, columns, exists } = target;
  const id = importId();
  const folder = importFolder(id);
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
  const drop = `DROP STAGE IF EXISTS ${stage}`;

  const filePlace: FilePlace = {
    what: 'stage',
    folder,
    make: makeStage,
    drop,
    isTemporary: true,
    async send(host: Host) {
      const { columns: told, rows } = await host.execute(put, { waiting: 'sending', localFolder: folder });
      const status = told.findIndex(({ name }) => name.toLowerCase() === 'status');
      const failed = rows.find((row) => row[status] !== 'UPLOADED');
      if (rows.length === 0 || failed) throw new Error(`PUT answered ${failed?.[status] ?? 'nothing'}.`);
    },
    load: (host) =>
      fillSnowflake(host, source, target, async () => {
        const { affected } = await host.execute(copy, { waiting: `importing · ${count(source.rows)}` });
        return affected ?? 0;
      }),
  };
  return {
    statements: [makeStage, put, ...(exists ? [] : [create]), copy, drop],
    promise: inBatches.promise,
    run: (host) => throughFiles(host, source, filePlace, inBatches),
  };
}

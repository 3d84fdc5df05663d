import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionContext } from '../../backends/base.js';
import type { Host } from '../host.js';
import { quotedLiteral, quotedName, quotedPath } from '../quote.js';
import { count, mustBeAll } from './counts.js';
import { fillBeside, type Beside } from './fill-databricks.js';
import type { Loading } from './loading.js';
import type { ImportTarget } from './plan.js';
import type { ImportSource } from './source.js';
import { importFolder, importId, throughFiles, type FilePlace } from './through-files.js';

/** A volume of an import's own. */
interface Volume {
  readonly id: string;
  /** Its name as SQL. */
  readonly name: string;
  /** Where its files lie. */
  readonly path: string;
}

// Volumes are Unity Catalog's; these catalogs are the metastore of a workspace, and Spark's own.
const WITHOUT_VOLUMES = new Set(['hive_metastore', 'spark_catalog']);

/** Beside the table; null where there can be none. */
export function volumeFor(table: readonly string[], context: ConnectionContext): Volume | null {
  const catalog = table.at(-3) ?? context.catalog;
  const schema = table.at(-2) ?? context.schema;
  if (catalog === null || schema === null || WITHOUT_VOLUMES.has(catalog.toLowerCase())) return null;
  const id = importId();
  const path = ['/Volumes', catalog, schema, id].join('/');
  return { id, name: quotedPath([catalog, schema, id], 'databricks'), path };
}

/** Through a volume, in one INSERT of all of its files. */
export function loadThroughVolume(
  source: ImportSource,
  { columns }: ImportTarget,
  { volume, beside, inBatches }: { readonly volume: Volume; readonly beside: Beside; readonly inBatches: Loading },
): Loading {
  const folder = importFolder(volume.id);
  const make = `CREATE VOLUME ${volume.name}`;
  const drop = `DROP VOLUME IF EXISTS ${volume.name}`;
  // Of compressed files each line is a row; Spark knows from the file's name how to read it.
  const lines = `text.${quotedName(volume.path, 'databricks')}`;
  const insert =
    `INSERT INTO ${beside.name} SELECT ${beside.values}\n` +
    `FROM (SELECT from_json(value, 'array<string>') AS r FROM ${lines})`;
  const put = (file: string): string => {
    const [from, to] = [join(folder, file), `${volume.path}/${file}`].map((text) => quotedLiteral(text, 'databricks'));
    return `PUT ${from} INTO ${to} OVERWRITE`;
  };

  const place: FilePlace = {
    what: 'volume',
    folder,
    make,
    drop,
    isTemporary: false,
    async send(host: Host) {
      const files = await readdir(folder);
      for (const [index, file] of files.entries()) {
        await host.execute(put(file), { waiting: `sending ${index + 1} of ${files.length}`, localFolder: folder });
      }
      const { rows } = await host.execute(`SELECT count(*) FROM ${lines}`);
      mustBeAll(Number(rows[0]?.[0]), source.rows);
    },
    load: (host) =>
      fillBeside(host, source, columns, beside, async () => {
        await host.execute(insert, { waiting: `importing · ${count(source.rows)}` });
      }),
  };
  return {
    statements: [make, put('rows-1.json.gz'), beside.create, insert, ...beside.ends, drop],
    promise: inBatches.promise,
    run: (host) => throughFiles(host, source, place, inBatches),
  };
}

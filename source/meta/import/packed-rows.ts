import { join } from 'node:path';
import { column } from '../../results/column.js';
import { formatByName } from '../../results/formats/index.js';
import { openSink, type Sink } from '../../results/sink.js';
import type { Host } from '../host.js';
import { count } from './counts.js';
import { asText, type ImportSource } from './source.js';

/** Before compression. Snowflake loads files of one COPY at the same time: eight on its smallest warehouse. */
const CHARACTERS_A_FILE = 64_000_000;
const LINE = column({ name: 'row', kind: 'json', typeName: 'JSON' });

/** Writes the rows of a file as lines of JSON, arrays of texts, into compressed files. @throws ExportError, CancelledError */
export async function packRows(host: Host, source: ImportSource, folder: string): Promise<void> {
  const { connection, columns, from, rows } = source;
  await host.work(`packing ${count(rows)}`, async (signal) => {
    const statement = await connection.execute(`SELECT ${asText(columns)} FROM ${from}`, { signal });
    let sink: Sink | undefined;
    let files = 0;
    let characters = 0;
    const finish = async (): Promise<void> => {
      await sink?.end();
      await sink?.finish();
      [sink, characters] = [undefined, 0];
    };
    try {
      for await (const batch of statement.batches()) {
        sink ??= await openFile(join(folder, `rows-${++files}.json.gz`));
        const lines = batch.map((row) => [JSON.stringify(row)]);
        await sink.write(lines);
        characters += lines.reduce((sum, [line]) => sum + line!.length, 0);
        if (characters >= CHARACTERS_A_FILE) await finish();
      }
      await finish();
    } finally {
      await sink?.abort();
    }
  });
}

async function openFile(path: string): Promise<Sink> {
  const sink = await openSink({ kind: 'file', path }, formatByName('jsonl'));
  await sink.start([LINE], true);
  return sink;
}

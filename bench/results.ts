import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBDataChunk, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import { column, type Batch, type Column, type Kind, type Row as Cells } from '../source/results/column.js';
import { formatByName, type TextFormat } from '../source/results/formats/index.js';
import { headAndTail } from '../source/results/head-tail.js';
import { ResultShelf } from '../source/results/shelf.js';
import { openSink } from '../source/results/sink.js';
import { layoutTable } from '../source/results/table.js';
import { ANSI_STYLE } from '../source/support/style.js';
import type { Row } from './sql.js';

const ROUNDS = 3;
const ROWS = 100_000;
const BATCH = 2_048;
/** Sixty a second. */
const FRAME_MS = 1000 / 60;
const KINDS: readonly Kind[] = ['integer', 'text', 'decimal', 'timestamp', 'boolean', 'text'];
const COLUMNS = KINDS.map((kind, index) => column({ name: `c${index}`, kind, typeName: kind }));

/** Everyday rows: numbers, NULL, dates, and text of which one in seven needs quotes. */
function rowOf(index: number): Cells {
  const name = index % 10 === 0 ? null : `name ${index}`;
  const text = index % 7 === 0 ? 'with, "quotes"' : 'plain words here';
  const time = `2026-01-01 00:00:${String(index % 60).padStart(2, '0')}`;
  return [String(index), name, (index * 1.25).toFixed(2), time, index % 2 === 0 ? 'true' : 'false', text];
}

function batchesOf(rows: number): Batch[] {
  const batches: Batch[] = [];
  for (let from = 0; from < rows; from += BATCH) {
    batches.push(Array.from({ length: Math.min(BATCH, rows - from) }, (_, index) => rowOf(from + index)));
  }
  return batches;
}

/** Formats, table layout, files, and the store; against floors measured in the same run. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smallex-bench-'));
  try {
    const batches = batchesOf(ROWS);
    const rows = [...(await formats(batches)), ...(await layout()), await toFile(folder, batches)];
    return [...rows, await toParquet(folder, batches), ...(await store(folder, batches))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function formats(batches: readonly Batch[]): Promise<Row[]> {
  const floor = await best(() => {
    for (const batch of batches) Buffer.from(batch.map((cells) => cells.join(',')).join('\n'));
  });
  const names = ['csv', 'tsv', 'jsonl', 'table'];
  const rows: Row[] = [];
  for (const name of names) rows.push(await format(formatByName(name) as TextFormat, batches, floor));
  return rows;
}

async function format(chosen: TextFormat, batches: readonly Batch[], floor: number): Promise<Row> {
  const figure = await best(() => {
    const writer = chosen.writer({});
    Buffer.from(writer.start(COLUMNS));
    for (const batch of batches) Buffer.from(writer.rows(batch));
    Buffer.from(writer.end());
  });
  return { name: `${chosen.name}, 100,000 x 6`, figure, unit: 'ms', against: 'rows.join(",")', ratio: figure / floor };
}

function written(chosen: TextFormat, batches: readonly Batch[]): string {
  const writer = chosen.writer({});
  return writer.start(COLUMNS) + batches.map((batch) => writer.rows(batch)).join('') + writer.end();
}

async function layout(): Promise<Row[]> {
  const wide = Array.from({ length: 200 }, (_, index): Column => COLUMNS[index % COLUMNS.length]!);
  const long = Array.from({ length: 10_000 }, (_, index) => wide.map((_, at) => rowOf(index)[at % COLUMNS.length]!));
  const options = { width: 199, style: ANSI_STYLE };
  const figure = await best(() => void layoutTable(wide, headAndTail(wide, long, 57), options));
  return [
    { name: 'table of 10,000 x 200 on a screen', figure, unit: 'ms', against: 'one frame', ratio: figure / FRAME_MS },
  ];
}

async function toFile(folder: string, batches: readonly Batch[]): Promise<Row> {
  const csv = formatByName('csv') as TextFormat;
  const path = join(folder, 'out.csv');
  const text = written(csv, batches);
  const floor = await best(() => writeFile(path, text));
  const figure = await best(async () => {
    const sink = await openSink({ kind: 'file', path }, csv);
    await sink.start(COLUMNS);
    for (const batch of batches) await sink.write(batch);
    await sink.finish();
  });
  const mib = (await stat(path)).size / 2 ** 20;
  return {
    name: `csv file of ${mib.toFixed(1)} MiB`,
    figure,
    unit: 'ms',
    against: 'writeFile of it',
    ratio: figure / floor,
  };
}

async function toParquet(folder: string, batches: readonly Batch[]): Promise<Row> {
  const floor = await best(() => duckdb(batches, `COPY t TO '${join(folder, 'floor.parquet')}' (COMPRESSION zstd)`), 1);
  const figure = await best(async () => {
    const sink = await openSink({ kind: 'file', path: join(folder, 'out.parquet') }, formatByName('parquet'));
    await sink.start(COLUMNS);
    for (const batch of batches) await sink.write(batch);
    await sink.finish();
  }, 1);
  return { name: 'parquet, 100,000 x 6', figure, unit: 'ms', against: 'appender and COPY', ratio: figure / floor };
}

async function store(folder: string, batches: readonly Batch[]): Promise<Row[]> {
  const floor = await best(() => duckdb(batches, 'SELECT 1'), 1);
  const shelf = await ResultShelf.open({ folder: join(folder, 'results'), budget: 0 });
  const kept = shelf.keep(COLUMNS);
  const fill = await best(async () => {
    for (const batch of batches) await kept.add(batch);
  }, 1);
  const at = ROWS / 2;
  const figure = await best(() => kept.window(at, at + 57));
  const sort = await best(() => kept.view({ sort: [{ column: 5, descending: true }] }), 1);
  await shelf.close();
  return [
    {
      name: 'store fill to the file, 100,000 x 6',
      figure: fill,
      unit: 'ms',
      against: 'bare appender',
      ratio: fill / floor,
    },
    { name: 'window of 57 rows from the file', figure, unit: 'ms', against: 'one frame', ratio: figure / FRAME_MS },
    { name: 'sort 100,000 rows from the file', figure: sort, unit: 'ms', against: 'its fill', ratio: sort / fill },
  ];
}

/** The floor: the rows in one go into a DuckDB in memory, without a turn of the loop, and one statement over them. */
async function duckdb(batches: readonly Batch[], sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t (${KINDS.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
  const appender = await connection.createAppender('t');
  const types = KINDS.map(() => VARCHAR);
  for (const batch of batches) {
    const chunk = DuckDBDataChunk.create(types, batch.length);
    chunk.setRows(batch);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

async function best(run: () => unknown, rounds = ROUNDS): Promise<number> {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

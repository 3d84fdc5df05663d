import { PassThrough } from 'node:stream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBDataChunk, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import { act } from '../source/repl/grid/actions.js';
import { GridApp } from '../source/repl/grid/grid-app.js';
import { Painter } from '../source/repl/grid/painter.js';
import { column, type Column, type Kind, type Row as Cells } from '../source/results/column.js';
import { ResultShelf } from '../source/results/shelf.js';
import type { ResultStore } from '../source/results/store.js';
import { createKeymap } from '../source/ui/keys/keymap.js';
import { lookFor } from '../source/ui/look.js';
import { keyPress } from '../source/ui/keys/event.js';
import type { Row } from './sql.js';

const SIZE = { columns: 200, rows: 58 };
const COLUMNS = 200;
const FRAMES = 600;
/** Sixty a second. */
const FRAME_MS = 1000 / 60;
const KINDS: readonly Kind[] = ['integer', 'text', 'decimal', 'timestamp', 'boolean', 'json'];

/** Filling takes some minutes; SMALLEX_BENCH_ROWS=20000 shows the same frames sooner. */
const ROWS = Number(process.env['SMALLEX_BENCH_ROWS'] ?? 1_000_000);
/** So many are made, and kept again and again: making a million would take longer than keeping them. */
const MADE = 2_000;
const BATCH = 1_000;
/** What kept results may take in memory, and DuckDB for its part: the defaults. */
const BUDGET_MIB = 256;
const MIB = 2 ** 20;

const columns: readonly Column[] = Array.from({ length: COLUMNS }, (_, index) => {
  const kind = KINDS[index % KINDS.length]!;
  return column({ name: `column_${index}`, kind, typeName: kind });
});

function rowOf(row: number): Cells {
  return columns.map(({ kind }, index) => {
    if (kind === 'text') return (row + index) % 10 === 0 ? null : `name ${row} ${index} 東京`;
    if (kind === 'timestamp') return `2026-01-01 00:00:${String(row % 60).padStart(2, '0')}`;
    if (kind === 'boolean') return row % 2 === 0 ? 'true' : 'false';
    return kind === 'json' ? `{"row": ${row}, "list": [1, 2, 3]}` : String(row * index);
  });
}

/** Filling a store of the default budget, frames of the grid over it, and the memory that both took. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'smallex-bench-grid-'));
  const made = Array.from({ length: MADE }, (_, index) => rowOf(index));
  const floor = await bareAppender(join(folder, 'floor.duckdb'), made);
  const before = process.memoryUsage.rss() / MIB;
  const shelf = await ResultShelf.open({ folder: join(folder, 'results') });
  try {
    const store = shelf.keep(columns);
    const rate = await fillStore(store, made);
    const shown = await frames(store);
    const peak = process.resourceUsage().maxRSS / 1024 - before;
    return [
      {
        name: `fill the store with ${ROWS.toLocaleString('en-US')} x ${COLUMNS}`,
        figure: rate,
        unit: 'rows/s',
        against: "DuckDB's bare appender, which stops everything else",
        ratio: rate / floor,
      },
      ...shown,
      {
        name: 'peak memory of filling and frames, over that of the start',
        figure: peak,
        unit: 'MiB',
        against: `the budgets of the store and of its DuckDB, ${BUDGET_MIB} MiB each`,
        ratio: peak / (2 * BUDGET_MIB),
      },
    ];
  } finally {
    await shelf.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows a second. */
async function fillStore(store: ResultStore, made: readonly Cells[]): Promise<number> {
  const start = performance.now();
  for (let from = 0; from < ROWS; from += BATCH) {
    const first = from % MADE;
    await store.add(made.slice(first, first + Math.min(BATCH, ROWS - from)));
  }
  await store.spill();
  return ROWS / ((performance.now() - start) / 1000);
}

/** The floor, in rows a second: the same cells in one go into a file, without a turn of the loop. */
async function bareAppender(path: string, made: readonly Cells[]): Promise<number> {
  const rounds = 5;
  const instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: `${BUDGET_MIB}MB` });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t (${columns.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
  const types = columns.map(() => VARCHAR);
  const start = performance.now();
  const appender = await connection.createAppender('t');
  for (let round = 0; round < rounds; round++) {
    for (let from = 0; from < MADE; from += BATCH) {
      const chunk = DuckDBDataChunk.create(types, BATCH);
      chunk.setRows(made.slice(from, from + BATCH));
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
  const ms = performance.now() - start;
  connection.closeSync();
  instance.closeSync();
  return (rounds * MADE) / (ms / 1000);
}

async function frames(store: ResultStore): Promise<Row[]> {
  let written: string[] = [];
  const sink = new PassThrough();
  sink.resume();
  const painter = new Painter({
    write(text, done) {
      written.push(text);
      done?.();
      return true;
    },
  });
  const look = lookFor({ TERM: 'xterm-256color' }, true);
  const app = new GridApp({
    home: {
      results: [{ sql: '', columns, store, state: 'whole' }],
      engine: 'duckdb',
      readOn: async () => undefined,
      interrupt: () => undefined,
      toClipboard: () => undefined,
      suspend: () => undefined,
    },
    look,
    keymap: createKeymap(),
    cells: { style: look.theme.style, nullText: 'NULL' },
    types: true,
    index: 0,
    act,
    onChange: () => undefined,
    onClose: () => undefined,
  });
  const times: number[] = [];
  let processor = 0;
  const bytes: string[] = [];
  let missing = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    const start = performance.now();
    const before = process.cpuUsage();
    // Down a row, and every tenth time a screen down or to the right: most of the screen changes.
    const key = frame % 10 !== 9 ? 'down' : frame % 20 === 9 ? 'pagedown' : 'right';
    app.keys([keyPress(key, { ctrl: key === 'right' })]);
    painter.paint(app.frame(SIZE));
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    processor += (user + system) / 1000;
    if (app.isWaiting) missing += 1;
    bytes.push(written.join(''));
    written = [];
    // Rows are read between frames, as they are while the terminal draws.
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }
  await app.end();
  const floor = floorOf(sink, bytes);
  times.sort((a, b) => a - b);
  const row = (name: string, figure: number): Row => ({
    name,
    figure,
    unit: 'ms',
    against: 'writing its bytes',
    ratio: figure / floor,
  });
  const p99 = times[Math.floor(FRAMES * 0.99)]!;
  return [
    row('grid frame of 57 x 200 columns, processor time', processor / FRAMES),
    row('grid frame, median', times[FRAMES / 2]!),
    { ...row('grid frame, 99 of 100', p99), against: 'a sixtieth of a second', ratio: p99 / FRAME_MS },
    {
      name: 'frames with a row not there yet',
      figure: missing,
      unit: 'frames',
      against: 'all',
      ratio: missing / FRAMES,
    },
  ];
}

/** Milliseconds a frame. */
function floorOf(sink: PassThrough, frames: readonly string[]): number {
  const start = performance.now();
  for (const text of frames) sink.write(Buffer.from(text));
  return (performance.now() - start) / frames.length;
}

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import zlib from 'node:zlib';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { getBackend } from '../../../source/backends/index.js';
import { column, type Row } from '../../../source/results/column.js';
import { formatByName } from '../../../source/results/formats/index.js';
import { openSink, type Sink, type SinkOptions, type Target } from '../../../source/results/sink.js';
import { createZstd, zstdFrames } from '../../../source/results/zstd.js';
import { ExportError } from '../../../source/support/errors.js';

const COLUMNS = [
  column({ name: 'a', kind: 'integer', typeName: 'INT' }),
  column({ name: 'b', kind: 'text', typeName: 'TEXT' }),
];
const ROWS: Row[] = [
  ['1', 'x'],
  ['2', null],
];
const csv = formatByName('csv');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** Rows of a CSV file and the sum of a column, read by DuckDB. */
async function countCsv(name: string, summed: string): Promise<Row> {
  const connection = await getBackend('duckdb').connect({ path: ':memory:' });
  try {
    const statement = await connection.execute(`SELECT count(*), sum(${summed}) FROM '${join(folder, name)}'`);
    for await (const batch of statement.batches()) return batch[0]!;
    throw new Error('no row');
  } finally {
    await connection.close();
  }
}

async function writeAll(target: Target, rows = ROWS, options: SinkOptions = {}): Promise<Sink> {
  const sink = await openSink(target, csv, options);
  await sink.start(COLUMNS);
  await sink.write(rows);
  await sink.end();
  await sink.finish();
  return sink;
}

it('waits for no command that has ended, which tells it by closing its end of the pipe', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const sink = await openSink({ kind: 'stream', stream, terminal: false }, csv);
  const waiting = sink.start(COLUMNS);
  stream.destroy();
  await waiting;
  expect(sink.closed).toBe(true);
  await sink.write(ROWS);
  await sink.finish();
  const late = await openSink({ kind: 'stream', stream, terminal: false }, csv);
  await late.start(COLUMNS);
  expect(late.closed).toBe(true);
});

describe('to a name of something that is open', () => {
  it('writes behind what is there, and leaves it open (Linux opens such a name anew)', async () => {
    const path = join(folder, 'log.csv');
    const fd = openSync(path, 'w');
    onTestFinished(() => closeSync(fd));
    writeSync(fd, 'before\n');
    symlinkSync(`/dev/fd/${fd}`, join(folder, 'link'));
    await writeAll({ kind: 'file', path: `/dev/fd/${fd}` });
    await writeAll({ kind: 'file', path: join(folder, 'link') });
    writeSync(fd, 'after\n');
    expect(readFileSync(path, 'utf8')).toBe('before\na,b\n1,x\n2,\na,b\n1,x\n2,\nafter\n');
    expect(readdirSync(folder).sort()).toEqual(['link', 'log.csv']);
    const parquet = openSink({ kind: 'file', path: `/dev/fd/${fd}` }, formatByName('parquet'));
    await expect(parquet).rejects.toThrow(/is no file: parquet/);
  });
});

it('takes parquet under no name of other compression', async () => {
  const open = (name: string) => openSink({ kind: 'file', path: join(folder, name) }, formatByName('parquet'));
  await expect(open('a.parquet.gz')).rejects.toMatchObject({ hint: expect.stringMatching(/a\.parquet$/) });
  await expect(open('a.zst')).rejects.toMatchObject({ hint: expect.stringMatching(/a\.parquet$/) });
  expect(readdirSync(folder)).toEqual([]);
});

describe('to a file', () => {
  it('writes beside and renames', async () => {
    const path = join(folder, 'out.csv');
    const sink = await openSink({ kind: 'file', path }, csv);
    await sink.start(COLUMNS);
    await sink.write(ROWS);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.out\.csv\.tmp-smallex-[\da-f]{8}-\d+\.\d+$/)]);
    await sink.end();
    await sink.finish();
    expect(readdirSync(folder)).toEqual(['out.csv']);
    expect(readFileSync(path, 'utf8')).toBe('a,b\n1,x\n2,\n');
    expect(sink).toMatchObject({ rows: 2, bytes: 11 });
  });

  it('keeps the old file and leaves nothing else when it is aborted', async () => {
    const path = join(folder, 'out.csv');
    writeFileSync(path, 'old');
    const sink = await openSink({ kind: 'file', path }, csv);
    await sink.start(COLUMNS);
    await sink.write(ROWS);
    await sink.abort();
    expect(sink.closed).toBe(true);
    await sink.abort();
    expect(readdirSync(folder)).toEqual(['out.csv']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('takes the file away when the statement failed midway, and finishing then gives no name', async () => {
    const path = join(folder, 'out.csv');
    const sink = await openSink({ kind: 'file', path }, csv);
    await sink.start(COLUMNS);
    await sink.write(ROWS);
    expect(await sink.fail()).toBe('gone');
    await sink.finish();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps permissions and follows links', async () => {
    const path = join(folder, 'out.csv');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    symlinkSync(path, join(folder, 'link.csv'));
    await writeAll({ kind: 'file', path: join(folder, 'link.csv') });
    expect(readFileSync(path, 'utf8')).toContain('1,x');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['link.csv', 'out.csv']);
  });

  it('compresses by the ending', async () => {
    await writeAll({ kind: 'file', path: join(folder, 'out.csv.gz') });
    expect(zlib.gunzipSync(readFileSync(join(folder, 'out.csv.gz'))).toString()).toBe('a,b\n1,x\n2,\n');
    await writeAll({ kind: 'file', path: join(folder, 'out.csv.zst') });
    expect(await countCsv('out.csv.zst', 'a')).toEqual(['2', '3']);
  });

  it.each([
    ['of Node, where it has one', createZstd],
    ['in frames', zstdFrames],
  ])('packs what many MiB hold and what is empty with the zstd %s', async (_, create) => {
    const pack = async (name: string, lines: number): Promise<number> => {
      function* csvText(): Generator<Buffer> {
        if (lines > 0) yield Buffer.from('n\n');
        for (let n = 1; n <= lines; n++) yield Buffer.from(`${n}\n`);
      }
      await pipeline(csvText, create(), createWriteStream(join(folder, name)));
      return statSync(join(folder, name)).size;
    };
    expect(await pack('many.csv.zst', 600_000)).toBeLessThan(2_000_000);
    expect(await countCsv('many.csv.zst', 'n')).toEqual(['600000', '180000300000']);
    expect(await pack('none.zst', 0)).toBeGreaterThan(0);
    const zstd = await Zstd.load();
    zstd.reset();
    expect(zstd.decompressChunk(readFileSync(join(folder, 'none.zst')), 1)).toHaveLength(0);
  });

  it('tells rows and bytes while it writes', async () => {
    const seen: number[] = [];
    const rows = Array.from({ length: 5_000 }, (_, index) => [String(index), 'x']);
    await writeAll({ kind: 'file', path: join(folder, 'out.csv') }, rows, { onProgress: (at) => seen.push(at.rows) });
    expect(seen).toEqual([0, 2_000, 4_000, 5_000]);
  });

  it('says before anything runs why a file can not be written', async () => {
    const open = (path: string) => openSink({ kind: 'file', path }, csv);
    await expect(open(folder)).rejects.toThrow(`${folder} is a folder.`);
    await expect(open(join(folder, 'no', 'x.csv'))).rejects.toThrow(/The folder of .*x\.csv does not exist/);
    await expect(open(join(folder, 'x'.repeat(300)))).rejects.toBeInstanceOf(ExportError);
  });

  it.skipIf(process.platform !== 'linux')(
    'names the file when the disk is full, and devices are written in place',
    async () => {
      await expect(writeAll({ kind: 'file', path: '/dev/full' })).rejects.toThrow(
        'The disk is full: /dev/full was not written.',
      );
      await writeAll({ kind: 'file', path: '/dev/null' });
      expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    },
  );

  it('takes away what killed processes left in the folder, and nothing that may be of use to anybody', async () => {
    const path = join(folder, 'out.csv');
    const sink = await openSink({ kind: 'file', path }, csv);
    const [own] = readdirSync(folder);
    await sink.abort();
    const machine = /smallex-([\da-f]{8})-/.exec(own!)![1]!;
    const killed = spawnSync(process.execPath, ['-e', '']).pid;
    const running = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    onTestFinished(() => void running.kill());
    const file = (name: string, pid: unknown, host = machine) => `.${name}.tmp-smallex-${host}-${String(pid)}.1`;
    const gone = [file('out.csv', killed), file('other.parquet', killed), file('mine', process.pid)];
    const rows = `${file('other.parquet', killed)}.rows`;
    const kept = [
      file('busy', running.pid),
      file('of-another-machine', killed, machine === '00000000' ? '11111111' : '00000000'),
      `.another-program.tmp-${killed}.1`,
      'out.csv.tmp-smallex',
      ...(process.getuid?.() === 0 ? [file('of-another-person', killed)] : []),
      ...(process.platform === 'win32' ? [] : [file('link', killed)]),
    ];
    for (const name of [...gone, ...kept]) {
      if (name.startsWith('.link')) symlinkSync(tmpdir(), join(folder, name));
      else writeFileSync(join(folder, name), 'half');
      if (name.startsWith('.of-another-person')) chownSync(join(folder, name), 12345, 12345);
    }
    mkdirSync(join(folder, rows));
    await writeAll({ kind: 'file', path });
    expect(readdirSync(folder).sort()).toEqual([...kept, 'out.csv'].sort());
  });
});

describe('to a stream', () => {
  it('writes the same bytes, safe ones to a terminal', async () => {
    const text = async (terminal: boolean) => {
      const stream = new PassThrough();
      await writeAll({ kind: 'stream', stream, terminal }, [['1', 'a\x1b[2J\n\u202e']]);
      return String(stream.read());
    };
    expect(await text(false)).toBe('a,b\n1,"a\x1b[2J\n\u202e"\n');
    expect(await text(true)).toBe('a,b\n1,"a␛[2J\n⟨U+202E⟩"\n');
  });

  it('waits for a slow reader, and abort ends the wait', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const sink = await openSink({ kind: 'stream', stream, terminal: false }, csv);
    let written = false;
    const writing = sink.write(Array.from({ length: 9_000 }, () => ['1', 'x'.repeat(50)])).then(() => (written = true));
    await setImmediate();
    expect(written).toBe(false);
    expect(sink.rows).toBe(2_000);
    await sink.abort();
    await writing;
    expect(sink.rows).toBe(2_000);
  });

  it('goes on when the reader does', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    let read = 0;
    stream.on('data', (bytes: Buffer) => (read += bytes.length));
    const sink = await writeAll(
      { kind: 'stream', stream, terminal: false },
      Array.from({ length: 9_000 }, () => ['1', 'x']),
    );
    expect(read).toBe(sink.bytes);
    expect(stream.listenerCount('drain')).toBe(0);
  });

  it('ends quietly when the reader went away', async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const sink = await openSink({ kind: 'stream', stream: broken, terminal: false }, csv);
    await sink.start(COLUMNS);
    await setImmediate();
    expect(sink.closed).toBe(true);
    await sink.write(ROWS);
    await sink.finish();
    expect(sink.rows).toBe(0);
  });

  it('refuses a binary format', async () => {
    const target = { kind: 'stream', stream: new PassThrough(), terminal: false } as const;
    await expect(openSink(target, formatByName('parquet'))).rejects.toThrow('parquet can only be written to a file.');
  });
});

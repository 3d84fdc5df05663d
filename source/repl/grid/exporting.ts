import { access } from 'node:fs/promises';
import { ValueError } from '../../support/errors.js';
import { FORMATS, formatOfFile } from '../../results/formats/index.js';
import { progressText } from '../../results/progress.js';
import { openSink } from '../../results/sink.js';
import { expandTilde } from '../../support/paths.js';
import type { GridApp } from './grid-app.js';
import { LineInput } from './line-input.js';

const ROWS_A_READ = 2000;

/** Asks for a file and writes what the grid shows to it: its rows in their order, its columns that are not hidden. */
export function askExport(app: GridApp): void {
  app.ask(new LineInput({ label: 'Write the rows to the file: ', onDone: (path) => begin(app, path.trim()) }));
}

function begin(app: GridApp, path: string): void {
  if (path === '') return;
  app.work('Writing; Ctrl+C stops', async () => {
    const file = expandTilde(path);
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (!exists) await write(app, file);
    else app.ask(new LineInput({ label: 'That file exists. Replace it? y/n: ', onDone: (answer) => replace(answer) }));
    function replace(answer: string): void {
      if (/^y(?:es)?$/i.test(answer.trim())) app.work('Writing; Ctrl+C stops', () => write(app, file));
      else app.say('Nothing was written.');
    }
  });
}

async function write(app: GridApp, path: string): Promise<void> {
  const { grid, home } = app;
  const { format } = formatOfFile(path);
  if (!format) {
    const endings = FORMATS.map(({ extensions }) => `.${extensions[0]}`).join(', ');
    throw new ValueError(`The ending of "${path}" names no format. Endings are ${endings}.`);
  }
  const order = [...grid.order];
  const started = performance.now();
  const stop = app.stopper();
  const sink = await openSink({ kind: 'file', path }, format, {
    dialect: home.engine,
    formulaGuard: home.formulaGuard === true,
  });
  try {
    await sink.start(order.map((index) => grid.columns[index]!));
    for (let from = 0; from < grid.rows && !stop.aborted; from += ROWS_A_READ) {
      const rows = await grid.read(from, from + ROWS_A_READ);
      await sink.write(rows.map((row) => order.map((index) => row[index] ?? null)));
      app.progress(`Writing ${path} · ${progressText(sink, performance.now() - started)} · Ctrl+C stops`);
    }
    if (stop.aborted) {
      await sink.abort();
      app.say('Stopped: nothing was written.');
      return;
    }
    await sink.end();
    await sink.finish();
    app.say(`${sink.rows.toLocaleString('en-US')} rows were written to ${path}.`);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

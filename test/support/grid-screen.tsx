import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Text } from 'ink';
import type { KeptResult } from '../../source/repl/grid/kept-results.js';
import { runGrid, type RunGridOptions } from '../../source/repl/grid/run-grid.js';
import type { Column, Row } from '../../source/results/column.js';
import { ResultShelf } from '../../source/results/shelf.js';
import { createKeymap } from '../../source/ui/keys/keymap.js';
import { lookFor } from '../../source/ui/look.js';
import { renderScreen, type TestScreen, type TestScreenOptions } from './screen.js';

export interface GridScreen extends TestScreen {
  /** Resolves when the grid was closed. */
  readonly closed: Promise<void>;
  readonly shelf: ResultShelf;
  readonly results: KeptResult[];
  readonly cleanUp: () => Promise<void>;
}

export interface GridScreenOptions extends TestScreenOptions {
  readonly home?: Partial<RunGridOptions['home']>;
  /** Bytes that the rows may take in memory. */
  readonly budget?: number;
}

/** The grid over `results` (the newest first) in an emulated terminal, above a prompt that says `prompt>`. */
export async function openGrid(
  tables: readonly { readonly columns: readonly Column[]; readonly rows: readonly Row[] }[],
  { home = {}, budget, ...options }: GridScreenOptions = {},
): Promise<GridScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'smallex-grid-'));
  const shelf = await ResultShelf.open({ folder, ...(budget === undefined ? {} : { budget }) });
  const results: KeptResult[] = [];
  for (const { columns, rows } of tables) {
    const store = shelf.keep(columns);
    await store.add(rows);
    results.push({ sql: 'select …', columns, store, state: 'whole' });
  }
  const env = options.env ?? { TERM: 'xterm-256color' };
  const screen = renderScreen(<Text>prompt&gt;</Text>, options);
  await screen.waitFor('prompt>');
  const nobody = async (): Promise<void> => undefined;
  const closed = screen.app.screen.suspend(() =>
    runGrid({
      tty: screen.tty,
      look: lookFor(env, true),
      keymap: createKeymap(),
      display: { nullText: 'NULL', digitGroups: false, types: false },
      home: { results, engine: 'duckdb', readOn: nobody, interrupt: () => undefined, ...home },
      index: 0,
    }),
  );
  const cleanUp = async (): Promise<void> => {
    await screen.end();
    await shelf.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...screen, closed, shelf, results, cleanUp };
}

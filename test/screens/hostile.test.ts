// Hostile values through everything that is shown on a terminal, in an emulator: what stands on its screen must be
// exactly the text that was laid out, each character in its place. SMALLEX_FUZZ_VALUES=100000 sends so many through each
// output; by default all outputs together get 100,000.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cellPanel } from '../../source/repl/grid/cell-panel.js';
import { columnsPanel } from '../../source/repl/grid/columns-panel.js';
import { act } from '../../source/repl/grid/actions.js';
import { GridApp } from '../../source/repl/grid/grid-app.js';
import { rowPanel } from '../../source/repl/grid/row-panel.js';
import { statisticsPanel } from '../../source/repl/grid/statistics-panel.js';
import { RunView } from '../../source/repl/run-view.js';
import { DEFAULT_DISPLAY } from '../../source/meta/index.js';
import { barChart } from '../../source/results/charts/bars.js';
import { column, type Column, type Kind, type Row } from '../../source/results/column.js';
import { headAndTail } from '../../source/results/head-tail.js';
import { ResultShelf } from '../../source/results/shelf.js';
import { layoutTable } from '../../source/results/table.js';
import { QueryError } from '../../source/support/errors.js';
import { errorText } from '../../source/support/error-text.js';
import { ANSI_STYLE } from '../../source/support/style.js';
import { displayWidth } from '../../source/support/width.js';
import { keyPress } from '../../source/ui/keys/event.js';
import { createKeymap } from '../../source/ui/keys/keymap.js';
import { lookFor } from '../../source/ui/look.js';
import { createEmulator } from '../support/emulator.js';

const OUTPUTS = 10;
const VALUES = Math.max(1000, Number(process.env['SMALLEX_FUZZ_VALUES'] ?? 100_000 / OUTPUTS));
const MINUTES_MS = 60_000 * Math.max(2, VALUES / 5_000);
const SIZE = { columns: 160, rows: 44 };
const LOOK = lookFor({ TERM: 'xterm-256color' }, true);
const KINDS: readonly Kind[] = ['text', 'json', 'binary', 'other', 'date', 'timestamptz', 'integer', 'boolean'];

const PIECES = [
  '\x1b[2J', '\x1b[1;1H', '\x1b[999B', '\x1b]0;title\x07', '\x1b]52;c;aGk=\x07', '\x1b]8;;http://x\x1b\\', '\x1bc', '\x1b[?1049l', '\x1b[8m',
  '\x1b[31m', '\x1b[6n', '\x1bP$q\x1b\\', '\x1b#8', '\x1b(0', '\x1bM', '\x9b2J', '\x9d0;x\x9c', '\x90q\x9c', '\x84', '\x85', '\x0e', '\x07', '\b\b\b', '\r',
  '\v', '\f', '\0', '\x7f', '\x05', '\x1b', '\u202e', '\u202a', '\u2066', '\u2069', '\u200e', '\u061c', '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad',
  '\u034f', '\u115f', '\u3164', '\u2028', '\u2029', '\ufff9', '\u{e0001}', '\u{e0041}', '\ufe0f', '\u20e3', '\u0301', '\u0301'.repeat(9), '\u0e33', '🇩🇪',
  '👩‍👩‍👧', '👍🏽', '語', 'ｱ', '\u1100\u1161', 'שלום', 'مرحبا', '\ud83d', '\udc00', '\u{10ffff}', '\ufdd0', 'plain words', '1', ' ', '"', "'", '\\', '{', '[',
]; // prettier-ignore

/** A sequence that is the same in every run; the seed is in the name of what fails. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Pieces that are known to be dangerous, and any code points at all. */
function hostile(seed: number, count: number): string[] {
  const random = generator(seed);
  const pick = (): string => {
    const kind = random();
    if (kind < 0.8) return PIECES[Math.floor(random() * PIECES.length)]!;
    if (kind < 0.9) return String.fromCodePoint(Math.floor(random() * 0x3000));
    return String.fromCodePoint(Math.floor(random() * 0x11_0000));
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, pick)
      .join('')
      // Lines and tabs are layout in a text of several lines; what they do in cells is under test in the grid's own fuzz run.
      .replace(/[\n\t]/g, '')
      // xterm.js alone takes these two for wide; wide ones that came after its Unicode 11 for narrow.
      .replace(/[\u{1f93b}\u{1f946}\u2ffc-\u2fff\u31bb-\u31bf\u31e4-\u31ef\u{16ff0}-\u{1b155}]/gu, '')
      .replace(/[\u{1f6d6}-\u{1f6fc}\u{1f7f0}-\u{1f90c}\u{1f972}-\u{1f9cc}\u{1fa74}-\u{1faf8}]/gu, ''),
  );
}

const SGR = /\x1b\[(?:\d{1,3}(?:;\d{1,3})*)?m/g;

/** Shows finished lines and holds each row of the screen against its line. */
class Witness {
  readonly #emulator = createEmulator(SIZE.columns, 60);
  readonly #events: string[] = [];

  constructor() {
    const { terminal } = this.#emulator;
    terminal.onTitleChange((title) => this.#events.push(`title ${title}`));
    terminal.onBell(() => this.#events.push('bell'));
    terminal.onData((data) => this.#events.push(`reply ${JSON.stringify(data)}`));
  }

  async sees(lines: readonly string[]): Promise<void> {
    for (let from = 0; from < lines.length; from += 58) await this.#screen(lines.slice(from, from + 58));
  }

  async #screen(lines: readonly string[]): Promise<void> {
    const { terminal } = this.#emulator;
    const expected = lines.map((line) => withBlanks(line.replace(SGR, '')));
    const text = `\x1b[m\x1b[2J\x1b[H=guard=\r\n${lines.join('\r\n')}\r\n=guard=`;
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const rows = Array.from({ length: lines.length + 2 }, (_, row) =>
      terminal.buffer.active
        .getLine(terminal.buffer.active.baseY + row)!
        .translateToString(true)
        .replace(/ +$/, ''),
    );
    expect(rows).toEqual(['=guard=', ...expected.map((line) => line.replace(/ +$/, '')), '=guard=']);
    expect(terminal.buffer.active.cursorX).toBe('=guard='.length);
    expect(terminal.buffer.active.baseY).toBe(0);
    expect(this.#events).toEqual([]);
    for (const line of expected) {
      if (displayWidth(line) > SIZE.columns) throw new Error(`Wider than the screen: ${JSON.stringify(line)}`);
      if (/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(line)) throw new Error(JSON.stringify(line));
    }
  }
}

/** With the blanks that a terminal shows for the tabs between the fields of tsv. */
function withBlanks(line: string): string {
  return line.split('\t').reduce((before, field) => {
    return `${before}${' '.repeat(8 - (displayWidth(before) % 8))}${field}`;
  });
}

/** Columns that are called as hostile values are. */
function columnsOf(names: readonly string[]): Column[] {
  return names.map((name, at) => column({ name, kind: KINDS[at % KINDS.length]!, typeName: names[at - 1] ?? name }));
}

function chunks<T>(values: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}

/** Results of 8 columns and 40 rows whose names are hostile, too. */
function tables(seed: number): { columns: readonly Column[]; rows: readonly Row[] }[] {
  return chunks(hostile(seed, VALUES), 8 * 40).map((values) => {
    return { columns: columnsOf(values.slice(0, 8)), rows: chunks(values, 8).map((row) => [...row]) };
  });
}

const options = { width: SIZE.columns - 1, style: ANSI_STYLE };

test('tables', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const [at, { columns, rows }] of tables(1).entries()) {
    const view = layoutTable(columns, headAndTail(columns, rows, 40), { ...options, types: at % 2 === 0 });
    await witness.sees([...view.lines, ...view.notes]);
  }
});

test('expanded tables', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const { columns, rows } of tables(2)) {
    await witness.sees(layoutTable(columns, headAndTail(columns, rows, 40), { ...options, expanded: true }).lines);
  }
});

test('values in the formats that are shown at the prompt', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  const formats = ['csv', 'tsv', 'json', 'jsonl', 'markdown', 'vertical', 'sql-insert'];
  for (const [at, { columns, rows }] of tables(3).entries()) {
    const printed: string[] = [];
    const display = { ...DEFAULT_DISPLAY, format: formats[at % formats.length]! };
    const view = new RunView({ print: (text) => printed.push(text), columns: SIZE.columns, rows: 44, style: ANSI_STYLE, display }, 1); // prettier-ignore
    view.take({ type: 'columns', columns });
    view.take({ type: 'rows', rows });
    view.take({ type: 'done', rows: rows.length, affected: null, elapsedMs: 1, cut: false } as never);
    // A terminal wraps these; what is no wider than it must stand as it is.
    await witness.sees(printed.join('').split('\n').filter((line) => displayWidth(withBlanks(line.replace(SGR, ''))) < SIZE.columns)); // prettier-ignore
  }
});

test('errors: message, statement, hint and steps', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const group of chunks(chunks(hostile(4, VALUES), 4), 8)) {
    const lines = group.flatMap(([message = '', sql = '', hint = '', step = '']) => {
      const error = new QueryError(message, { hint, nextSteps: [step], position: sql.length >> 1, sqlState: step });
      return errorText(error, { sql, width: SIZE.columns - 1, style: ANSI_STYLE }).split('\n');
    });
    await witness.sees(lines);
  }
});

test('charts', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const values of chunks(hostile(5, VALUES), 40)) {
    const columns = [column({ name: values[0]!, kind: 'text', typeName: 'x' }), column({ name: values.at(-1)!, kind: 'integer', typeName: 'x' })]; // prettier-ignore
    const rows = values.map((value, at): Row => [value, at % 3 === 0 ? value : String(at)]);
    await witness.sees(barChart(columns, rows, 0, { ...options, nullText: 'NULL', digitGroups: true }));
  }
});

test('the cell view', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const values of chunks(hostile(6, VALUES), 12)) {
    const lines = values.flatMap((value, at) => {
      const [one] = columnsOf([values[(at + 1) % values.length]!]);
      return cellPanel(one!, value, LOOK, '').lines({ columns: SIZE.columns, rows: 6 });
    });
    await witness.sees(lines);
  }
});

test('JSON trees, keys and values', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  const json = column({ name: 'j', kind: 'json', typeName: 'JSON' });
  for (const values of chunks(hostile(7, VALUES), 80)) {
    // Once as JSON escapes it, once with the characters themselves where JSON allows that.
    const exact = `{${chunks(values, 2).map(([key = '', value = '']) => `${JSON.stringify(key)}:["${value.replace(/[\x00-\x1f"\\]/g, '')}"]`).join(',')}}`; // prettier-ignore
    await witness.sees(cellPanel(json, exact, LOOK, '').lines({ columns: SIZE.columns, rows: 130 }));
  }
});

test('column statistics', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  for (const group of chunks(chunks(hostile(8, VALUES), 3), 5)) {
    const lines = group.flatMap(([name = '', min = '', max = '']) => {
      const figures = { rows: 3, nulls: 1, empty: 0, distinct: 2, min, max, mean: null };
      const panel = statisticsPanel({ look: LOOK, column: columnsOf([name])[0]!, figures, isPart: true });
      return panel.lines({ columns: SIZE.columns, rows: 20 });
    });
    await witness.sees(lines);
  }
});

test('the grid, its rows and its columns', { timeout: MINUTES_MS }, async () => {
  const witness = new Witness();
  const folder = mkdtempSync(join(tmpdir(), 'smallex-hostile-'));
  const shelf = await ResultShelf.open({ folder });
  onTestFinished(async () => {
    await shelf.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const values of chunks(hostile(9, 2 * VALUES), 40 * 40)) {
    const columns = columnsOf(values.slice(0, 40));
    const store = shelf.keep(columns);
    await store.add(chunks(values, 40).map((row) => [...row]));
    const app = gridOn(columns, store);
    app.frame(SIZE);
    while (app.isWaiting) await new Promise(setImmediate);
    // To the right until the last column was seen; then each row, and the list of columns.
    for (let page = 0; page < 12; page++) {
      app.keys([keyPress('right', { ctrl: true })]);
      await witness.sees(app.frame(SIZE).lines);
    }
    app.show(columnsPanel(app));
    await witness.sees(app.frame(SIZE).lines);
    app.keys([keyPress('escape')]);
    app.show(rowPanel(app));
    for (let row = 0; row < 40; row++) {
      await witness.sees(app.frame(SIZE).lines);
      app.keys([keyPress('right')]);
    }
    await app.end();
    await store.drop();
  }
});

function gridOn(columns: readonly Column[], store: Awaited<ReturnType<ResultShelf['keep']>>): GridApp {
  return new GridApp({
    home: {
      results: [{ sql: '', columns, store, state: 'whole' }],
      engine: 'duckdb',
      readOn: async () => undefined,
      interrupt: () => undefined,
      toClipboard: () => undefined,
      suspend: () => undefined,
    },
    look: LOOK,
    keymap: createKeymap(),
    cells: { style: LOOK.theme.style, nullText: 'NULL' },
    types: true,
    index: 0,
    act,
    onChange: () => undefined,
    onClose: () => undefined,
  });
}

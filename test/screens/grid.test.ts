import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { column, type Column, type Kind, type Row } from '../../source/results/column.js';
import { openGrid, type GridScreen, type GridScreenOptions } from '../support/grid-screen.js';

let screen: GridScreen;
afterEach(() => screen.cleanUp());

function columnOf(name: string, kind: Kind = 'text'): Column {
  return column({ name, kind, typeName: kind.toUpperCase() });
}

const PEOPLE = {
  columns: [columnOf('id', 'integer'), columnOf('name'), columnOf('city'), columnOf('note')],
  rows: [
    ['10', 'Ada', 'London', null],
    ['9', 'Grace', 'New York', ''],
    ['100', 'Ångström', 'Uppsala', '東京'],
    ['11', 'ada', 'Paris', 'NULL'],
  ] satisfies Row[],
};

function numbers(rows: number, columns = 3) {
  return {
    columns: Array.from({ length: columns }, (_, index) => columnOf(`c${index}`, 'integer')),
    rows: Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, index) => `${row}${index}`)),
  };
}

async function open(table: { columns: readonly Column[]; rows: readonly Row[] }, options: GridScreenOptions = {}) {
  screen = await openGrid([table], options);
  await screen.waitFor('? keys');
}

/** Leaves a panel. A key right behind Esc would be one with Alt. */
async function leave(): Promise<void> {
  screen.keys('escape');
  await screen.waitFor('? keys');
}

/** A row of the screen, from 0. */
function line(row: number): string {
  return screen.text().split('\n')[row] ?? '';
}

/** The row numbers and the first column that are seen. */
function firstCells(): string[] {
  const lines = screen.text().split('\n').slice(1, -1);
  return lines.flatMap((text) => /│\s*(\S+)/.exec(text)?.[1] ?? []);
}

describe('moving', () => {
  test('shows names, rows by number and where one stands; q brings the prompt back', async () => {
    await open(PEOPLE);
    expect(line(0)).toMatch(/│ +id +name +city +note/);
    expect(line(3)).toMatch(/3│ +100 +Ångström +Uppsala +東京/);
    expect(screen.text()).toContain('row 1 of 4 · column 1 of 4: id INTEGER');
    screen.type('q');
    await screen.closed;
    await screen.waitFor('prompt>');
    expect(screen.emulator.leftOn()).not.toContain('alternate screen');
    expect(screen.text()).not.toContain('Ada');
  });

  test.each([['escape'], ['ctrl+c'], ['f3']])('%s closes, too', async (key) => {
    await open(PEOPLE);
    screen.keys(key);
    await screen.closed;
    await screen.waitFor('prompt>');
  });

  test('goes by row, by screen and to the edges; keys typed together count each', async () => {
    await open(numbers(1000));
    screen.type('jjj');
    await screen.waitFor('row 4 of 1,000');
    screen.keys('pagedown');
    await screen.waitFor('row 26 of 1,000');
    screen.type('G');
    await screen.waitFor('row 1,000 of 1,000');
    await screen.waitFor('1000│');
    expect(line(22)).toContain('9990');
    screen.type('g');
    await screen.waitFor('row 1 of 1,000');
    expect(line(1)).toMatch(/1│ +00/);
  });

  test('scrolls sideways, keeps frozen columns, and shows the column one stands on whole', async () => {
    await open(numbers(3, 200));
    screen.type('lf');
    screen.keys('end');
    await screen.waitFor('column 200 of 200');
    expect(line(0)).toMatch(/│ +c0 +c1 +│.* c199 ?$/);
    expect(line(1)).toMatch(/│ +00 +01 +│.* 0199 ?$/);
    screen.type('{');
    await screen.waitFor((text) => !text.includes(' c199'));
    screen.type('f');
    screen.keys('home');
    await screen.waitFor('column 1 of 200');
    expect(line(0)).toMatch(/│ +c0 +c1 +c2/);
  });

  test('a row that is not there yet is `…`, and comes', async () => {
    await open(numbers(3000), { budget: 0 });
    screen.type('G');
    await screen.waitFor('row 3,000 of 3,000');
    await screen.waitFor(/3000│ +29990/);
    screen.keys('pageup');
    await screen.waitFor(/2957│ +29560/);
  });

  test('follows the size of the terminal', async () => {
    await open(numbers(1000, 50));
    screen.type('G');
    await screen.waitFor('1000│');
    await screen.resize(40, 10);
    await screen.waitFor((text) => text.split('\n').length === 10 && text.includes('1000│'));
    await screen.resize(120, 40);
    await screen.waitFor((text) => text.split('\n').length === 40 && text.includes('1000│'));
    expect(line(0)).toContain('c12');
  });
});

describe('the program around it', () => {
  test('Ctrl+Z stops the program; the grid is there again when it goes on', async () => {
    await open(PEOPLE);
    screen.keys('ctrl+z');
    const shows = (): number => screen.emulator.log().split('\u001b[?1049h').length - 1;
    await screen.waitFor((text) => shows() === 2 && text.includes('row 1 of 4'));
    expect(screen.processCalls).toEqual(['stop']);
    screen.type('j');
    await screen.waitFor('row 2 of 4');
  });

  test('a signal gives the terminal back before the program ends', async () => {
    await open(PEOPLE);
    screen.signals()!.terminate('SIGHUP');
    await screen.waitFor(() => screen.processCalls.includes('exit SIGHUP'));
    expect(screen.emulator.leftOn()).toEqual([]);
  });

  test('reads on with m, stops with Ctrl+C, and says what went wrong', async () => {
    let reject: (error: Error) => void;
    await open(PEOPLE, {
      home: {
        readOn: () => new Promise((_, fail) => (reject = fail)),
        interrupt: () => reject(new Error('The server \u001b[2J said no.')),
      },
    });
    screen.type('m');
    await screen.waitFor('no more rows to read');
    screen.results[0] = { ...screen.results[0]!, state: 'paused' };
    screen.type('m');
    await screen.waitFor('Reading on; Ctrl+C stops…');
    screen.keys('ctrl+c');
    await screen.waitFor('The server ␛[2J said no.');
  });

  test('goes to older results and back', async () => {
    screen = await openGrid([PEOPLE, numbers(5)]);
    await screen.waitFor('? keys');
    screen.type('[');
    await screen.waitFor('row 1 of 5');
    screen.type('[');
    await screen.waitFor('There is no older result.');
    screen.type(']');
    await screen.waitFor('row 1 of 4');
  });

  test('shows what has no rows, and what has one column', async () => {
    await open({ columns: [columnOf('only')], rows: [] });
    expect(screen.text()).toContain('no rows');
    screen.type('\rG i');
    await screen.waitFor(/rows +0/);
  });

  test('without colours, a NULL and the text NULL are two things', async () => {
    await open(PEOPLE, { env: { TERM: 'xterm-256color', NO_COLOR: '1' } });
    expect(line(1)).toMatch(/London +NULL/);
    expect(line(4)).toMatch(/Paris +'NULL'/);
  });
});

describe('order and columns', () => {
  test('sorts by the type, up, down and off', async () => {
    await open(PEOPLE);
    screen.type('s');
    await screen.waitFor('sorted by id ↑');
    await screen.waitFor(() => firstCells().join() === '9,10,11,100');
    screen.type('s');
    await screen.waitFor(() => firstCells().join() === '100,11,10,9');
    screen.type('s');
    await screen.waitFor(() => firstCells().join() === '10,9,100,11');
    expect(screen.text()).not.toContain('sorted');
  });

  test('filters by text, by the value, and takes filters away', async () => {
    await open(PEOPLE);
    screen.type('l&ADA\r');
    await screen.waitFor('only name has "ADA" (of 4)');
    await screen.waitFor(() => firstCells().join() === '10,11');
    screen.keys('end');
    screen.type('=');
    await screen.waitFor('note is NULL');
    await screen.waitFor(() => firstCells().join() === '10');
    screen.type('u');
    await screen.waitFor(() => firstCells().join() === '10,11');
    screen.type('u');
    await screen.waitFor(() => firstCells().join() === '10,9,100,11');
    screen.type('u');
    await screen.waitFor('There is no filter to take away.');
  });

  test('finds as one types, goes on with n and N, and says when there is nothing', async () => {
    await open(numbers(500));
    screen.type('/1232');
    await screen.waitFor(/124│.*1232/);
    screen.keys('enter');
    await screen.waitFor('row 124 of 500 · column 3 of 3');
    screen.type('/99\r');
    await screen.waitFor('row 200 of 500');
    screen.type('n');
    await screen.waitFor(/row 200 of 500 · column 2/);
    screen.type('N');
    await screen.waitFor(/row 200 of 500 · column 1/);
    screen.type('/zzz');
    await screen.waitFor('/zzz');
    screen.keys('escape');
    await screen.waitFor('row 200 of 500');
  });

  test('hides a column, chooses them, makes them wider, shows types', async () => {
    await open(PEOPLE);
    screen.type('lx');
    await screen.waitFor('1 hidden: city');
    expect(line(0)).not.toContain('name');
    screen.type('c');
    await screen.waitFor('4 columns, 1 hidden');
    expect(screen.text()).toContain('[ ] name  TEXT');
    screen.type('a');
    await screen.waitFor('4 columns, 0 hidden');
    await leave();
    screen.type('t');
    await screen.waitFor(/INTEGER +TEXT +TEXT +TEXT/);
    const before = line(0).indexOf('note');
    screen.type('++');
    await screen.waitFor(() => line(0).indexOf('note') === before + 8);
    screen.type('-');
    await screen.waitFor(() => line(0).indexOf('note') === before + 4);
  });
});

describe('looking closer', () => {
  const JSON_TABLE = {
    columns: [columnOf('doc', 'json'), columnOf('long')],
    rows: [['{"a": {"big": 12345678901234567890.10, "list": [1, null]}, "b": "x"}', 'word '.repeat(200)]],
  };

  test('a JSON cell is a tree that folds; digits stay', async () => {
    await open(JSON_TABLE);
    screen.keys('enter');
    await screen.waitFor('"big": 12345678901234567890.10');
    screen.type('-');
    await screen.waitFor((text) => text.includes('+ "a": { 2 keys }') && !text.includes('"big"'));
    await leave();
  });

  test('a long cell is wrapped, a row lists its columns, the column has figures', async () => {
    await open(JSON_TABLE);
    screen.type('l');
    screen.keys('enter');
    await screen.waitFor('long TEXT · 1,000 characters');
    expect(line(3)).toMatch(/^(word ){16}$/);
    await leave();
    screen.type(' ');
    await screen.waitFor('Row 1 of 1');
    expect(screen.text()).toMatch(/doc +\{"a"/);
    await leave();
    screen.type('i');
    await screen.waitFor(/distinct +1/);
    await leave();
    screen.type('?');
    await screen.waitFor('Keys of the grid');
  });

  test('figures of a number: exact least and greatest, and the mean', async () => {
    await open(PEOPLE);
    screen.type('i');
    await screen.waitFor(/least +9\n +greatest +100\n +mean +32\.5/);
    await leave();
    screen.keys('end');
    screen.type('i');
    await screen.waitFor(/NULL +1 \(25\.0 %\)\n +empty text +1/);
  });
});

describe('taking along', () => {
  /** What the clipboard would hold. */
  function clipboard(): string {
    const sent = [...screen.emulator.log().matchAll(/\u001b\]52;c;([^\u0007]*)\u0007/g)].at(-1)?.[1];
    return sent === undefined ? '' : Buffer.from(sent, 'base64').toString();
  }

  async function copy(choice: number): Promise<void> {
    screen.type('y');
    await screen.waitFor('Copy');
    screen.type(`${'j'.repeat(choice)}\r`);
    await screen.waitFor('Copied');
  }

  test('copies the cell, the row and the column', async () => {
    await open({
      columns: PEOPLE.columns,
      rows: [
        ['1', "it's", 'a,b', null],
        ['2', "it's", '', ''],
      ],
    });
    screen.type('l');
    await copy(0);
    expect(clipboard()).toBe("it's");
    await copy(3);
    expect(clipboard()).toBe('id,name,city,note\n1,it\'s,"a,b",');
    await copy(8);
    expect(clipboard()).toBe("IN ('it''s')");
    screen.type('h');
    await copy(8);
    expect(clipboard()).toBe('IN (1, 2)');
    await copy(7);
    expect(clipboard()).toBe('[1, 2]');
  });

  test('copies the rows that are marked', async () => {
    await open(numbers(9));
    screen.type('jvj');
    await screen.waitFor('row 3 of 9, 2 marked');
    await copy(3);
    expect(clipboard()).toBe('c0,c1,c2\n10,11,12\n20,21,22');
    await copy(8);
    expect(clipboard()).toBe('IN (10, 20)');
    screen.type('v');
    await screen.waitFor((text) => !text.includes('marked'));
  });

  test('refuses what no terminal takes', async () => {
    await open({ columns: [columnOf('big')], rows: [['x'.repeat(200_000)]] });
    screen.type('y\r');
    await screen.waitFor('more than 100 kB');
    expect(clipboard()).toBe('');
  });

  test('exports what is seen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smallex-export-'));
    await open(PEOPLE);
    screen.type('s');
    await screen.waitFor('sorted by id ↑');
    screen.type(`e${folder}/out.csv\r`);
    await screen.waitFor('4 rows were written');
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toMatch(/^id,name,city,note\n9,Grace,New York,""\n10,/);
    screen.type(`e${folder}/out.csv\r`);
    await screen.waitFor('That file exists');
    screen.type('n\r');
    await screen.waitFor('Nothing was written.');
    screen.type(`e${folder}/out.what\r`);
    await screen.waitFor('names no format');
    rmSync(folder, { recursive: true });
  });
});

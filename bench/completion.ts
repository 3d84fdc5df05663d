import { META_COMMANDS } from '../source/meta/index.js';
import { candidates } from '../source/repl/completion/candidates.js';
import { completionContext } from '../source/repl/completion/context.js';
import { prepare } from '../source/repl/completion/search.js';
import type { Known, Listing, ListingRequest } from '../source/session/catalog/index.js';
import { TABLES } from './menu/names.js';
import type { Row } from './sql.js';
import { best, once, since } from './support/processor-time.js';

/** What a person types to find a table, letter by letter; the last ones have letters that very many names have. */
const WORDS = ['fct_sales', 'fctsalord', 'customers', 'zzz', 'orders_4', 'stock', 'stok', 'sss', 'cstmrs', 'odr'];
const ROUNDS = 5;

const LIST: readonly Known[] = TABLES.map((name, index) => ({ name, type: index % 6 === 5 ? 'view' : 'table' }));

/** From a keystroke to the entries of the menu, in a schema of 50,000 tables. */
export async function bench(): Promise<Row[]> {
  const floor = lookingOnce();
  const start = process.cpuUsage();
  await prepare(LIST);
  const preparing = since(start);
  // Tab, which opens the menu.
  propose('');
  const first = once(() => propose('f'));
  const rounds = Array.from({ length: ROUNDS }, () => WORDS.flatMap(typeWord));
  const keys = rounds[0]!.map((_, key) => Math.min(...rounds.map((round) => round[key]!)));
  const slowest = Math.max(...keys);
  const mean = keys.reduce((sum, ms) => sum + ms, 0) / keys.length;
  const row = (name: string, ms: number): Row => ({
    name: `completion, 50,000 tables, ${name}`,
    figure: ms,
    unit: 'ms',
    against: 'time of one charCodeAt a character of the 50,000 names',
    ratio: ms / floor,
  });
  return [
    row('preparing the list, in slices between keys', preparing),
    row('the first key behind Tab', first),
    row('a keystroke', mean),
    row('the slowest keystroke', slowest),
    columnsOfMany(),
  ];
}

/** Milliseconds for each letter, as what was typed grows. */
function typeWord(word: string): number[] {
  return Array.from(word, (_, index) => once(() => propose(word.slice(0, index + 1))));
}

function propose(typed: string): number {
  return found(`select * from orders o join ${typed}`, () => LIST);
}

/** A query over 20 tables of 100 columns each, the caret in its select list. */
function columnsOfMany(): Row {
  const columns = Array.from({ length: 100 }, (_, index) => ({ name: `column_${index}`, type: 'NUMBER(38,0)' }));
  const sources = Array.from({ length: 20 }, (_, index) => `t${index}`);
  const text = `select col| from ${sources.join(', ')}`;
  const few = best(() => found('select col| from t1', () => columns));
  const many = best(() => found(text, () => columns));
  return {
    name: 'completion, the columns of 20 tables',
    figure: many,
    unit: 'ms',
    against: 'time of the columns of one table',
    ratio: many / few,
  };
}

function found(marked: string, entries: (request: ListingRequest) => readonly Known[]): number {
  const caret = marked.includes('|') ? marked.indexOf('|') : marked.length;
  const context = completionContext(marked.replace('|', ''), caret, 'databricks', META_COMMANDS)!;
  const read = (request: ListingRequest): Listing => ({ state: 'ready', age: 0, entries: entriesOf(request, entries) });
  const client = {
    commands: META_COMMANDS,
    profiles: () => [],
    variables: () => [],
    displayOptions: [],
    files: () => [],
    savedQueries: () => [],
    queryParameters: () => [],
    results: () => [],
    json: () => [],
  };
  return candidates(context, { catalog: 'main', schema: 'sales', read }, client).items.length;
}

const NONE: readonly Known[] = [];

function entriesOf(request: ListingRequest, entries: (request: ListingRequest) => readonly Known[]): readonly Known[] {
  return request.kind === 'tables' || request.kind === 'columns' ? entries(request) : NONE;
}

/** The floor: looking at each character of the names once. */
function lookingOnce(): number {
  let seen = 0;
  const ms = best(() => {
    for (const name of TABLES) for (let at = 0; at < name.length; at++) seen = (seen + name.charCodeAt(at)) | 0;
  });
  return seen === 0.5 ? 0 : ms;
}

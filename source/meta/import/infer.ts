import { sqlName, sqlText } from '../../results/embedded.js';
import type { Row } from '../../results/column.js';
import { TEXT, type ImportType } from './types.js';

/** What a reader of the file already knows of a column: JSON's strings are never numbers, its numbers never text. */
export type Hint = 'any' | 'number' | 'string' | 'boolean' | 'json' | 'text';

/** A column of text whose type is looked for. */
export interface TextColumn {
  readonly name: string;
  readonly hint: Hint;
}

// A number with a leading zero (00123) is a code, and one of a plus sign too: they stay text.
const INTEGER = '0|-?[1-9][0-9]*';
const NUMBER = '-?(0|[1-9][0-9]*)([.][0-9]+)?';
const FLOAT = '-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?|(?i)[+-]?inf(inity)?|nan';
/** What a float may be that is no number; a column of nothing else may be one of dates (`infinity`), and stays text. */
const NO_NUMBER = '(?i)[+-]?inf(inity)?|nan';
const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const TIME = '[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?';
const ZONE = ' ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)';

/** The digits of a number's text that count: without sign, point, exponent, and the zeros around them. */
const significant = (cell: string): string =>
  `rtrim(ltrim(replace(ltrim(split_part(lower(${cell}), 'e', 1), '-'), '.', ''), '0'), '0')`;
/** What a double says again, printed with as many digits: not 1e400 (infinite), 1e-400 (0), 9007199254740993e0 (a digit less). */
const printed = (cell: string): string =>
  `replace(split_part(printf('%.' || greatest(length(${significant(cell)}) - 1, 0) || 'e', abs(${cell}::DOUBLE)), 'e', 1), '.', '')`;

const matches = (cell: string, pattern: string): string => `regexp_full_match(${cell}, ${sqlText(pattern)})`;
const count = (cell: string, pattern: string): string => `count(*) FILTER (${matches(cell, pattern)})`;
const dated = (cell: string): string => `TRY_CAST(left(${cell}, 19) AS TIMESTAMP) IS NOT NULL`;
const fraction = (cell: string): string => `max(length(regexp_extract(${cell}, '[.]([0-9]+)', 1)))`;

/** What is counted of a column, by name; each gives a number. */
const FACTS = {
  filled: (cell: string) => `count(${cell})`,
  booleans: (cell: string) => count(cell, '(?i)true|false'),
  integers: (cell: string) => count(cell, INTEGER),
  numbers: (cell: string) => count(cell, NUMBER),
  floats: (cell: string) => count(cell, FLOAT),
  notNumbers: (cell: string) => count(cell, NO_NUMBER),
  digits: (cell: string) => `max(length(split_part(ltrim(${cell}, '-'), '.', 1)))`,
  scale: (cell: string) => `max(length(split_part(${cell}, '.', 2)))`,
  dates: (cell: string) => `count(*) FILTER (${matches(cell, DATE)} AND TRY_CAST(${cell} AS DATE) IS NOT NULL)`,
  times: (cell: string) => `count(*) FILTER (${matches(cell, TIME)} AND TRY_CAST(${cell} AS TIME) IS NOT NULL)`,
  timestamps: (cell: string) => `count(*) FILTER (${matches(cell, `${DATE}[ T]${TIME}`)} AND ${dated(cell)})`,
  zoned: (cell: string) => `count(*) FILTER (${matches(cell, `${DATE}[ T]${TIME}${ZONE}`)} AND ${dated(cell)})`,
  fraction,
  nanoseconds: (cell: string) => `count(TRY_CAST(${cell} AS TIMESTAMP_NS))`,
  rounded: (cell: string) =>
    `count(*) FILTER (CASE WHEN ${matches(cell, NO_NUMBER)} OR ${significant(cell)} = '' THEN false ` +
    `WHEN length(${cell}) > 400 THEN true ELSE ${printed(cell)} <> ${significant(cell)} END)`,
} as const;

type FactName = keyof typeof FACTS;
type Facts = Readonly<Record<FactName, number>>;

const ALL = Object.keys(FACTS) as FactName[];
/** What every column is asked for; the last fact is counted of floats alone, because it takes its time. */
const NAMES = ALL.filter((name) => name !== 'rounded');
/** What a fact is good for: without a match in the first rows it isn't counted in the others. */
const FAMILY: Readonly<Partial<Record<FactName, readonly FactName[]>>> = {
  booleans: ['booleans'],
  integers: ['integers', 'digits'],
  numbers: ['numbers', 'digits', 'scale'],
  floats: ['floats', 'notNumbers'],
  dates: ['dates'],
  times: ['times', 'fraction'],
  timestamps: ['timestamps', 'fraction', 'nanoseconds'],
  zoned: ['zoned', 'fraction'],
};

const FIRST_ROWS = 10_000;
/** Of one statement: DuckDB's time to plan it grows faster than their number (500: 6 s), to minutes for 1,000 columns. */
const MOST_FACTS = 200;

/** Asks the embedded DuckDB; every cell comes back as text. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/**
 * The types of columns that are text in `from`, such that no value loses a digit, and the number of rows. The first
 * rows tell what is worth looking for; all rows decide.
 */
export async function inferTypes(
  ask: Ask,
  from: string,
  columns: readonly TextColumn[],
): Promise<{ readonly types: readonly ImportType[]; readonly rows: number }> {
  const open = columns.map(({ hint }) => hint !== 'json' && hint !== 'text');
  const first = await factsOf(
    ask,
    `(SELECT * FROM ${from} LIMIT ${FIRST_ROWS})`,
    columns,
    open.map((isOpen) => (isOpen ? NAMES : [])),
  );
  const wanted = first.facts.map((facts, index) => (open[index] ? worthCounting(facts) : []));
  const { facts, rows } = await factsOf(ask, from, columns, wanted);
  const types = columns.map(({ hint }, index) => choose(facts[index]!, hint));
  return { types: await exactFloats(ask, from, columns, types), rows };
}

/** Floats of which a text has more digits than a double keeps, or is beyond it, stay text. */
async function exactFloats(
  ask: Ask,
  from: string,
  columns: readonly TextColumn[],
  types: readonly ImportType[],
): Promise<readonly ImportType[]> {
  if (!types.some(({ kind }) => kind === 'float')) return types;
  const wanted = types.map(({ kind }): readonly FactName[] => (kind === 'float' ? ['rounded'] : []));
  const { facts } = await factsOf(ask, from, columns, wanted);
  return types.map((type, index) => (facts[index]!.rounded > 0 ? TEXT : type));
}

function worthCounting(facts: Facts): readonly FactName[] {
  // Nothing in the first rows says nothing of the others.
  if (facts.filled === 0) return NAMES;
  const found = Object.entries(FAMILY).filter(([name]) => facts[name as FactName] === facts.filled);
  return [...new Set<FactName>(['filled', ...found.flatMap(([, family]) => family), ...laterKinds(facts)])];
}

/** Whole numbers may be followed by others. */
function laterKinds(facts: Facts): readonly FactName[] {
  return facts.numbers === facts.filled ? ['floats', 'notNumbers'] : [];
}

async function factsOf(
  ask: Ask,
  from: string,
  columns: readonly TextColumn[],
  wanted: readonly (readonly FactName[])[],
): Promise<{ readonly facts: readonly Facts[]; readonly rows: number }> {
  const counts = wanted.reduce((sum, facts) => sum + facts.length, 0);
  if (counts > MOST_FACTS) return factsOfMany(ask, from, columns, wanted);
  const asked = columns.flatMap(({ name }, index) => wanted[index]!.map((fact) => FACTS[fact](sqlName(name))));
  const [row = []] = await ask(`SELECT ${['count(*)', ...asked].join(', ')} FROM ${from}`);
  let at = 1;
  const facts = columns.map((_, index) => factsIn(wanted[index]!, () => row[at++]));
  return { facts, rows: Number(row[0]) };
}

/** Of many columns: as rows of a name and a cell, so that each fact is asked for once. */
async function factsOfMany(
  ask: Ask,
  from: string,
  columns: readonly TextColumn[],
  wanted: readonly (readonly FactName[])[],
): Promise<{ readonly facts: readonly Facts[]; readonly rows: number }> {
  const [row = []] = await ask(`SELECT count(*) FROM ${from}`);
  const found = new Map<string, Facts>();
  for (const alike of new Set(wanted.map((facts) => facts.join()))) {
    const names = columns.filter((_, index) => wanted[index]!.join() === alike).map(({ name }) => sqlName(name));
    const facts = alike.split(',').filter((fact): fact is FactName => fact !== '');
    if (facts.length === 0) continue;
    const asked = facts.map((fact) => FACTS[fact]('cell')).join(', ');
    const cells = `UNPIVOT (SELECT ${names.join(', ')} FROM ${from}) ON ${names.join(', ')} INTO NAME name VALUE cell`;
    for (const [name, ...values] of await ask(`SELECT name, ${asked} FROM (${cells}) GROUP BY name`)) {
      let at = 0;
      found.set(
        name!,
        factsIn(facts, () => values[at++]),
      );
    }
  }
  // A column without a value gives no row.
  const nothing = factsIn([], () => null);
  return { facts: columns.map(({ name }) => found.get(name) ?? nothing), rows: Number(row[0]) };
}

function factsIn(names: readonly FactName[], next: () => string | null | undefined): Facts {
  const found = Object.fromEntries(names.map((fact) => [fact, Number(next() ?? 0)]));
  return Object.fromEntries(ALL.map((name) => [name, found[name] ?? 0])) as Facts;
}

function choose(facts: Facts, hint: Hint): ImportType {
  if (hint === 'json') return { kind: 'json' };
  const { filled, digits, scale } = facts;
  const all = (fact: FactName): boolean => filled > 0 && facts[fact] === filled;
  if (hint === 'text' || filled === 0) return TEXT;
  if (hint !== 'string') {
    if (all('booleans') && hint !== 'number') return { kind: 'boolean' };
    if (all('integers')) return digits <= 38 ? { kind: 'integer', digits } : TEXT;
    if (all('numbers')) return digits + scale <= 38 ? { kind: 'decimal', digits, scale } : TEXT;
    if (all('floats') && !all('notNumbers')) return { kind: 'float' };
  }
  if (all('dates')) return { kind: 'date' };
  if (all('times')) return { kind: 'time', fraction: facts.fraction };
  if (all('timestamps')) {
    return facts.fraction > 6 && !all('nanoseconds') ? TEXT : { kind: 'timestamp', fraction: facts.fraction };
  }
  return all('zoned') ? { kind: 'timestamptz', fraction: facts.fraction } : TEXT;
}

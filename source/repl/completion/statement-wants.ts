import type { ObjectKind } from '../../backends/base.js';
import type { Dialect } from '../../sql/index.js';
import type { Want, Wanted } from './want.js';
import { expectedAfter, type Expected } from './grammar/follow.js';
import type { ObjectSlot, Slot } from './grammar/pattern.js';
import { keywordsFor, OPERANDS, OPERATORS } from './keywords.js';
import type { Place } from './query.js';
import { inQuery, isDue, isPossible } from './query-wants.js';
import type { Around, Word } from './words.js';

/** What may stand at the caret of a statement: by the grammar of statements, and in queries by their clauses. */
export function statementWants(around: Around, place: Place, dialect: Dialect): Wanted {
  if (isExplained(around)) return { wants: [], keywords: keywordsFor('start', true, dialect) };
  const expected = around.at > 0 ? expectedAfter(withoutExplain(around.words.slice(0, around.at)), dialect) : undefined;
  if (!expected) return inQuery(around, place, dialect);
  const { slots, words } = expected;
  if (!slots.includes('expression')) return bySlots(expected, around);
  if (place.clause === 'setting' && around.path.length === 0) return { wants: ['functions'], keywords: OPERANDS };
  const wanted = inQuery(around, place, dialect);
  if (around.path.length > 0 || around.quote !== '' || isDue(place)) return wanted;
  return { ...wanted, keywords: [...words, ...OPERATORS.filter((word) => isPossible(word, around))] };
}

/** EXPLAIN stands before any statement; DESC is DESCRIBE. */
function withoutExplain(words: readonly Word[]): readonly Word[] {
  const first = words[0]?.upper;
  if (first === 'DESC') return [{ ...words[0]!, upper: 'DESCRIBE' }, ...words.slice(1)];
  if (first !== 'EXPLAIN') return words;
  const start = words.findIndex(({ upper }, index) => index > 0 && !EXPLAINS.has(upper));
  return start < 0 ? words : words.slice(start);
}

function isExplained({ words, at }: Around): boolean {
  return at > 1 && words[0]!.upper === 'EXPLAIN' && words.slice(1, at).every(({ upper }) => EXPLAINS.has(upper));
}

const EXPLAINS = new Set(['ANALYZE', 'EXTENDED', 'FORMATTED', 'COST', 'CODEGEN', 'USING', 'TEXT', 'JSON', 'TABULAR']);

function bySlots({ slots, words }: Expected, around: Around): Wanted {
  const { path, quote } = around;
  if (slots.includes('definitions')) return definition(around);
  const deepest = deepestOf(slots);
  const wants = slots.flatMap((slot) => (path.length > 0 ? BEHIND_DOT[slot] : SLOTS[slot]) ?? []);
  const isFree = path.length === 0 && quote === '';
  const objects = slots.flatMap((slot) => OBJECTS[slot as ObjectSlot] ?? []);
  const queries = slots.includes('query') ? ['SELECT', 'WITH'] : [];
  const unlisted = slots.some((slot) => UNLISTED.has(slot));
  const keywords = isFree ? [...words, ...queries] : [];
  return { wants: [...new Set(wants)], keywords, ...(deepest && { deepest }), ...(unlisted && { unlisted }), objects };
}

const OBJECTS: Readonly<Record<ObjectSlot, ObjectKind>> = {
  procedure: 'procedures',
  'user-function': 'user functions',
  sequence: 'sequences',
  task: 'tasks',
  stream: 'streams',
  pipe: 'pipes',
  'file-format': 'file formats',
  user: 'users',
  volume: 'volumes',
  index: 'indexes',
  'own-type': 'types',
  pragma: 'pragmas',
  extension: 'extensions',
  secret: 'secrets',
};

/** What a schema holds, on the way to which schemas and catalogs stand. */
const IN_SCHEMA = [
  'procedure',
  'user-function',
  'sequence',
  'task',
  'stream',
  'pipe',
  'file-format',
  'volume',
  'index',
  'own-type',
] as const;

const inSchema = (...wants: readonly Want[]): Partial<Record<Slot, readonly Want[]>> =>
  Object.fromEntries(IN_SCHEMA.map((slot) => [slot, wants]));

const SLOTS: Partial<Record<Slot, readonly Want[]>> = {
  table: ['tables', 'schemas', 'catalogs'],
  schema: ['schemas', 'catalogs'],
  catalog: ['catalogs'],
  warehouse: ['warehouses'],
  role: ['roles'],
  stage: ['stage-names'],
  'stage-path': ['stage-paths'],
  new: ['schemas', 'catalogs'],
  column: ['target-columns'],
  columns: ['target-columns'],
  'table-column': ['tables', 'schemas', 'catalogs'],
  function: ['functions'],
  'table-function': ['table-functions'],
  ...inSchema('objects', 'schemas', 'catalogs'),
  user: ['objects'],
  pragma: ['objects'],
  extension: ['objects'],
  secret: ['objects'],
  setting: ['settings'],
  type: ['types'],
};

const BEHIND_DOT: Partial<Record<Slot, readonly Want[]>> = {
  table: ['tables', 'schemas'],
  schema: ['schemas'],
  'table-column': ['columns-of-path', 'tables', 'schemas'],
  new: ['schemas'],
  ...inSchema('objects', 'schemas'),
};

const UNLISTED: ReadonlySet<Slot> = new Set<Slot>(['new', 'name', 'string', 'number', 'value', 'group', 'rest']);

function isInSchema(slot: Slot): boolean {
  return IN_SCHEMA.some((one) => one === slot);
}

function deepestOf(slots: readonly Slot[]): Wanted['deepest'] {
  if (slots.some((slot) => slot === 'table' || slot === 'table-column' || slot === 'new' || isInSchema(slot))) {
    return 'tables';
  }
  if (slots.includes('schema')) return slots.includes('catalog') ? 'any' : 'schemas';
  return slots.includes('catalog') ? 'catalogs' : undefined;
}

const CONSTRAINTS = ['PRIMARY KEY', 'FOREIGN KEY', 'UNIQUE', 'CHECK', 'CONSTRAINT'];
const BEHIND_TYPE = ['NOT NULL', 'DEFAULT', 'PRIMARY KEY', 'UNIQUE', 'REFERENCES', 'CHECK', 'COMMENT'];

/** Between the brackets of CREATE TABLE: a name, its type, what holds for it. */
function definition({ words, at }: Around): Wanted {
  const starts = (word: Word | undefined): boolean => word?.text === '(' || word?.text === ',';
  if (starts(words[at - 1])) return { wants: [], keywords: CONSTRAINTS };
  if (starts(words[at - 2])) return { wants: ['types'], keywords: [] };
  return { wants: [], keywords: BEHIND_TYPE };
}

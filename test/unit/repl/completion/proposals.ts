// A made-up database, and what is proposed at the `|` of a text on it.
import { expect, test } from 'vitest';
import { META_COMMANDS, PSET_OPTIONS } from '../../../../source/meta/index.js';
import type { Known, Listing, ListingRequest } from '../../../../source/session/catalog/index.js';
import type { Dialect } from '../../../../source/sql/index.js';
import { candidates } from '../../../../source/repl/completion/candidates.js';
import type { Candidate } from '../../../../source/repl/completion/candidate.js';
import type { ClientSources } from '../../../../source/repl/completion/client-pool.js';
import { completionContext } from '../../../../source/repl/completion/context.js';
import { localView } from '../../../../source/repl/completion/local-view.js';
import { column } from '../../../../source/results/column.js';

const NESTED: Readonly<Record<string, readonly Known[]>> = {
  parcels: [
    { name: 'ship', type: 'STRUCT(street VARCHAR, "p o" INTEGER, geo STRUCT(lat DOUBLE, lon DOUBLE))' },
    { name: 'sparks', type: 'struct<a:int,b:struct<c:map<string,int>,d:string>>' },
  ],
};
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  orders: ['order_id', 'customer_id', 'amount'],
  customers: ['customer_id', 'name'],
  countries: ['id', 'name'],
  cities: ['city_id', 'country_id'],
};
const OBJECTS: Readonly<Record<string, readonly string[]>> = { procedures: ['close_month'], tasks: ['nightly'] };
const FILES: readonly Known[] = [
  { name: 'a.csv', type: 'file' },
  { name: 'a b.csv', type: 'file' },
  { name: '.hidden', type: 'file' },
  { name: 'data', type: 'folder' },
];

/** A database as the engine would store it: Snowflake in upper case. */
function listing(dialect: Dialect, request: ListingRequest): Listing {
  const fold = (name: string): string => (dialect === 'snowflake' ? name.toUpperCase() : name);
  const entries = (type: string, ...names: readonly string[]) => names.map((name) => ({ name: fold(name), type }));
  const found = ((): readonly Known[] => {
    switch (request.kind) {
      case 'tables':
        if (request.catalog === 'temp') return [];
        return [...entries('table', ...Object.keys(COLUMNS)), { name: 'odd Name', type: 'view' }];
      case 'columns':
        return [
          ...entries('INTEGER', ...(COLUMNS[request.path.at(-1)!.toLowerCase()] ?? [])),
          ...(NESTED[request.path.at(-1)!] ?? []),
        ];
      case 'schemas':
        return entries('schema', 'main', 'sales');
      case 'catalogs':
        return entries('catalog', 'db', 'other');
      case 'warehouses':
        return [{ name: 'COMPUTE_WH', type: 'warehouse', detail: 'X-Small, suspended' }];
      case 'roles':
        return [{ name: 'ANALYST', type: 'role' }];
      case 'functions':
        return [
          { name: 'count', type: 'aggregate' },
          { name: 'read_csv', type: 'table' },
        ];
      case 'settings':
        return [{ name: dialect === 'snowflake' ? 'TIMEZONE' : 'threads', type: '8' }];
      case 'objects':
        return entries(request.of, `${request.schema ?? 'own'} ${request.of}`, ...(OBJECTS[request.of] ?? []));
      case 'stages':
        return [
          { name: 'ORDERS_STAGE', type: 'internal' },
          { name: 'Odd stage', type: 'external', detail: 's3://bucket/' },
        ];
      case 'stage-files':
        return request.folder === 'orders_stage/2026/'
          ? [{ name: 'a.csv.gz', type: 'file' }]
          : [{ name: '2026', type: 'folder' }];
    }
  })();
  return { state: 'ready', entries: found, age: 0 };
}

const result = (name: string, ...columns: string[]) => ({
  name,
  rows: 3,
  isWhole: true,
  columns: columns.map((title) => column({ name: title, kind: 'integer', typeName: 'NUMBER(38,0)' })),
  sql: 'SELECT 1',
});
const SEEN = [
  {
    sql: 'select v from orders',
    texts: ['{"id": 1, "Ship To": {"city": "x"}, "from": null}', '[{"lines": [{"sku": 1}]}]'],
  },
  { sql: 'select * from cities', texts: ['{"country": 1}'] },
];
const RESULTS = [result('last', 'REGION', 'N'), result('last2', 'id', 'Full name')];

/** What the client itself would know. */
export const CLIENT: ClientSources = {
  commands: META_COMMANDS,
  displayOptions: PSET_OPTIONS,
  profiles: () => [
    { name: 'prod', type: 'snowflake' },
    { name: 'my profile', type: 'duckdb' },
  ],
  variables: () => [{ name: 'since', type: 'variable', detail: '2026-01-01' }],
  files: () => FILES,
  savedQueries: () => [{ name: 'top_customers', type: 'for all' }],
  queryParameters: (name: string) => (name === 'top_customers' ? ['since', 'n'] : []),
  results: () => RESULTS,
  json: (name: string) => (name.toLowerCase() === 'v' ? SEEN : []),
};

/** What is proposed at the `|` of a text. */
export function propose(dialect: Dialect, marked: string): readonly Candidate[] {
  const caret = marked.indexOf('|');
  const text = marked.slice(0, caret) + marked.slice(caret + 1);
  const context = completionContext(text, caret, dialect, META_COMMANDS);
  if (!context) return [];
  const here = dialect === 'snowflake' ? { catalog: 'DB', schema: 'MAIN' } : { catalog: 'db', schema: 'main' };
  const view = { ...here, read: (request: ListingRequest) => listing(dialect, request) };
  return candidates(context, context.isLocal === true ? localView(RESULTS) : view, CLIENT).items;
}

export const inserts = (dialect: Dialect, marked: string): string[] =>
  propose(dialect, marked).map(({ insert }) => insert);

type Row = readonly [marked: string, first: string];

/** The first proposals, separated by two blanks: that many are compared. */
export function check(dialect: Dialect, rows: readonly Row[]): void {
  test.each(rows)('%s', (marked, first) => {
    const wanted = first.split('  ');
    expect(
      inserts(dialect, marked)
        .slice(0, wanted.length)
        .map((insert) => insert.trim()),
    ).toEqual(wanted);
  });
}

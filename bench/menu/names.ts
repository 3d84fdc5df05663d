const AREAS = ['sales', 'finance', 'marketing', 'web', 'stock', 'people', 'risk', 'legal'];
const THINGS = [
  'orders',
  'customers',
  'events',
  'sessions',
  'invoices',
  'prices',
  'visits',
  'contracts',
  'stock_levels',
];
const KINDS = ['dim', 'fct', 'stg', 'raw', 'tmp', 'v'];

/** Names of 50,000 tables, as a warehouse has them. */
export const TABLES: readonly string[] = names(50_000);

/** 200 schemas. */
export const SCHEMAS: readonly string[] = Array.from(
  { length: 200 },
  (_, index) => `team_${pick(AREAS, index)}_${String(index).padStart(3, '0')}`,
);

/** 500 tables of one of these. */
export function tablesOf(schema: string): readonly string[] {
  return names(500).map((name) => `${name}_${schema.slice(-3)}`);
}

function names(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `${pick(KINDS, index)}_${pick(AREAS, index * 7)}_${pick(THINGS, index * 13)}_${index}`,
  );
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length]!;
}

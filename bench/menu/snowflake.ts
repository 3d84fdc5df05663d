import { startSnowflakeDouble } from '../../test/doubles/snowflake.js';
import { snowflakeProfile } from '../../test/support/double-profiles.js';
import { saveProfiles } from '../../test/support/save-profiles.js';
import { SCHEMAS, TABLES, tablesOf } from './names.js';

/** The name of the profile that `serve` saves. */
export const PROFILE = 'many';
/** More rows than this a SHOW gives only in pages. */
const MOST_ROWS = 10_000;

/**
 * A Snowflake with many tables in one schema and some in each of many, in a process of its own: what it takes to answer
 * is not smallex's. Saves a profile on it in a home folder, tells the parent, and goes on until it is ended.
 */
export async function serve(home: string): Promise<void> {
  const double = await startSnowflakeDouble({ known: { databases: { DEMO: ['PUBLIC', ...SCHEMAS.map(upper)] } } });
  const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' }));
  const columns = text('created_on', 'name', 'database_name', 'schema_name', 'kind', 'comment', 'rows', 'owner');
  const rowsOf = (schema: string, names: readonly string[]) =>
    names
      .map(upper)
      .toSorted()
      .map((name) => ['2026-01-01 00:00:00', name, 'DEMO', schema, 'TABLE', '', '1000', 'SYSADMIN']);
  const many = rowsOf('PUBLIC', TABLES);
  double.answer(/^show objects in schema "DEMO"\."PUBLIC"/i, {
    error: {
      code: '090153',
      sqlState: '22000',
      message: 'The result set size exceeded the max number of rows(10000).',
    },
  });
  double.answer(/^show objects in schema "DEMO"\."PUBLIC" limit/i, ({ sql }) => {
    const from = /from '(\w+)'/i.exec(sql)?.[1];
    const start = from === undefined ? 0 : many.findIndex(([, name]) => name === from) + 1;
    return { columns, rows: many.slice(start, start + MOST_ROWS) };
  });
  for (const schema of SCHEMAS.map(upper))
    double.answer(new RegExp(`^show objects in schema "DEMO"\\."${schema}"`, 'i'), {
      columns,
      rows: rowsOf(schema, tablesOf(schema)),
    });
  double.answer(/^show user functions/i, { columns: text('name', 'arguments'), rows: [] });
  const connection = { database: 'DEMO', schema: 'PUBLIC', warehouse: 'W1' };
  saveProfiles(home, [snowflakeProfile(PROFILE, double, { connection })]);
  process.send?.('ready');
}

function upper(name: string): string {
  return name.toUpperCase();
}

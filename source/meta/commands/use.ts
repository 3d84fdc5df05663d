import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { nameParts } from '../rows.js';

export const use: MetaCommand = {
  names: ['\\use', '.use'],
  usage: '[warehouse|role|schema] NAME',
  group: 'Connection',
  raw: true,
  help: 'Go to another database (catalog) or schema; on Snowflake also to a warehouse or role.',
  arguments: ['place', 'place'],
  examples: ['\\use sales', '\\use sales.public', '\\use warehouse reporting_wh'],
  async run(host, { name, rest }) {
    if (rest === '') {
      throw new ValueError(`${name} needs the name of a database or schema.`, { hint: 'List them with \\l and \\dn' });
    }
    await host.runSql(await statementFor(host, rest));
  },
};

async function statementFor(host: Host, text: string): Promise<string> {
  const { engine, connection } = host.session;
  if (/^(?:warehouse|role|secondary\s+roles|schema|database|catalog)\s/i.test(text)) return `USE ${text}`;
  const parts = nameParts(text, engine);
  if (parts.length !== 1) return engine === 'snowflake' ? `USE SCHEMA ${text}` : `USE ${text}`;
  if (engine === 'duckdb') return `USE ${text}`;
  const wanted = parts[0]!.toLowerCase();
  const catalogs = await connection.catalog.catalogs();
  const isCatalog = catalogs.some(({ name }) => name.toLowerCase() === wanted);
  if (engine === 'snowflake') return isCatalog ? `USE DATABASE ${text}` : `USE SCHEMA ${text}`;
  return isCatalog ? `USE CATALOG ${text}` : `USE SCHEMA ${text}`;
}

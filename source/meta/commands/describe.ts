import { QueryError } from '../../support/errors.js';
import type { MetaCall, MetaCommand } from '../command.js';
import { othersCalled, type Other } from '../describe-other.js';
import { listsOf, type Details } from '../engines/index.js';
import type { Host } from '../host.js';
import { ownRows } from '../own.js';
import { nameParts, showLines, showList } from '../rows.js';
import { listTables } from './list-tables.js';

export const describe: MetaCommand = {
  names: ['\\d', '.schema', '.describe'],
  usage: '[NAME]',
  group: 'Catalog',
  raw: true,
  help: 'Describe the columns of a table or view, or say what else is called so; \\d+ adds keys, size, owner and the text of a view. Without a name, or with a pattern, list what is there.',
  arguments: ['table'],
  examples: ['\\d orders', '\\d+ sales.public.orders'],
  async run(host, call) {
    const [text] = call.args;
    // psql describes all that a pattern means; a list says which there are, and one name is soon typed.
    if (text === undefined || hasPattern(text)) await listTables.run(host, call);
    else await describeOne(host, text, call);
  },
};

/** True for `fct_*`; between quotes these signs are part of a name. */
function hasPattern(text: string): boolean {
  return /[*?]/.test(text.replaceAll(/"[^"]*"|`[^`]*`/g, ''));
}

async function describeOne(host: Host, text: string, { plus }: MetaCall): Promise<void> {
  const { engine, connection } = host.session;
  const parts = nameParts(text, engine);
  const columns = await connection.catalog.columns(parts).catch(async (thrown: unknown) => {
    const others = thrown instanceof QueryError ? await othersCalled(host, text, parts) : [];
    if (others.length === 0) throw thrown;
    showOthers(host, others);
  });
  if (!columns) return;
  const rows = columns.map(({ name, typeName, nullable, default: value, key, comment }) => [
    name,
    typeName,
    nullable === null ? '' : nullable ? 'yes' : 'no',
    value ?? '',
    key ?? '',
    comment ?? '',
  ]);
  showList(host, ['column', 'type', 'nullable', 'default', 'key', 'comment'], rows, `"${text}" has no columns.`);
  if (plus) showDetails(host, await detailsOf(host, parts));
}

function showOthers(host: Host, others: readonly Other[]): void {
  const rows = others.map(({ name, type, detail, comment }) => [name, type, detail ?? '', comment ?? '']);
  showList(host, ['name', 'kind', 'about', 'comment'], rows, '');
  const next = others[0]?.next;
  if (next !== undefined) host.say(next);
}

function detailsOf(host: Host, parts: readonly string[]): Promise<Details> {
  const { engine, context } = host.session;
  const around = [context.catalog, context.schema].slice(0, Math.max(0, 3 - parts.length));
  const path = around.includes(null) ? parts : [...(around as string[]), ...parts];
  return listsOf(engine).details(path, (sql) => ownRows(host, sql));
}

function showDetails(host: Host, { properties, constraints, definition }: Details): void {
  if (properties.length > 0) showList(host, ['property', 'value'], properties, '');
  if (constraints.length > 0) showLines(host, 'keys and constraints', constraints);
  if (definition !== null) showLines(host, 'definition', definition.trim().split('\n'));
}

import type { PlanNode } from '../plan-tree.js';
import { quotedPath } from '../quote.js';
import type { Ask, Details, EngineLists, Place } from './engine.js';

function within({ catalog, schema }: Place): string {
  const parts = [catalog, schema].filter((part) => part !== null);
  return parts.length === 2 ? ` IN ${quotedPath(parts, 'databricks')}` : '';
}

/** Of DESCRIBE TABLE EXTENDED: names and values under the heading of what follows the columns. */
async function details(path: readonly string[], ask: Ask): Promise<Details> {
  const rows = await ask(`DESCRIBE TABLE EXTENDED ${quotedPath(path, 'databricks')}`);
  const start = rows.findIndex(({ col_name: name }) => /^# Detailed (?:Table|View) Information/i.test(name ?? ''));
  const properties: (readonly [string, string])[] = [];
  const constraints: string[] = [];
  let definition: string | null = null;
  let isConstraint = false;
  for (const { col_name: name, data_type: value } of start < 0 ? [] : rows.slice(start + 1)) {
    if (name === '# Constraints') isConstraint = true;
    else if (!name || !value || name.startsWith('#')) continue;
    else if (isConstraint) constraints.push(`${name} ${value}`);
    else if (name === 'View Text') definition = value;
    else if (!HIDDEN.test(name)) properties.push([name.toLowerCase(), value]);
  }
  return { properties, constraints, definition };
}

const HIDDEN =
  /^(?:Catalog|Database|Schema|Table|View (?:Original Text|Catalog and Namespace|Query Output.*|Schema Mode)|Created By)$/i;

/** Spark draws a plan as text: a step's depth is where its name stands behind `+-` and `:-`. */
function planOf(text: string): readonly PlanNode[] {
  const start = text.indexOf('== Physical Plan ==');
  const lines = (start < 0 ? text : text.slice(start)).split('\n').slice(start < 0 ? 0 : 1);
  const end = lines.findIndex((line) => line.trim() === '');
  const roots: Mutable[] = [];
  const open: { depth: number; node: Mutable }[] = [];
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const match = /^((?:[\s:]*[+:]- )?)(.*)$/.exec(line)!;
    const depth = match[1]!.length;
    const [, title = '', detail = ''] = /^((?:\*\s?(?:\(\d+\)\s)?)?\w*)(.*)$/.exec(match[2]!)!;
    const node: Mutable = { title: title.trim(), details: [detail.trim()], children: [] };
    while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop();
    (open.at(-1)?.node.children ?? roots).push(node);
    open.push({ depth, node });
  }
  return roots;
}

interface Mutable extends PlanNode {
  readonly children: Mutable[];
}

export const databricksLists: EngineLists = {
  noRoles: 'Databricks has groups in place of roles: SHOW GROUPS; lists them.',
  noWarehouses: null,
  functions: (place, isSearch) => ({
    sql: isSearch ? 'SHOW FUNCTIONS' : `SHOW USER FUNCTIONS${within(place)}`,
    columns: ['name'],
    row: (row) => [row['function'] ?? ''],
  }),
  sequences: () => 'Databricks has no sequences: a column counts up by GENERATED ALWAYS AS IDENTITY.',
  details,
  explain: (sql) => `EXPLAIN ${sql}`,
  plan: (rows) => planOf(rows.map(([text]) => text ?? '').join('\n')),
  recent: 'Databricks has no SQL for running statements: they stand under Query History in the workspace.',
  cancel: () =>
    'Databricks cancels by its pages alone: open Query History in the workspace. What runs here ends with Ctrl+C.',
};

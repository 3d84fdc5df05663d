import type { Row } from '../../results/column.js';
import { ConfigError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import { listsOf, type EngineLists } from '../engines/index.js';
import { planLines, type PlanNode } from '../plan-tree.js';
import { showLines } from '../rows.js';
import { statementOf } from './send.js';

const MOST_ROWS = 10_000;

export const explain: MetaCommand = {
  names: ['\\explain', '.explain'],
  usage: '[SQL]',
  group: 'Query',
  raw: true,
  sends: true,
  help: 'Draw the plan of a statement (or of the last one) as a tree; the statement isn’t run.',
  arguments: ['sql'],
  examples: ['\\explain select count(*) from orders', 'select * from orders \\explain'],
  async run(host, call) {
    const { engine } = host.session;
    const sql = call.rest === '' ? statementOf(host, call).sql : call.rest.replace(/;\s*$/, '');
    const lists = listsOf(engine);
    const { rows } = await host.read(lists.explain(sql), MOST_ROWS);
    const lines = planLines(planOf(lists, rows));
    if (lines.length === 0)
      throw new ConfigError('The engine gives no plan for this statement.', { hint: 'Try EXPLAIN.' });
    showLines(host, 'plan', lines);
  },
};

/** A server that doesn't draw its plan as the manual says is shown as it answers. */
function planOf(lists: EngineLists, rows: readonly Row[]): readonly PlanNode[] {
  try {
    return lists.plan(rows);
  } catch {
    const lines = rows.flatMap((row) =>
      row
        .filter((cell) => cell !== null)
        .join('  ')
        .split('\n'),
    );
    return lines.map((title) => ({ title, details: [], children: [] }));
  }
}

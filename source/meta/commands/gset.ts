import type { EngineName } from '../../backends/base.js';
import { ValueError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import { statementOf } from './send.js';

export const gset: MetaCommand = {
  names: ['\\gset'],
  usage: '[PREFIX]',
  group: 'Query',
  sends: true,
  runs: true,
  help: 'Run the statement before it and keep its one row as variables, named by the columns.',
  arguments: ['text'],
  examples: ['select max(id) as last_id from orders \\gset'],
  async run(host, call) {
    const [prefix = ''] = call.args;
    const { columns, rows } = await host.read(statementOf(host, call).sql, 1);
    const [row] = rows;
    if (!row) {
      throw new ValueError('\\gset needs a statement that gives one row; this one gave none.', {
        hint: 'The variables stay as they were.',
      });
    }
    for (const [index, { name }] of columns.entries()) {
      const value = row[index] ?? null;
      const variable = prefix + variableName(name, host.session.engine);
      // As in psql: NULL takes the variable away.
      if (value === null) host.variables.unset(variable);
      else host.variables.set(variable, value);
    }
    if (!host.variables.enabled) host.say('Variables are kept, but not filled in yet: \\set variables on');
  },
};

/** Snowflake gives `as n` back as N; people write :n. */
function variableName(column: string, engine: EngineName): string {
  return engine === 'snowflake' && column === column.toUpperCase() ? column.toLowerCase() : column;
}

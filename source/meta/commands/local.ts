import { ConfigError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { Local } from '../host.js';
import { showList } from '../rows.js';

const MOST_NAMES = 6;

export const local: MetaCommand = {
  names: ['\\local'],
  usage: '[SQL]',
  group: 'Query',
  raw: true,
  sends: true,
  arguments: ['local-sql'],
  offline: true,
  help:
    'Run DuckDB SQL here, on results that were shown, whatever engine they came from: last is the newest, last2 the ' +
    'one before it. Nothing is sent to an engine. Alone it lists them.',
  examples: [
    '\\local select region, sum(amount) from last group by all',
    '\\local from last anti join last2 using (id)',
    "select l.*, note from last l join 'notes.csv' using (id) \\local",
  ],
  async run(host, { rest, buffer }) {
    if (!host.local) {
      throw new ConfigError('\\local needs a prompt: scripts keep no results.', {
        hint: 'Write the result to a file (-o rows.parquet) and query that: smallex rows.parquet',
      });
    }
    if (rest !== '') await host.local.run(rest.replace(/;\s*$/, ''));
    else if (buffer) await host.local.run(buffer.sql, buffer.line);
    else showList(host, ['name', 'rows', 'columns', 'statement'], rowsOf(host.local), 'There are no results yet.');
  },
};

function rowsOf(local: Local): string[][] {
  return local.list().map(({ name, rows, isWhole, columns, sql }) => {
    const names = columns.slice(0, MOST_NAMES).map((column) => column.name);
    const more = columns.length > MOST_NAMES ? [`… ${columns.length - MOST_NAMES} more`] : [];
    const count = `${rows.toLocaleString('en-US')}${isWhole ? '' : ' of more'}`;
    return [name, count, [...names, ...more].join(', '), sql.replace(/\s+/g, ' ')];
  });
}

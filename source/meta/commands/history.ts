import { ConfigError } from '../../support/errors.js';
import type { MetaCommand } from '../command.js';
import type { PastStatement } from '../host.js';
import { matcher, showList } from '../rows.js';

const MOST = 50;

export const history: MetaCommand = {
  names: ['\\s', '\\history', '.history', '!history'],
  offline: true,
  usage: '[PATTERN]',
  group: 'General',
  raw: true,
  help: `List the last ${MOST} statements of the history (that hold a text, or match a pattern with *).`,
  arguments: ['text'],
  examples: ['\\s', '\\s orders'],
  run(host, { rest }) {
    const past = host.history();
    if (past === null) {
      throw new ConfigError('Scripts keep no history.', { hint: 'Use \\s at the prompt of the profile.' });
    }
    const wanted = rest === '' ? () => true : matcher(rest.includes('*') ? rest : `*${rest}*`);
    const found = past.filter(({ sql }) => wanted(sql.replace(/\s+/g, ' '))).slice(-MOST);
    const none = rest === '' ? 'The history is empty.' : `Nothing in the history is like "${rest}".`;
    showList(host, ['when', 'outcome', 'rows', 'statement'], found.map(rowOf), none);
  },
};

function rowOf({ sql, time, outcome, rows }: PastStatement): string[] {
  const when = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  return [`${when}Z`, outcome, rows === undefined ? '' : String(rows), sql.replace(/\s+/g, ' ')];
}

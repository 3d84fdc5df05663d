import type { MetaCall, MetaCommand } from '../command.js';
import { statementOf } from './send.js';

export const reset: MetaCommand = {
  names: ['\\r', '\\reset'],
  offline: true,
  usage: '',
  group: 'Query',
  sends: true,
  help: 'Forget the statement being typed.',
  run(host, { buffer }) {
    host.say(buffer ? 'The statement is forgotten.' : 'There was no statement to forget.');
  },
};

export const format: MetaCommand = {
  names: ['\\fmt', '\\format'],
  offline: true,
  usage: '',
  group: 'Query',
  sends: true,
  help: 'Lay out the statement before it (or the last one) over lines; it is then in the prompt, not run.',
  async run(host, call) {
    const { sql } = statementOf(host, call);
    const formatted = await host.formatSql(sql);
    if (formatted === null) host.say('The formatter can’t read this statement; it stays as it is.');
    const text = withComments(`${formatted ?? sql};`, call.buffer);
    if (!host.toPrompt(text)) host.say(text);
  },
};

/** The comments before and after the statement stand where they stood: on lines of their own, or beside it. */
function withComments(text: string, around: MetaCall['buffer']): string {
  const { before = '', after = '' } = around ?? {};
  const blanks = /\s*$/.exec(before)![0];
  const above = before.trim() === '' ? '' : before.trim() + (blanks.includes('\n') ? '\n' : ' ');
  const below = after.trim() === '' ? '' : (/^\s*\n/.test(after) ? '\n' : ' ') + after.trim();
  return above + text + below;
}

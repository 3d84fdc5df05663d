import { expect, test } from 'vitest';
import { linker } from '../../../source/ui/link.js';

const URL = 'https://app.snowflake.com/o/a/#/compute/history/queries/01b2/detail';
const LINK = `\u001b]8;;${URL}\u0007query 01b2\u001b]8;;\u0007`;

test.each([
  ['iTerm2', { TERM_PROGRAM: 'iTerm.app' }, LINK],
  ['VS Code', { TERM_PROGRAM: 'vscode' }, LINK],
  ['kitty', { KITTY_WINDOW_ID: '1' }, LINK],
  ['Windows Terminal', { WT_SESSION: 'x' }, LINK],
  ['GNOME Terminal', { VTE_VERSION: '6800' }, LINK],
  ['VTE that crashed on links', { VTE_VERSION: '5000' }, 'query 01b2'],
  ['a terminal that says nothing of itself', { TERM: 'xterm-256color' }, 'query 01b2'],
  ['tmux inside of iTerm2', { TERM_PROGRAM: 'iTerm.app', TMUX: '/tmp/tmux-0/default,1,0' }, 'query 01b2'],
  ['screen', { TERM_PROGRAM: 'iTerm.app', STY: '1.tty' }, 'query 01b2'],
  ['NO_COLOR', { TERM_PROGRAM: 'iTerm.app', NO_COLOR: '1' }, 'query 01b2'],
  ['a dumb terminal', { TERM_PROGRAM: 'iTerm.app', TERM: 'dumb' }, 'query 01b2'],
])('a link in %s', (_where, env, expected) => {
  expect(linker(env, true)('query 01b2', URL)).toBe(expected);
});

test('none where nobody looks, and none for an address that is not plainly one', () => {
  expect(linker({ TERM_PROGRAM: 'iTerm.app' }, false)('text', URL)).toBe('text');
  const link = linker({ TERM_PROGRAM: 'iTerm.app' }, true);
  for (const url of ['http://x.example/', 'file:///etc/passwd', 'https://x/\u0007\u001b[2J', 'https://x/a b', '']) {
    expect(link('text', url)).toBe('text');
  }
});

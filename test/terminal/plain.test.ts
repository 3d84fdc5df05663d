import { afterEach, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { START_MS } from '../support/repl-pty.js';

const ESCAPE = '\u001b';

let session: PtySession;
afterEach(() => session.close());

test('TERM=dumb: setup, prompt and results line by line, without one escape sequence', async () => {
  session = startInPty([], { env: { TERM: 'dumb', SMALLEX_KEYRING: 'off' } });
  await session.waitFor(/3\) DuckDB[^]*Number.*: ?$/, START_MS);
  session.type('3\r');
  await session.waitFor(/1\) In memory[^]*Number.*: ?$/);
  session.type('1\r');
  await session.waitFor(/ok Find it[^]*1\) None[^]*Number.*: ?$/);
  session.type('\r');
  await session.waitFor(/ok SELECT 1[^]*What shall this connection be called\?.*: ?$/);
  session.type('dumb\r');
  await session.waitFor(/What kind of data[^]*Number.*: ?$/);
  session.type('\r');
  await session.waitFor(/Saved as "dumb"[^]*dumb> ?$/);
  session.type('select 40\r+ 2 as answer;\r');
  await session.waitFor(/answer\n─+\n\s+42\n1 row[^]*dumb> ?$/);
  session.type('selec 1;\r');
  await session.waitFor(/LINE 1: selec 1\n +\^/);
  session.type('\\d no_such\r\\q\r');
  await session.waitFor('There is no table or view "no_such" here.');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.emulator.log()).not.toContain(ESCAPE);
});

test('--plain: nothing is redrawn; Ctrl-C cancels, Ctrl-D quits', async () => {
  session = startInPty(['demo', '--plain'], { env: { SMALLEX_KEYRING: 'off' } });
  await session.waitFor(/demo> ?$/, START_MS);
  session.type('select count(*) from range(1000000000000) t(x) where x % 7 = 3;\r');
  await session.waitFor(/% 7 = 3;\nrunning · \d s · (?:\d+ % · )?Ctrl\+C cancels$/);
  session.key('ctrl+c');
  await session.waitFor(/Cancelled[^]*demo> ?$/);
  session.type("select 'a;\r");
  await session.waitFor(/demo'> ?$/);
  session.key('ctrl+c');
  await session.waitFor(/quits\)\ndemo> ?$/);
  session.type('select 7 as seven;\r');
  await session.waitFor(/seven\n─+\n\s+7\n1 row/);
  session.key('ctrl+d');
  expect(await session.exit()).toEqual({ code: 0, signal: 0 });
  expect(session.emulator.log()).not.toContain(ESCAPE);
});

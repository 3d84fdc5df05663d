import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PtySession } from '../support/pty.js';
import { clearScreen, countOf, DEMO_PROMPT, startDemo, START_MS } from '../support/repl-pty.js';

let session: PtySession;
beforeAll(async () => {
  session = await startDemo();
}, START_MS);
beforeEach(() => clearScreen(session));
afterAll(async () => {
  expect(session.emulator.log()).not.toContain('\u001b[3J');
  await session.close();
});

describe('Enter', () => {
  test('runs a statement of several lines once it has its ;', async () => {
    session.type('select 40\r');
    await session.waitFor(/\n\s+->$/);
    session.type('+ 2 as answer\r');
    await session.waitFor((screen) => countOf(screen, '->') >= 2);
    session.type(';\r');
    await session.waitFor(/answer\n─+\n\s+42\n1 row/);
  });

  test.each([
    ['a string', "select 'a;", "b' as word", "'>", /word/],
    ['a comment', 'select /* a;', 'b */ 7 as seven', '*>', /seven/],
    ['a $$ body', 'select $$a;', 'b$$ as body', '$>', /body/],
  ])('a ; inside %s ends nothing, and the mark says what is open', async (_what, first, second, mark, result) => {
    session.type(`${first}\r`);
    await session.waitFor((screen) => screen.endsWith(mark));
    expect(session.screen().split('\n')).toHaveLength(2);
    session.type(`${second};\r`);
    await session.waitFor(/1 row\b/);
    expect(session.screen()).toMatch(result);
  });

  test('text and Enter in one read run', async () => {
    session.type('select 6 * 7 as answer;\rselect 5 as next;\r');
    await session.waitFor(/answer[^]*42[^]*next[^]*5\n1 row/);
  });

  test('a second Enter on an unfinished statement says why it waits', async () => {
    session.type('select 1\r');
    await session.waitFor(/\n\s+->$/);
    expect(session.screen()).not.toContain('Not run yet');
    session.key('enter');
    await session.waitFor(/Not run yet: it has no ; at its end/);
  });

  test('before the end it breaks the line', async () => {
    session.type('select 11;');
    session.key('left', 'left', 'left', 'enter');
    await session.waitFor(/select\s*\n.*11;/);
    session.key('end', 'enter');
    await session.waitFor('1 row');
  });

  test('on an empty line it gives another prompt', async () => {
    session.key('enter');
    await session.waitFor(new RegExp(`^${DEMO_PROMPT} ?\n${DEMO_PROMPT}$`));
    session.type('select 3 as three;\r');
    await session.waitFor(/three\n─+\n\s+3/);
  });
});

describe('the whole text as one statement', () => {
  test('Alt+X sends it without a ;', async () => {
    session.type('select 21 as whole');
    session.key('alt+x');
    await session.waitFor(/whole\n─+\n\s+21/);
  });

  test('\\g on a line of its own does, too; \\gx shows it as a list', async () => {
    session.type('select 22 as whole\r\\g\r');
    await session.waitFor(/whole\n─+\n\s+22/);
    session.type('select 23 as whole\r\\gx\r');
    await session.waitFor(/row 1 ─+\n whole │ 23/);
  });
});

describe('paste', () => {
  test('200 lines with tabs and semicolons land in the prompt and run nothing', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `select\t${index} as c${index};`);
    session.paste(lines.join('\n'));
    await session.waitFor('c199;');
    expect(session.screen()).not.toContain('row');
    expect(session.screen()).not.toContain('Error');
    session.type('-- after the paste');
    await session.waitFor('c199;-- after the paste');
    session.key('ctrl+c');
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    expect(session.screen()).not.toContain('1 row');
  });

  test('of a long text its ends stay on the screen', async () => {
    session.paste(Array.from({ length: 20_000 }, (_, index) => `select ${index};`).join('\n'));
    await session.waitFor('select 19999;');
    session.key('ctrl+c');
    await session.waitFor(new RegExp(`select 19999;\\^C\n${DEMO_PROMPT}$`));
    expect(session.scrollback()).toMatch(/-> select 49;\n… 19,900 lines more …\n +-> select 19950;\n/);
  });

  test('what was pasted runs with Enter, in order', async () => {
    session.paste(
      'create or replace table pasted(a int);\ninsert into pasted values (1), (2);\nselect sum(a) as total from pasted;',
    );
    await session.waitFor('total from pasted;');
    session.key('enter');
    await session.waitFor(/2 rows inserted[^]*total\n─+\n\s+3\n1 row/);
  });
});

describe('errors', () => {
  test('the caret stands under the place, on its line of three', async () => {
    session.type('select order_id,\rnope_nope\rfrom orders;\r');
    await session.waitFor('Error');
    const rows = session.screen().split('\n');
    const at = rows.findIndex((row) => row.startsWith('LINE 2: '));
    expect(rows[at]!.indexOf('nope_nope')).toBe(rows[at + 1]!.indexOf('^'));
  });

  test('several statements stop at the first that fails', async () => {
    session.type('select 1 as one; from nowhere; select 3 as three;\r');
    await session.waitFor(/nowhere does not exist/);
    await session.waitFor((screen) => screen.endsWith(DEMO_PROMPT));
    expect(session.screen()).toMatch(/one\n─+\n\s+1/);
    expect(countOf(session.screen(), 'three')).toBe(1);
  });
});

describe('Ctrl-C', () => {
  const ENDLESS = 'select count(*) from range(1000000000000) t(x) where x % 7 = 3;\r';

  test('clears the line, and twice on an empty one says how to quit without doing so', async () => {
    session.type('selec tyop');
    await session.waitFor('selec tyop');
    session.key('ctrl+c');
    await session.waitFor(`selec tyop^C\n${DEMO_PROMPT}`);
    session.key('ctrl+c', 'ctrl+c');
    await session.waitFor('\\q quits');
    session.type('select 8 as alive;\r');
    await session.waitFor(/alive\n─+\n\s+8/);
  });

  test('cancels what runs; the next statement works', async () => {
    session.type(ENDLESS);
    await session.waitFor(/running · /);
    session.key('ctrl+c');
    await session.waitFor('Cancelled');
    session.type('select 1 as again;\r');
    await session.waitFor(/again\n─+\n\s+1/);
  });

  test('typed while something runs is kept, and not run', async () => {
    session.type(ENDLESS);
    await session.waitFor(/running · /);
    session.type('select 9 as later;\r');
    await session.waitFor('A statement is running');
    session.key('ctrl+c');
    await session.waitFor('Cancelled');
    await session.waitFor((screen) => screen.endsWith('select 9 as later;'));
    session.key('enter');
    await session.waitFor(/later\n─+\n\s+9/);
  });
});

import { Box, Text } from 'ink';
import { useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { applyKey } from '../../source/repl/editor/editor.js';
import type { EditorEnvironment } from '../../source/repl/editor/run-action.js';
import { createEditor, resetText, type EditingMode, type EditorState } from '../../source/repl/editor/state.js';
import { editorWidth, EditorView } from '../../source/repl/editor/view.js';
import { useScreen, useViewport } from '../../source/ui/app-render.js';
import { useKeymap } from '../../source/ui/keymap-context.js';
import { useKeys } from '../../source/ui/keys-context.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

let screen: TestScreen;
afterEach(() => screen.end());

/** The smallest prompt: a `;` ends a statement, which is printed. */
function Prompt({ mode = 'emacs', prompt = 'duck> ' }: { readonly mode?: EditingMode; readonly prompt?: string }) {
  const [state, setState] = useState<EditorState>(() => createEditor('', mode));
  const { columns, rows } = useViewport();
  const { print } = useScreen();
  const keymap = useKeymap();
  const environment: EditorEnvironment = {
    keymap,
    width: editorWidth(columns, prompt),
    rows: rows - 2,
    isComplete: (text) => text.trimEnd().endsWith(';'),
  };
  useKeys((event) => {
    const result = applyKey(state, event, environment);
    setState(result.state);
    for (const effect of result.effects) {
      if (effect.type !== 'submit') continue;
      print(`ran ${JSON.stringify(effect.text)}`);
      setState(resetText(result.state));
    }
  });
  const spans = (row: number) =>
    Array.from((state.lines[row] ?? '').matchAll(/select|from/g), ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
      role: 'keyword' as const,
    }));
  return (
    <Box flexDirection="column">
      <EditorView state={state} prompt={prompt} mark={() => '-> '} spans={spans} height={rows - 2} />
      <Text>status</Text>
    </Box>
  );
}

describe('the editor on the screen', () => {
  test('has its cursor at the caret, wide characters and wrapped rows included', async () => {
    screen = renderScreen(<Prompt />, { columns: 28 });
    screen.type('你好 abc\rdefghijklmnopqrstuvw');
    await screen.waitFor((text) => text === 'duck> 你好 abc\n   -> defghijklmnopqrstuvw\nstatus');
    screen.type('xyz');
    await screen.waitFor((text) => text === 'duck> 你好 abc\n   -> defghijklmnopqrstuvwx\n      yz\nstatus');
    await expect.poll(() => screen.cursor()).toEqual({ x: 8, y: 2, visible: true });
    screen.keys('ctrl+home', 'right');
    await expect.poll(() => screen.cursor()).toEqual({ x: 8, y: 0, visible: true });
  });

  test('colours tokens as they are typed and marks the matching bracket', async () => {
    screen = renderScreen(<Prompt />);
    screen.type('select (1)');
    await screen.waitFor('select (1)');
    const cell = (x: number) => screen.emulator.terminal.buffer.active.getLine(0)!.getCell(x)!;
    await expect.poll(() => cell(6).getFgColor()).toBe(4);
    await expect
      .poll(() => [cell(13), cell(14), cell(15)].map((each) => each.isUnderline() !== 0))
      .toEqual([true, false, true]);
  });

  test('a paste lands whole and runs nothing; then Enter runs it once', async () => {
    screen = renderScreen(<Prompt />, { rows: 8 });
    const pasted = Array.from({ length: 200 }, (_, row) => `select\t${row};`).join('\n');
    screen.paste(pasted);
    await screen.waitFor('199;');
    expect(screen.text()).not.toContain('ran');
    // Only what fits is drawn: rows − 2 of the text, and the status.
    expect(screen.text().split('\n')).toHaveLength(7);
    screen.keys('enter');
    await screen.waitFor(/select.*199;"\nduck>\nstatus$/);
    expect(screen.scrollback().replaceAll('\n', '')).toContain(JSON.stringify(pasted));
    expect(screen.emulator.leftOn()).not.toContain('scrollback erased');
  });

  test('statements in one read run one by one', async () => {
    screen = renderScreen(<Prompt />);
    screen.type('select 1;\rselect\r2;\rselect 3');
    const all = 'ran "select 1;"\nran "select\\n2;"\nduck> select 3\nstatus';
    await screen.waitFor((text) => text === all);
  });

  test('shows the mode of vi by the shape of the cursor, and gives the shape back', async () => {
    screen = renderScreen(<Prompt mode="vi-insert" />);
    screen.type('abc');
    await screen.waitFor('abc');
    expect(screen.emulator.log()).toContain('\u001b[6 q');
    screen.keys('escape');
    await expect
      .poll(() => screen.emulator.log().endsWith('\u001b[2 q') || screen.emulator.log().includes('\u001b[2 q'))
      .toBe(true);
    await expect.poll(() => screen.cursor()).toEqual({ x: 8, y: 0, visible: true });
    await screen.end();
    expect(screen.emulator.log().lastIndexOf('\u001b[0 q')).toBeGreaterThan(
      screen.emulator.log().lastIndexOf('\u001b[2 q'),
    );
  });

  test('a prompt that leaves no room gets a row of its own', async () => {
    screen = renderScreen(<Prompt prompt="prod snowflake ANALYTICS.PUBLIC COMPUTE_WH> " />, { columns: 50 });
    screen.type('select 1\rfrom t');
    await screen.waitFor('from t');
    expect(screen.text()).toBe('prod snowflake ANALYTICS.PUBLIC COMPUTE_WH>\n  select 1\n  from t\nstatus');
    await expect.poll(() => screen.cursor()).toMatchObject({ x: 8, y: 2 });
  });

  test('survives a resize with the text wrapped anew', async () => {
    screen = renderScreen(<Prompt />, { columns: 60, rows: 10 });
    screen.type(`select ${'x'.repeat(60)}`);
    await screen.waitFor('xxx');
    await screen.resize(30, 6);
    await screen.waitFor('status');
    await expect.poll(() => screen.text().split('\n').length).toBeLessThan(6);
    await expect.poll(() => screen.cursor().visible).toBe(true);
    await screen.resize(100, 12);
    await screen.waitFor(`duck> select ${'x'.repeat(60)}`);
  });
});

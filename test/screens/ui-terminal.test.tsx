import { Box, Text } from 'ink';
import { useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { useScreen, useViewport } from '../../source/ui/app-render.js';
import { useCaret } from '../../source/ui/caret.js';
import { Spinner } from '../../source/ui/components/spinner.js';
import { useKeys } from '../../source/ui/keys-context.js';
import { renderScreen, type TestScreen } from '../support/screen.js';

let screen: TestScreen;
afterEach(() => screen.end());

/** A line editor of its own: text is added, Enter prints it, Esc opens a menu that swallows text. */
function Probe() {
  const { print } = useScreen();
  const [text, setText] = useState('');
  const [menu, setMenu] = useState(false);
  useKeys((event) => {
    if (event.type !== 'key') setText((before) => before + event.text);
    else if (event.name === 'enter') {
      print(`ran ${text}`);
      setText('');
    } else if (event.name === 'escape') setMenu(true);
    else if (event.name === 'c' && event.ctrl) setText('interrupted');
  });
  useCaret({ x: 2 + text.length, y: 0 });
  return (
    <Box flexDirection="column">
      <Text>{`> ${text}`}</Text>
      {menu && <Menu close={() => setMenu(false)} />}
    </Box>
  );
}

function Menu({ close }: { readonly close: () => void }) {
  const [chosen, setChosen] = useState('');
  useKeys(
    (event) => {
      if (event.type === 'key' && event.name === 'enter') close();
      else if (event.type === 'text') setChosen((before) => before + event.text);
      else return false;
      return true;
    },
    { layer: 'menu' },
  );
  return <Text>{`menu ${chosen}`}</Text>;
}

function Waiting() {
  useCaret({ x: 1, y: 1 });
  return <Text>abc</Text>;
}

function Tall() {
  const { rows, columns } = useViewport();
  return (
    <Text>{[`${columns}x${rows}`, ...Array.from({ length: rows - 2 }, (_, row) => `row ${row}`)].join('\n')}</Text>
  );
}

describe('keys', () => {
  test('come one by one, each after what the one before did', async () => {
    screen = renderScreen(<Probe />);
    screen.type('select 1;\rnext');
    await screen.waitFor((text) => text === 'ran select 1;\n> next');
  });

  test('behind the one that opens or closes a menu go where they belong', async () => {
    screen = renderScreen(<Probe />);
    screen.type('ab\u001b');
    await screen.waitFor('menu');
    screen.type('cd\ref');
    await screen.waitFor('> abef');
    expect(screen.text()).not.toContain('menu');
  });

  test('typed before there is anybody to read them are not lost', async () => {
    screen = renderScreen(<Probe />);
    screen.paste('a\nb');
    await screen.waitFor('> a');
  });
});

describe('the cursor', () => {
  test('is the real one and follows the caret', async () => {
    screen = renderScreen(<Probe />);
    screen.type('hello');
    await screen.waitFor('> hello');
    await expect.poll(() => screen.cursor()).toEqual({ x: 7, y: 0, visible: true });
  });

  test('stays where it is while a spinner ticks', async () => {
    screen = renderScreen(
      <Box flexDirection="column">
        <Spinner label="running" />
        <Waiting />
      </Box>,
    );
    const signs = new Set<string>();
    await screen.waitFor((text) => signs.add(text.charAt(0)).size > 4);
    await expect.poll(() => screen.cursor()).toEqual({ x: 1, y: 1, visible: true });
    // Hidden between frames only inside one synchronised write: every hide is followed by a show in the same frame.
    const frames = screen.emulator.log().split('\u001b[?2026l').slice(1, -1);
    expect(frames.length).toBeGreaterThan(2);
    for (const frame of frames) expect(frame).toContain('\u001b[?25h');
  });
});

describe('printing', () => {
  test('goes above the frame, and waits while the terminal is given away', async () => {
    screen = renderScreen(<Probe />);
    screen.app.screen.print('first');
    const seen: string[] = [];
    await screen.app.screen.suspend(async () => {
      screen.app.screen.print('second');
      expect(screen.stdin).toMatchObject({ raw: false, paused: true });
      expect(screen.signals()).toBeUndefined();
      screen.tty.stdout.write('editor\n');
      await screen.emulator.settled();
      seen.push(screen.text(), String(screen.emulator.terminal.modes.bracketedPasteMode));
      expect(screen.cursor().visible).toBe(true);
    });
    expect(seen).toEqual(['first\neditor', 'false']);
    await screen.waitFor('second\n>');
    expect(screen.text()).toBe('first\neditor\nsecond\n>');
    expect(screen.stdin).toMatchObject({ raw: true, paused: false });
    await expect.poll(() => screen.cursor()).toEqual({ x: 2, y: 3, visible: true });
  });

  test('gives an error of the child back, with the terminal restored', async () => {
    screen = renderScreen(<Probe />);
    await expect(screen.app.screen.suspend(() => Promise.reject(new Error('no editor')))).rejects.toThrow('no editor');
    screen.type('x');
    await screen.waitFor('> x');
  });

  test('clears the screen and keeps the scrollback', async () => {
    screen = renderScreen(<Probe />, { rows: 5 });
    for (let line = 0; line < 8; line += 1) screen.app.screen.print(`line ${line}`);
    screen.app.screen.clear();
    // The prompt alone was there before, too: printing waits for the frame.
    await screen.waitFor((text) => text === '>' && screen.scrollback().includes('line 0'));
    expect(screen.scrollback()).toContain('line 1');
  });
});

describe('the terminal', () => {
  test('stops and comes back with the frame drawn once', async () => {
    screen = renderScreen(<Probe />);
    screen.type('abc');
    await screen.app.screen.stop();
    expect(screen.processCalls).toEqual(['stop']);
    await screen.waitFor((text) => text === '> abc');
    screen.signals()!.continued();
    screen.type('d');
    await screen.waitFor((text) => text.endsWith('> abcd'));
  });

  test('an interrupt from outside is Ctrl-C; the one that ended a child, told late, is nobody’s', async () => {
    screen = renderScreen(<Probe />);
    await screen.app.screen.suspend(() => undefined);
    screen.signals()!.interrupt();
    screen.type('a');
    await screen.waitFor('> a');
    await expect
      .poll(
        () => {
          screen.signals()!.interrupt();
          return screen.text();
        },
        { timeout: 5000 },
      )
      .toBe('> interrupted');
  });

  test.each([
    ['SIGTERM', (each: TestScreen) => each.signals()!.terminate('SIGTERM')],
    ['SIGHUP', (each: TestScreen) => each.signals()!.terminate('SIGHUP')],
    ['SIGHUP', (each: TestScreen) => void each.stdin.emit('end')],
  ])('ends on %s, restored', async (signal, happen) => {
    screen = renderScreen(<Probe />);
    happen(screen);
    await expect.poll(() => screen.processCalls).toEqual([`exit ${signal}`]);
    await screen.emulator.settled();
    expect(screen.emulator.leftOn()).toEqual([]);
    expect(screen.stdin).toMatchObject({ raw: false, paused: true });
  });

  test('is left as it was found', async () => {
    screen = renderScreen(<Probe />);
    screen.type('x');
    screen.keys('escape');
    await screen.waitFor('menu');
    screen.app.screen.print('last words');
    await screen.end();
    expect(screen.text()).toBe('last words\n> x\nmenu');
    expect(screen.cursor()).toEqual({ x: 0, y: 3, visible: true });
    expect(screen.emulator.leftOn()).toEqual([]);
    expect(screen.stdin).toMatchObject({ raw: false, paused: true });
  });
});

test('a frame of rows − 1 survives any resize, and the scrollback too', async () => {
  screen = renderScreen(<Tall />, { columns: 80, rows: 20 });
  screen.app.screen.print('kept');
  for (const [columns, rows] of [
    [80, 10],
    [60, 5],
    [100, 30],
    [40, 12],
  ] as const) {
    await screen.resize(columns, rows);
    await screen.waitFor(`${columns}x${rows}`);
    await screen.waitFor(`row ${rows - 3}`);
  }
  expect(screen.emulator.leftOn()).not.toContain('scrollback erased');
  expect(screen.scrollback()).toContain('kept');
});

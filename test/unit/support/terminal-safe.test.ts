import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalSafe, terminalSafeLines } from '../../../source/support/terminal-safe.js';
import { displayWidth } from '../../../source/support/width.js';
import { draw, emulator, lineOf, type Emulator } from './emulator.js';

describe('terminalSafe', () => {
  it.each([
    ['plain text, ünïcode, 日本語, 한국어', 'plain text, ünïcode, 日本語, 한국어'],
    ['\x1b[2J', '␛[2J'],
    ['a\nb\tc\r\0', 'a␊b␉c␍␀'],
    ['\x7f\x9b31m', '␡⟨U+009B⟩31m'],
    ['user\u202egnp.exe', 'user⟨U+202E⟩gnp.exe'],
    ['pay\u200bpal', 'pay⟨U+200B⟩pal'],
    ['\u{e0041}\u{e0042}', '⟨U+E0041⟩⟨U+E0042⟩'],
    ['\ud800x', '⟨U+D800⟩x'],
    ['\u0301x', '◌\u0301x'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a\u200cb', 'a⟨U+200C⟩b'],
    ['می\u200c\u200cخ', 'می⟨U+200C⟩⟨U+200C⟩خ'],
    ['葛\u{e0100}城', '葛\u{e0100}城'],
    ['क्षि', 'क्षि'],
    ['👩‍👩‍👧 👍🏽 ❤️ 1️⃣ 🇩🇪', '👩👩👧 👍 ❤ [1] 🇩🇪'],
    ['\u1112\u1161\u11ab', '한'],
    ['hexagram ䷀ or ☰', 'hexagram ⟨U+4DC0⟩ or ⟨U+2630⟩'],
    [`e${'\u0301'.repeat(9)}`, `e${'\u0301'.repeat(6)}⟨+3 marks⟩`],
  ])('shows %j as %j', (text, shown) => expect(terminalSafe(text)).toBe(shown));

  it('shows every code point without a control or an invisible character, and twice as once', () => {
    for (let code = 0; code < 0x110000; code++) {
      const shown = terminalSafe(String.fromCodePoint(code));
      if (/[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u.test(shown)) expect.unreachable(code.toString(16));
      if (terminalSafe(shown) !== shown) expect.unreachable(`${code.toString(16)} twice`);
    }
    // A million code points: some seconds of a core, which a busy machine has to share.
  }, 300_000);

  it('keeps line ends and tabs in text of several lines', () => {
    expect(terminalSafeLines('a\x1b\n\tb\u200b\n')).toBe('a␛\n\tb⟨U+200B⟩\n');
  });
});

describe('100,000 hostile values on a screen', () => {
  const COLS = 100;
  const ROWS = 50;
  const HOSTILE = [
    '\x1b[2J', '\x1b[1;1H', '\x1b]0;title\x07', '\x1b]52;c;aGk=\x07', '\x1bc', '\x1b[?1049h', '\x1b[8m', '\x1b[31m',
    '\x9b2J', '\x9d0;x\x9c', '\x90q\x9c', '\x0e', '\x0f', '\b\b\b', '\r', '\n', '\v', '\f', '\t', '\0', '\x7f', '\x05',
    '\u202e', '\u2066', '\u200f', '\u200b', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u3164', '\u115f', '\u2028', '\u0085',
    '\u{e0001}', '\u{e0020}', '\ufe0f', '\u200d', '\u20e3', '\u0301', '\u0489', '\u{1f3fd}', '🇩', '👩', '❤', '語', 'ﾞ',
    '\u1100', '\u1161', '\u11a8', '각', '\u0d4e', '\u0915', '\u094d', '\u0937', '\u0e33', '\ud83d', '\udc00', '１', 'a', '1',
    ' ', '"', '<',
  ]; // prettier-ignore
  const hostile = fc.string({
    unit: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 1, arbitrary: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)) },
      { weight: 2, arbitrary: fc.nat(0xff).map((code) => String.fromCharCode(code)) },
    ),
    maxLength: 12,
  });

  it('changes nothing outside its cell', { timeout: 120_000 }, async () => {
    const terminal = emulator(COLS, ROWS);
    const events: string[] = [];
    terminal.onTitleChange((title) => events.push(`title ${title}`));
    terminal.onBell(() => events.push('bell'));
    terminal.onData((data) => events.push(`reply ${JSON.stringify(data)}`));
    terminal.onCursorMove(() => undefined);
    terminal.parser.registerOscHandler(52, () => events.push('clipboard') > 0);
    const younger = youngerThan(terminal);
    let seen = 0;
    let seed = 20_261_123;
    while (seen < 100_000) {
      const values = fc
        .sample(hostile, { numRuns: 10_000, seed: seed++ })
        .filter((text) => !younger(terminalSafe(text)));
      seen += await drawAll(terminal, values);
    }
    expect(events).toEqual([]);
    terminal.dispose();
  });

  /** Two cells a line between marks: `‖cell pad‖cell pad‖`, marks checked at their columns. */
  async function drawAll(terminal: Emulator, values: readonly string[]): Promise<number> {
    const half = COLS / 2 - 2;
    const fitting = values.map(terminalSafe).filter((shown) => displayWidth(shown) <= half);
    for (let start = 0; start < fitting.length; start += (ROWS - 1) * 2) {
      const page = fitting.slice(start, start + (ROWS - 1) * 2);
      const lines: string[] = [];
      for (let index = 0; index < page.length; index += 2)
        lines.push(`‖${cell(page[index]!)}‖${cell(page[index + 1] ?? '')}‖`);
      await draw(terminal, `\x1b[H\x1b[2J${lines.join('\n')}`);
      lines.forEach((line, row) => assertFrame(terminal, row, line));
      expect(terminal.buffer.active.cursorY).toBe(lines.length - 1);
      expect(terminal.buffer.active.type).toBe('normal');
    }
    return fitting.length;
  }

  function cell(shown: string): string {
    return shown + ' '.repeat(COLS / 2 - 2 - displayWidth(shown));
  }

  function assertFrame(terminal: Emulator, row: number, line: string): void {
    const drawn = terminal.buffer.active.getLine(row)!;
    for (const column of [0, COLS / 2 - 1, COLS - 2]) {
      if (drawn.getCell(column)?.getChars() !== '‖')
        expect.unreachable(`${JSON.stringify(line)} drew ${lineOf(terminal, row)}`);
    }
  }

  /** xterm.js knows Unicode 11: characters that came later, and are wider or narrower by now, can't be judged by it. */
  function youngerThan(terminal: Emulator): (text: string) => boolean {
    const known = new Map<string, boolean>();
    const core = (terminal as unknown as { _core: { unicodeService: { wcwidth(code: number): number } } })._core;
    return (text) =>
      Array.from(text).some((character) => {
        let differs = known.get(character);
        if (differs === undefined) {
          differs = core.unicodeService.wcwidth(character.codePointAt(0)!) !== displayWidth(character);
          known.set(character, differs);
        }
        return differs;
      });
  }
});

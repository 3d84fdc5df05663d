import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chordOf, type KeyEvent } from '../../../../source/ui/keys/event.js';
import { createKeyParser } from '../../../../source/ui/keys/parser.js';

/** One line an event: `<chord>`, `text`, `paste:text`. */
function show(events: readonly KeyEvent[]): string[] {
  return events.map((event) =>
    event.type === 'key' ? `<${chordOf(event)}>` : event.type === 'paste' ? `paste:${event.text}` : event.text,
  );
}

function parse(...chunks: string[]): string[] {
  const parser = createKeyParser();
  return show([...chunks.flatMap((chunk) => parser.feed(chunk)), ...parser.flush()]);
}

function merged(events: readonly KeyEvent[]): string[] {
  const lines: string[] = [];
  let run = '';
  for (const event of events) {
    if (event.type === 'text') {
      run += event.text;
      continue;
    }
    if (run !== '') lines.push(run);
    run = '';
    lines.push(...show([event]));
  }
  return run === '' ? lines : [...lines, run];
}

describe('keys', () => {
  test.each([
    ['a', ['a']],
    ['é 你 👩‍👩‍👧', ['é 你 👩‍👩‍👧']],
    ['\r', ['<enter>']],
    ['\n', ['<ctrl+j>']],
    ['\t', ['<tab>']],
    ['\x1b[Z', ['<shift+tab>']],
    ['\x7f\x7f\x08', ['<backspace>', '<backspace>', '<backspace>']],
    ['\x00', ['<ctrl+space>']],
    ['\x01\x1a\x1f', ['<ctrl+a>', '<ctrl+z>', '<ctrl+_>']],
    ['\x1b[A\x1bOB', ['<up>', '<down>']],
    ['\x1b[1;5C', ['<ctrl+right>']],
    ['\x1b[1;2H\x1b[1;6F', ['<shift+home>', '<ctrl+shift+end>']],
    ['\x1b[3~\x1b[3;5~', ['<delete>', '<ctrl+delete>']],
    ['\x1b[1~\x1b[4~\x1b[7~\x1b[8~', ['<home>', '<end>', '<home>', '<end>']],
    ['\x1b[5~\x1b[6~\x1b[2~', ['<pageup>', '<pagedown>', '<insert>']],
    ['\x1bOP\x1b[11~\x1b[[A\x1b[15~\x1b[24~\x1b[34~', ['<f1>', '<f1>', '<f1>', '<f5>', '<f12>', '<f20>']],
    ['\x1b[1;5R\x1bO5Q', ['<ctrl+f3>', '<ctrl+f2>']],
    ['\x1bOM\x1bOp\x1bOy\x1bOk', ['<enter>', '0', '9', '+']],
    ['\x1bb\x1b\x7f\x1b\r\x1bB', ['<alt+b>', '<alt+backspace>', '<alt+enter>', '<alt+shift+b>']],
    ['\x1b<\x1b_x', ['<alt+<>']],
    ['\x1b\x1b[A', ['<alt+up>']],
    ['\x1b', ['<escape>']],
    ['\x1b\x1b', ['<escape>', '<escape>']],
    ['\x1b\x1bb', ['<escape>', '<alt+b>']],
    ['\x1b[', ['<alt+[>']],
    ['\x1bO', ['<alt+shift+o>']],
    ['\x1b]', ['<alt+]>']],
    ['\x1bX', ['<alt+shift+x>']],
    ['\x1b😀', ['<alt+😀>']],
    // rxvt
    [
      '\x1b[3$\x1b[3^\x1b[3@\x1b[a\x1bOa',
      ['<shift+delete>', '<ctrl+delete>', '<ctrl+shift+delete>', '<shift+up>', '<ctrl+up>'],
    ],
    // xterm modifyOtherKeys
    ['\x1b[27;5;13~\x1b[27;2;13~\x1b[27;5;46~', ['<ctrl+enter>', '<shift+enter>', '<ctrl+.>']],
    ['\x1b[27;2;65~', ['A']],
    // kitty
    ['\x1b[13;5u\x1b[27u\x1b[97;5u\x1b[97;6u', ['<ctrl+enter>', '<escape>', '<ctrl+a>', '<ctrl+shift+a>']],
    ['\x1b[97u\x1b[97:65;2u\x1b[97;1:1u\x1b[97;1:3u', ['a', 'A', 'a']],
    ['\x1b[57414u\x1b[57400u\x1b[57417;5u\x1b[57376u', ['<enter>', '1', '<ctrl+left>', '<f13>']],
    ['\x1b[57358u\x1b[57441;2u\x1b[118;9u', []],
    ['\x1b[1;1:3A\x1b[1;129A', ['<up>']],
    ['\x1b[229;1;229u', ['å']],
  ])('%j', (input, expected) => {
    expect(parse(input)).toEqual(expected);
  });

  test('keypad and space with Alt are keys, not text', () => {
    expect(parse('\x1b ', '\x1b[32;5u')).toEqual(['<alt+space>', '<ctrl+space>']);
  });
});

describe('what is no key', () => {
  test.each([
    ['focus in and out', '\x1b[I\x1b[O'],
    ['SGR mouse', '\x1b[<0;10;20M\x1b[<0;10;20m'],
    ['X10 mouse', '\x1b[M !!'],
    ['urxvt mouse', '\x1b[32;10;20M'],
    ['DA1, DA2', '\x1b[?62;22c\x1b[>41;354;0c'],
    ['DSR and a cursor report', '\x1b[0n\x1b[24;80R\x1b[1;80R'],
    ['DECRPM', '\x1b[?2026;2$y\x1b[4;1$y'],
    ['kitty flags', '\x1b[?1u'],
    ['OSC colours, BEL and ST', '\x1b]11;rgb:1c1c/1c1c/1c1c\x07\x1b]10;rgb:ff/ff/ff\x1b\\'],
    ['DCS XTVERSION', '\x1bP>|tmux 3.3a\x1b\\'],
    ['APC', '\x1b_Gi=1;OK\x1b\\'],
    ['window size', '\x1b[8;24;80t'],
    ['unknown final', '\x1b[12;13;14z\x1b[1;2;3~'],
    ['C1', '\u009b\u0085'],
    ['a stray end of paste', '\x1b[201~'],
    ['endless parameters', `\x1b[${'1;'.repeat(500)}z`],
  ])('%s', (_name, input) => {
    expect(parse(input)).toEqual([]);
    expect(parse(`a${input}b`).join('')).toBe('ab');
  });
});

describe('type-ahead', () => {
  test('text and Enter in one read run the statement', () => {
    expect(parse('select 1;\r')).toEqual(['select 1;', '<enter>']);
  });

  test('Ctrl-C behind type-ahead, a half sequence or a broken reply is seen', () => {
    expect(parse('abc\x03')).toEqual(['abc', '<ctrl+c>']);
    expect(parse('\x1b[12;\x03')).toEqual(['<ctrl+c>']);
    expect(parse('\x1b]11;rgb\x03x')).toEqual(['<ctrl+c>', 'x']);
    expect(parse('\x1b[M \x03')).toEqual(['<ctrl+c>']);
  });

  test('a split sequence is one key, and says what it waits for', () => {
    const parser = createKeyParser();
    expect(parser.feed('\x1b')).toEqual([]);
    expect(parser.pending()).toBe('escape');
    expect(parser.feed('[1;')).toEqual([]);
    expect(parser.pending()).toBe('sequence');
    expect(show(parser.feed('5C'))).toEqual(['<ctrl+right>']);
    expect(parser.pending()).toBe('none');
  });
});

describe('paste', () => {
  test('is one event with line ends made one', () => {
    expect(parse('x\x1b[200~a\tb\r\nc\rd\ne;\x1b[201~\r')).toEqual(['x', 'paste:a\tb\nc\nd\ne;', '<enter>']);
    expect(parse('\x1b[200~\x1b[201~y')).toEqual(['y']);
    expect(parse('\x1b[200~a\r', '\nb\x1b[2', '01~')).toEqual(['paste:a\nb']);
  });

  test('an unterminated paste is given back, and keys work again', () => {
    const parser = createKeyParser();
    expect(parser.feed('\x1b[200~select 1\r')).toEqual([]);
    expect(parser.pending()).toBe('paste');
    expect(show(parser.flush())).toEqual(['paste:select 1\n']);
    expect(show(parser.feed('\x03'))).toEqual(['<ctrl+c>']);
    expect(parser.pending()).toBe('none');
  });

  test('a paste that only stalled goes on as a paste', () => {
    const parser = createKeyParser();
    parser.feed('\x1b[200~select 1;');
    expect(show(parser.flush())).toEqual(['paste:select 1;']);
    expect(show(parser.feed('\rdelete from t;\r\x1b[201~'))).toEqual(['paste:\ndelete from t;\n']);
  });

  test('10 MB in reads of 64 kB are one paste', () => {
    const body = 'select 1;\r\n'.repeat(950_000);
    const parser = createKeyParser();
    const events: KeyEvent[] = [];
    const input = `\x1b[200~${body}\x1b[201~`;
    for (let at = 0; at < input.length; at += 65_536) events.push(...parser.feed(input.slice(at, at + 65_536)));
    expect(events).toHaveLength(1);
    expect(events[0]).toEqual({ type: 'paste', text: body.replaceAll('\r\n', '\n') });
  });
});

const piece = fc.oneof(
  fc.constantFrom('\x1b', '\x1b[', '\x1bO', '\x1b]', '\x1bP', '\x1b[200~', '\x1b[201~', '\x1b[M', '\x1b[27;', '\x1b[<'),
  fc.constantFrom('~', 'u', 'A', '\r', '\n', '\x03', '\x07', '\\', ';5', '$', '1', '[', '\u009c', '😀', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

describe('properties', () => {
  const input = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  test('cutting the input anywhere changes nothing', () => {
    fc.assert(
      fc.property(input, fc.array(fc.nat(100), { maxLength: 6 }), (text, cuts) => {
        const whole = createKeyParser();
        const expected = [...whole.feed(text), ...whole.flush()];
        const parts = createKeyParser();
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const events = places.slice(1).flatMap((end, index) => parts.feed(text.slice(places[index], end)));
        expect(merged([...events, ...parts.flush()])).toEqual(merged(expected));
      }),
      { numRuns: 2000 },
    );
  });

  test('text never holds a control character, and after a flush the parser is ready', () => {
    fc.assert(
      fc.property(input, (text) => {
        const parser = createKeyParser();
        const events = [...parser.feed(text), ...parser.flush()];
        for (const event of events) if (event.type === 'text') expect(event.text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
        expect(['none', 'paste']).toContain(parser.pending());
      }),
      { numRuns: 2000 },
    );
  });

  test('a control sequence with any body and final never becomes text', () => {
    const body = fc.string({ unit: fc.constantFrom(...'0123456789:;<=>?'.split('')), maxLength: 20 });
    const final = fc.constantFrom(...'@ABCDEFGHIJKLNOPQRSTUVWXYZ\\]^_`abcdefghijklmnopqrstvwxyz{|}'.split(''));
    fc.assert(
      fc.property(body, final, (parameters, last) => {
        expect(
          createKeyParser()
            .feed(`\x1b[${parameters}${last}`)
            .filter((event) => event.type === 'text'),
        ).toEqual([]);
      }),
    );
  });
});

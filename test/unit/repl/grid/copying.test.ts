import { describe, expect, test } from 'vitest';
import { clipboardSequence } from '../../../../source/repl/grid/clipboard.js';
import { copyText } from '../../../../source/repl/grid/copying.js';
import { column } from '../../../../source/results/column.js';

const id = column({ name: 'id', kind: 'integer', typeName: 'INTEGER' });
const name = column({ name: 'name', kind: 'text', typeName: 'VARCHAR' });
const rows = [['1', "O'Neil\\"], ['2', null], ['1', "O'Neil\\"]] as const; // prettier-ignore

describe('what is copied', () => {
  test('an IN list holds each value once, without NULL, quoted as the engine wants', () => {
    const names = rows.map(([, text]) => [text]);
    expect(copyText([name], names, 'in', 'duckdb')).toBe("IN ('O''Neil\\')");
    expect(copyText([name], names, 'in', 'snowflake')).toBe("IN ('O''Neil\\\\')");
    expect(copyText([name], names, 'in', 'databricks')).toBe("IN ('O\\'Neil\\\\')");
    expect(copyText([id], [['1'], ['2'], ['1']], 'in', 'duckdb')).toBe('IN (1, 2)');
    expect(copyText([name], [[null]], 'in', 'duckdb')).toBe('IN (NULL)');
  });

  test('a number column’s text that is no number is quoted', () => {
    expect(copyText([id], [['1); DROP TABLE t; --']], 'in', 'duckdb')).toBe("IN ('1); DROP TABLE t; --')");
  });

  test('rows as CSV and JSON, a value as it is', () => {
    expect(copyText([id, name], rows.slice(0, 2), 'csv', 'duckdb')).toBe("id,name\n1,O'Neil\\\n2,");
    expect(
      copyText(
        [id, name],
        [
          ['1', 'a'],
          ['2', ' b '],
        ],
        'csv',
        'duckdb',
      ),
    ).toBe('id,name\n1,a\n2, b ');
    expect(copyText([name], [['a'], [null]], 'csv', 'duckdb')).toBe('name\na\n');
    expect(JSON.parse(copyText([id, name], rows.slice(1, 2), 'json', 'duckdb'))).toEqual([{ id: 2, name: null }]);
    expect(copyText([name], [['a\tb']], 'text', 'duckdb')).toBe('a\tb');
    expect(copyText([name], [['a"b']], 'json', 'duckdb')).toBe('"a\\"b"');
  });
});

describe('the clipboard of the terminal', () => {
  test('gets Base64 and nothing else', () => {
    const hostile = '\u0007\u001b]0;title\u0007\u001b\\';
    const sequence = clipboardSequence(hostile, {});
    const match = /^\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007$/.exec(sequence);
    expect(Buffer.from(match![1]!, 'base64').toString()).toBe(hostile);
  });

  test('is reached through tmux, too', () => {
    expect(clipboardSequence('a', { TMUX: '/tmp/tmux-0/default,1,0' })).toBe(
      '\u001b]52;c;YQ==\u0007\u001bPtmux;\u001b\u001b]52;c;YQ==\u0007\u001b\\',
    );
  });
});

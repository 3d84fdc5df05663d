import { describe, expect, test } from 'vitest';
import { ScriptOutput } from '../../../../source/commands/script/output.js';
import { ConfigError } from '../../../../source/support/errors.js';

describe('the format of -o follows the ending of its name', () => {
  test.each([
    ['a.csv', 'csv'],
    ['a.csv.gz', 'csv'],
    ['A.CSV.ZST', 'csv'],
    ['a.b.parquet', 'parquet'],
    ['a.ndjson', 'jsonl'],
    ['a.TAB', 'tsv'],
    ['a.txt', 'table'],
    ['a', 'table'],
    ['a.gz', 'table'],
    ['.hidden', 'table'],
    ['result.2026', 'table'],
    ['/dev/null', 'table'],
  ])('%s is %s', (output, format) => {
    expect(new ScriptOutput({ output }).format.name).toBe(format);
  });

  test.each(['a.xlsx', 'a.foo.gz', 'folder.csv/a.avro'])('%s is refused, unless --format says what it is', (output) => {
    const open = (): unknown => new ScriptOutput({ output });
    expect(open).toThrow(ConfigError);
    expect(open).toThrow(`The ending of "${output}" names no format.`);
    expect(new ScriptOutput({ output, format: 'csv' }).format.name).toBe('csv');
  });
});

import { describe, expect, it } from 'vitest';
import { positionOf } from '../../../../source/backends/snowflake/position.js';

describe('positionOf', () => {
  it('is the offset of line and position, from the data or from the message', () => {
    const sql = 'select id,\n  nope\nfrom people';
    expect(positionOf(sql, "invalid identifier 'NOPE'", { line: 2, pos: 2 })).toBe(sql.indexOf('nope'));
    const message = "SQL compilation error: error line 2 at position 2\ninvalid identifier 'NOPE'";
    expect(positionOf(sql, message, undefined)).toBe(sql.indexOf('nope'));
    expect(positionOf(sql, message, { line: -1, pos: -1 })).toBe(sql.indexOf('nope'));
  });

  it('is right whether the server counts an emoji as one character or two', () => {
    const sql = "select '🎈🎈', nope";
    const offset = sql.indexOf('nope');
    expect(positionOf(sql, "invalid identifier 'NOPE'", { line: 1, pos: offset })).toBe(offset);
    expect(positionOf(sql, "invalid identifier 'NOPE'", { line: 1, pos: offset - 2 })).toBe(offset);
  });

  it('stays within the statement, and is unknown where no place is told', () => {
    expect(positionOf('select', 'x', { line: 1, pos: 99 })).toBe(6);
    expect(positionOf('select', 'x', { line: 7, pos: 0 })).toBeUndefined();
    expect(positionOf('select', 'Object does not exist', undefined)).toBeUndefined();
  });
});

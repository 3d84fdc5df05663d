import { describe, expect, it } from 'vitest';
import { bindParameters } from '../../../../source/backends/snowflake/parameters.js';

const text = (value: string | null) => ({ value });

describe('bindParameters', () => {
  it('binds text as it is, and a name as often as it stands there', () => {
    const bound = bindParameters('select :a, :b where x = :a', { a: text("it's"), b: text(null) });
    expect(bound.sql).toBe('select ?, ? where x = ?');
    expect(bound.binds).toEqual(["it's", null, "it's"]);
  });

  it('leaves paths, casts and question marks of the person alone', () => {
    const bound = bindParameters("select v:a.b::int, '?' where x = :a", { a: text('1') });
    expect(bound.sql).toBe("select v:a.b::int, '?' where x = ?");
    expect(bound.binds).toEqual(['1']);
  });

  it.each([
    ['int', '42', '?', 42],
    ['NUMBER', '-7', '?', -7],
    ['int', '12345678901234567890', 'CAST(? AS int)', '12345678901234567890'],
    ['number(38,10)', '0.0000000001', 'CAST(? AS number(38,10))', '0.0000000001'],
    ['boolean', 'TRUE', '?', true],
    ['date', '2024-02-29', 'CAST(? AS date)', '2024-02-29'],
    ['timestamp_tz', null, 'CAST(? AS timestamp_tz)', null],
  ])('sends a value of type %s (%s) as %s', (type, value, sql, bind) => {
    expect(bindParameters('select :a', { a: { value, type } })).toMatchObject({ sql: `select ${sql}`, binds: [bind] });
  });

  it('maps places in what is sent to places in what was written', () => {
    const sql = 'select :day, :long_name, nope';
    const bound = bindParameters(sql, { day: { value: '2024-02-29', type: 'date' }, long_name: text('x') });
    for (const word of ['select', 'nope']) expect(bound.mapOffset(bound.sql.indexOf(word))).toBe(sql.indexOf(word));
    expect(bound.mapOffset(bound.sql.indexOf('? AS date'))).toBe(sql.indexOf(':day'));
    expect(bound.mapOffset(bound.sql.lastIndexOf('?'))).toBe(sql.indexOf(':long_name'));
  });

  it('refuses missing and surplus names and what is no type, before anything is sent', () => {
    expect(() => bindParameters('select :a, :b', { a: text('1'), c: text('2') })).toThrow(
      'There is no value for the parameter :b. The statement has no parameter :c.',
    );
    expect(() => bindParameters('select :a', { a: { value: '1', type: 'int) ; drop table t --' } })).toThrow(
      /can't have the type/,
    );
  });
});

import { expect, test } from 'vitest';
import { formatSql } from '../../../source/meta/format-sql.js';

const flat = (sql: string): string => sql.replace(/\s+/g, '');

test.each([
  ['snowflake', 'select v:a.b[0]."C d"::string as x, t.$1, a:b:c::number(10,2) from t where n = :p and m = &var'],
  ['snowflake', "copy into t from @s/x/a.csv file_format=(type=csv skip_header=1) pattern='.*[.]csv'"],
  ['snowflake', "select object_construct('a',1), {'b':2}, a['k'], 'x' || $$ it's $$ from t, lateral flatten(t.v:i) f"],
  ['snowflake', "select {{ var }} from {{ ref('x') }}"],
  ['snowflake', 'select parse_json(x):a.b from t // a comment\n where y'],
  ['snowflake', 'create or replace procedure p() returns string language sql as $$ begin  return 1; end $$'],
  ['databricks', 'select /*+ BROADCAST(t) */ a:b.c::string, `odd name`, :p, transform(xs, x -> x + 1) from t'],
  ['databricks', 'select a from t lateral view explode(m) e as k, v where a <=> b'],
  ['duckdb', "select /*+ hint */ a, -- why\n b::int as x, {'k': 1}.k, x->>'$.a', 'it''s' from t where a = $p"],
  ['duckdb', 'select list_transform([1, 2], lambda y: y + 1) from t qualify row_number() over (order by c) = 1'],
  ['duckdb', 'from t select a exclude (b)'],
] as const)('%s: %s', async (engine, sql) => {
  const formatted = await formatSql(sql, engine);
  expect(formatted).not.toBeNull();
  expect(formatted).toContain('\n');
  expect(flat(formatted!)).toBe(flat(sql));
});

test('what was hidden stands where it stood, without new blanks', async () => {
  expect(await formatSql('select a:b.c::string,f(x):y from t', 'databricks')).toBe(
    'select\n  a:b.c::string,\n  f(x):y\nfrom\n  t',
  );
  expect(await formatSql("select :'since', :\"col\", f(:'x') from t where a = :'y'", 'duckdb')).toBe(
    "select\n  :'since',\n  :\"col\",\n  f(:'x')\nfrom\n  t\nwhere\n  a = :'y'",
  );
  expect(await formatSql('select v:a[0].b::int,t.$1 from @s/x t', 'snowflake')).toBe(
    'select\n  v:a[0].b::int,\n  t.$1\nfrom\n  @s/x t',
  );
});

test('what can’t be read stays as it is', async () => {
  expect(await formatSql('select ((( from', 'duckdb')).toBeNull();
});

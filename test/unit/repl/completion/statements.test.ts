import { describe, expect, test } from 'vitest';
import { patternOf } from '../../../../source/repl/completion/grammar/pattern.js';
import { patternTexts } from '../../../../source/repl/completion/grammar/statements.js';
import type { Dialect } from '../../../../source/sql/index.js';
import { check, inserts, propose } from './proposals.js';

const MERGE = 'merge into orders o using customers c on o.customer_id = c.customer_id';

describe('changes', () => {
  check('snowflake', [
    ['update orders |', 'as  set'],
    ['update orders set |', 'order_id  customer_id  amount'],
    ['update orders set amount = |', 'order_id  customer_id  amount  orders.'],
    ['update orders set amount = 1, |', 'order_id  customer_id  amount'],
    ['update orders set amount = coalesce(1, |', 'order_id  customer_id  amount  orders.'],
    ['delete from |', 'orders  customers  countries  cities  "odd Name"  main.'],
    ['delete from orders |', 'as  using  where'],
    ['insert into orders |', 'values  select  with'],
    ['insert into orders (order_id) |', 'values  select  with'],
    ['merge into orders o using |', 'orders  customers'],
    [`${MERGE} |`, 'when  and  or'],
    [`${MERGE} when |`, 'matched  not matched'],
    [`${MERGE} when not matched |`, 'and  then insert  by source'],
    [`${MERGE} when matched then |`, 'update set  delete'],
    [`${MERGE} when matched then update set |`, 'order_id  customer_id  amount'],
    [`${MERGE} when matched then update set amount = c.|`, 'customer_id  name'],
    [`${MERGE} when matched then delete when |`, 'matched  not matched'],
    [`${MERGE} when not matched then insert (|`, 'order_id  customer_id  amount'],
    [`${MERGE} when not matched then insert (amount) values (c.|`, 'customer_id  name'],
  ]);
});

describe('things that are listed by their kind', () => {
  check('snowflake', [
    ['call |', '"OWN PROCEDURES"(  close_month(  main.  sales.  db.  other.'],
    ['call close|', 'close_month('],
    ['call sales.|', '"SALES PROCEDURES"(  close_month('],
    ['call db.sales.cl|', 'close_month('],
    ['drop procedure |', '"OWN PROCEDURES"('],
    ['describe procedure |', '"OWN PROCEDURES"(  close_month('],
    ['drop function if exists |', '"OWN USER FUNCTIONS"('],
    ['drop task |', '"OWN TASKS"  nightly  main.'],
    ['drop file format |', '"OWN FILE FORMATS"'],
    ['drop sequence sales.|', '"SALES SEQUENCES"'],
    ['describe task |', '"OWN TASKS"  nightly'],
    ['describe pipe |', '"OWN PIPES"'],
    ['execute task |', '"OWN TASKS"  nightly'],
    ['alter task nightly |', 'resume  suspend'],
    ['alter user |', '"OWN USERS"'],
    ['show grants to user |', '"OWN USERS"'],
    ['use secondary roles |', 'all  none'],
    ['use role |', 'analyst'],
    ['use warehouse |', 'compute_wh'],
    ['use database |', 'db  other'],
    ['alter session set |', 'TIMEZONE'],
    ['alter session unset |', 'TIMEZONE'],
    ['drop schema |', 'main  sales'],
    ['describe view |', 'orders'],
    ["show tables like 'x' |", 'in  starts with  limit'],
    ['show tables in schema |', 'main  sales'],
    ['list |', '@orders_stage/'],
    ['list @orders_stage/|', 'orders_stage/2026/'],
  ]);
  check('duckdb', [
    ['call |', 'read_csv('],
    ['drop sequence |', '"own sequences"'],
    ['drop index sales.|', '"sales indexes"'],
    ['drop macro |', '"own user functions"'],
    ['drop type |', '"own types"'],
    ['pragma |', 'threads  "own pragmas"'],
    ['install |', '"own extensions"'],
    ['load |', '"own extensions"'],
  ]);
  check('databricks', [
    ['call |', '`own procedures`(  close_month('],
    ['call main.sales.|', '`sales procedures`('],
    ['drop procedure |', '`own procedures`  close_month'],
    ['drop volume |', '`own volumes`'],
    ['describe procedure |', '`own procedures`  close_month'],
    ['drop function |', '`own user functions`'],
  ]);
});

describe('places in a query', () => {
  check('duckdb', [
    ['select sum(amount) over | from orders window w as (order by amount), v as ()', 'w  v'],
    ['select * exclude (| from orders', 'order_id  customer_id  amount'],
    ['select * exclude | from orders', 'order_id  customer_id  amount'],
    ['select * replace (amount + 1 as |) from orders', 'order_id  customer_id  amount'],
    ['select * replace (| from orders', 'order_id  customer_id  amount  orders.'],
  ]);
  test.each<readonly [Dialect, string, readonly string[]]>([
    ['duckdb', 'select * exclude (order_id, |) from orders', ['customer_id', 'amount']],
    ['duckdb', 'select * exclude (ORDER_ID, |, amount) from orders', ['customer_id']],
    ['duckdb', 'select * rename (order_id as a, |) from orders', ['customer_id', 'amount']],
    ['duckdb', 'insert into orders (order_id, |', ['customer_id', 'amount']],
    ['duckdb', 'insert into orders (order_id, | values (1, amount, customer_id)', ['customer_id', 'amount']],
    ['duckdb', 'insert into orders ("order_id", |, amount) select 1', ['customer_id']],
    ['duckdb', 'insert into orders (order_id, am|', ['amount']],
    ['duckdb', 'select 1 from orders join customers using (|)', ['customer_id']],
    ['duckdb', 'select 1 from orders join customers using (customer_id, |)', []],
    ['snowflake', 'insert into orders (ORDER_ID, customer_id, |', ['amount']],
    ['snowflake', `${MERGE} when not matched then insert (amount, |`, ['order_id', 'customer_id']],
    ['databricks', 'select * except (amount, |) from orders', ['order_id', 'customer_id']],
  ])('%s: what a list names already is not offered again: %s', (dialect, marked, columns) => {
    expect(inserts(dialect, marked).map((insert) => insert.trim())).toEqual(columns);
  });
  test('the brackets of PIVOT’s IN hold values, those of UNPIVOT columns', () => {
    const pivot = 'select * from orders pivot (sum(amount) for customer_id in (';
    expect(inserts('snowflake', `${pivot}|`)).toEqual(['any ', 'select ', 'with ']);
    expect(inserts('snowflake', `${pivot}any |`)).toEqual(['order by ']);
    expect(inserts('snowflake', `${pivot}'a', |`)).toEqual([]);
    expect(inserts('snowflake', `${pivot}select | from orders))`)).toContain('amount');
    expect(inserts('databricks', `${pivot}|`)).toEqual([]);
    const unpivot = 'select * from orders unpivot (value for name in (';
    expect(inserts('snowflake', `${unpivot}|`)).toContain('amount');
  });
  test('only names stand in the brackets of EXCLUDE', () => {
    const kinds = new Set(propose('duckdb', 'select * exclude (order_id, |) from orders').map(({ kind }) => kind));
    expect([...kinds]).toEqual(['column']);
    expect(propose('duckdb', 'select sum(amount) over | from orders')).toEqual([]);
  });
  test('a column that is called anew keeps its type, an expression has none', () => {
    const marked = 'select x.| from (select o.order_id as id, amount paid, amount + 1 as more from orders o) x';
    expect(propose('duckdb', marked).map(({ label, type }) => [label, type])).toEqual([
      ['id', 'INTEGER'],
      ['paid', 'INTEGER'],
      ['more', ''],
    ]);
  });
});

describe('formats of files', () => {
  check('snowflake', [
    ['copy into orders from @s file_format = (|', 'format_name  type  skip_header'],
    ['copy into orders from @s file_format = (type = |', 'csv  json  parquet'],
    ['copy into orders from @s file_format = (type = csv sk|', 'skip_header'],
    ['copy into orders from @s file_format = (format_name = |', '"OWN FILE FORMATS"'],
  ]);
  check('duckdb', [
    ["copy orders to 'x.csv' (|", 'format  header'],
    ["copy orders to 'x.csv' (format |", 'csv  parquet  json'],
    ["copy orders to 'x.csv' (header, de|", 'delimiter'],
  ]);
  check('databricks', [
    ["copy into orders from 's3://x' |", 'fileformat'],
    ["copy into orders from 's3://x' fileformat = |", 'csv  json  parquet'],
  ]);
  test('nothing of a query stands there', () => {
    const kinds = propose('snowflake', 'copy into orders from @s file_format = (|').map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['keyword']));
  });
});

describe('paths of JSON', () => {
  check('snowflake', [
    ['select v:| from orders', 'id  "Ship To"  "from"  lines'],
    ['select o.v:"Ship To".| from orders o', 'city'],
    ['select v:lines[0].| from orders', 'sku'],
    ['select v:li| from (select v from orders)', 'lines'],
    ['with x as (select * from cities) select V:| from x', 'country'],
  ]);
  check('databricks', [
    ['select v:| from orders', 'id  `Ship To`  `from`  lines'],
    ['select v:lines[0].s| from orders', 'sku'],
  ]);
  test.each([
    'select w:| from orders',
    'select v:| from customers',
    'select v:| from orders_old',
    'select v:id.| from orders id',
    'select f(v):| from orders',
  ])('nothing is known for %s', (marked) => expect(propose('snowflake', marked)).toEqual([]));
  test('behind brackets without a dot an operator is due', () => {
    expect(propose('snowflake', 'select v:lines[0] | from orders').map(({ insert }) => insert.trim())).toContain('and');
  });
});

describe('definitions', () => {
  check('duckdb', [
    ['create |', 'table  view  schema'],
    ['create or replace |', 'table  view'],
    ['create table |', 'main.  sales.  db.  other.'],
    ['create table t as |', 'select  with'],
    ['create table t (a |', 'integer  bigint  varchar'],
    ['create table t (a int, b |', 'integer  bigint'],
    ['create table t (a int |', 'not null  default  primary key'],
    ['create index i on orders (|', 'order_id  customer_id  amount'],
    ['alter table orders |', 'add column  drop column  rename column  rename to'],
    ['alter table orders drop |', 'column'],
    ['alter table orders rename column amount |', 'to'],
    ['alter table orders alter amount |', 'type  set data type'],
    ['drop table |', 'orders  customers'],
    ['drop table if |', 'exists'],
    ['comment on column orders.|', 'order_id  customer_id  amount'],
    ['copy orders (|', 'order_id  customer_id'],
    ['copy orders |', 'to  from'],
    ['pivot orders on |', 'order_id  customer_id  amount'],
    ['pivot orders on amount |', 'using  group by'],
    ['detach |', 'db  other'],
    ['explain analyze upd|', 'update'],
    ['explain update orders set |', 'order_id'],
  ]);
  check('snowflake', [
    ['grant |', 'role  select  usage'],
    ['grant select on |', 'table  view  schema  database  warehouse'],
    ['grant select on table orders to |', 'role'],
    ['grant select on table orders to role |', 'analyst'],
    ['grant select, insert on table |', 'orders'],
    ['grant usage on warehouse |', 'compute_wh'],
    ['grant usage on schema db.|', 'main  sales'],
    ['revoke select on table orders from role |', 'analyst'],
    ['alter warehouse compute_wh |', 'suspend  resume'],
    ['alter session unset |', 'TIMEZONE'],
    ['show |', 'tables  views'],
    ['show tables |', 'history  like  in'],
    ['show tables in database |', 'db  other'],
    ['show grants to role |', 'analyst'],
    ['desc warehouse |', 'compute_wh'],
    ['describe stage |', 'orders_stage  "Odd stage"'],
    ['list |', '@orders_stage/  @"Odd stage"/'],
    ['copy into orders from |', '@orders_stage/'],
    ['copy into orders from @orders_stage/x |', 'file_format  pattern'],
    ['use secondary roles |', 'all  none'],
  ]);
  check('databricks', [
    ['show create table |', 'orders'],
    ['show tables in |', 'main  sales'],
    ['grant select on table orders |', 'to'],
    ['optimize orders |', 'where  zorder by'],
    ['describe history |', 'orders'],
  ]);
});

describe('queries', () => {
  check('duckdb', [
    ['select * from orders o join customers |', 'on  using'],
    ['select * from orders cross join customers |', 'where'],
    ['with a as (|', 'select  with  from  values'],
    ['with a as (select 1) |', 'select  from  insert into'],
    ['select sum(amount) over (|) from orders', 'partition by  order by'],
    ['select sum(amount) over (partition by amount |) from orders', 'order by  rows between'],
    ['select sum(amount) over (order by |) from orders', 'order_id'],
    ['select cast(amount as |) from orders', 'integer  bigint'],
    ['select amount::dec|', 'decimal'],
    ['select 1 union all |', 'select'],
    ['select * | from orders', 'from  exclude  replace'],
    ['select * exclude (|) from orders', 'order_id  customer_id'],
    ['select * from orders where exists (|', 'select  with'],
    ['select * from orders where not |', 'order_id  customer_id'],
    ['commit; |', 'select  with'],
    ['COMMIT; |', 'SELECT  WITH'],
    ['insert into orders select * from customers on conflict |', 'do nothing  do update set'],
    ['select sum(amount) filter (|) from orders', 'where'],
    ['select * from orders order by amount desc |', 'nulls first'],
    ['set variable x = co|', 'count('],
    ['select case when amount > 1 |', 'from  as  when  then'],
    ['select p.ship.| from parcels p', 'street  "p o"  geo'],
    ['select ship.geo.| from parcels', 'lat  lon'],
    ['select sparks.b.| from parcels', 'c  d'],
  ]);
  check('snowflake', [
    ['select f.| from orders o, lateral flatten(input => o.amount) f', 'seq  key  path  index  value  this'],
    ['select f.| from orders o, table(flatten(o.amount)) f', 'seq  key  path'],
    ['select * from table(res|', 'result_scan('],
    ['select * from tab|', 'table('],
    ['select * from orders, lateral fla|', 'flatten('],
  ]);
  check('databricks', [
    ['select | from orders lateral view explode(a) t as k, v', 'order_id  customer_id  amount  k  v'],
    ['select t.| from orders lateral view outer explode(a) t as item', 'item'],
  ]);
});

test('keywords stand only where the grammar allows them', () => {
  const keywords = (marked: string): string[] =>
    propose('snowflake', marked)
      .filter(({ kind }) => kind === 'keyword')
      .map(({ label }) => label);
  expect(keywords('select a | from orders')).not.toContain('when');
  expect(keywords('select coalesce(a, | from orders')).not.toContain('distinct');
  for (const marked of ['select w:| from orders', 'select interval |', 'drop table orders cascade |', 'call x(1) |']) {
    expect(keywords(marked)).toEqual([]);
  }
});

test.each(['duckdb', 'snowflake', 'databricks'] as const)('every pattern of %s is one, and ends', (dialect) => {
  for (const text of patternTexts(dialect)) {
    const seen = new Set(patternOf(text));
    expect(seen.size, text).toBeGreaterThan(0);
    for (const state of seen) {
      expect(state.word ?? state.slot, text).toMatch(/^(?:[A-Z_]+|[=,*]|[a-z-]+)$/);
      expect(state.phrase).not.toMatch(/undefined/);
      for (const next of state.next()) seen.add(next);
    }
    expect(seen.size, text).toBeLessThan(300);
  }
});

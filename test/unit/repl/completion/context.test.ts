import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../../source/repl/completion/candidate.js';
import { check, inserts, propose } from './proposals.js';

const isKeyword = ({ kind }: Candidate): boolean => kind === 'keyword';

describe('tables', () => {
  check('duckdb', [
    ['select * from |', 'orders  customers  countries  cities  "odd Name"  main.  sales.  db.  other.'],
    ['select * from ord|', 'orders'],
    ['select * from orders, |', 'orders  customers'],
    ['select * from orders o join |', 'orders  customers'],
    ['select * from sales.|', 'orders  customers'],
    ['select * from other.|', 'main.  sales.'],
    ['select * from db.main.cu|', 'customers'],
    ['select * from "odd|', '"odd Name"'],
    ['select * from "odd|"', '"odd Name"'],
    ['insert into |', 'orders  customers'],
    ['update |', 'orders  customers'],
    ['delete from |', 'orders  customers'],
    ['describe |', 'orders  customers'],
    ['drop table |', 'orders  customers'],
    ['select 1; select * from |', 'orders  customers'],
    ['with x as (select 1 as one) select * from |', 'x  orders'],
    ['select (select max(1) from |) from orders', 'orders  customers'],
    ['select * from read|', 'read_csv('],
  ]);
  check('snowflake', [
    ['select * from ord|', 'orders'],
    ['SELECT * FROM ord|', 'orders'],
    ['SELECT * FROM |', 'ORDERS  CUSTOMERS  COUNTRIES  CITIES  "odd Name"  MAIN.'],
    ['select * from "OR|', '"ORDERS"'],
    ['select * from other..|', 'orders  customers'],
    ['desc table |', 'orders  customers'],
  ]);
  check('databricks', [
    ['select * from |', 'orders  customers  countries  cities  `odd Name`  main.'],
    ['select * from `odd|', '`odd Name`'],
    ['describe history |', 'orders  customers'],
  ]);
});

describe('columns', () => {
  check('duckdb', [
    ['select o.| from orders o', 'order_id  customer_id  amount'],
    ['select | from orders', 'order_id  customer_id  amount  orders.  count('],
    ['select * from orders where am|', 'amount'],
    ['with x as (select order_id, amount * 2 as dbl, amount + 1 from orders) select x.| from x', 'order_id  dbl'],
    ['with x(a, b) as (select 1, 2) select | from x', 'a  b  x.'],
    ['select s.| from (select customer_id as cid, name from customers) s', 'cid  name'],
    ['select q.| from (select * from (select o.* from orders o)) q', 'order_id  customer_id  amount'],
    ['select | from range(3) t(x)', 'x  t.'],
    ['select o.order_id, | from orders o, customers c', 'order_id  amount  o.customer_id  name  c.customer_id'],
    ['select * from orders where exists (select 1 from customers c where c.| = 1)', 'customer_id  name'],
    ['select * from orders o where exists (select 1 from customers c where o.|)', 'order_id  customer_id  amount'],
    ['insert into orders (|', 'order_id  customer_id  amount'],
    ['insert into orders (order_id) select | from customers', 'customer_id  name'],
    ['update orders set |', 'order_id  customer_id  amount'],
    ['alter table orders drop column |', 'order_id  customer_id  amount'],
    ['select count(| from orders', 'order_id  customer_id  amount'],
    ['select extract(year from |) from orders', 'order_id  customer_id  amount'],
    ['from orders select |', 'order_id  customer_id  amount'],
    ['select order_id from orders union select | from customers', 'customer_id  name'],
    ['select * from orders join customers using (|', 'customer_id'],
    ['select amount, count(*) n, sum(order_id) from orders group by |', 'amount  order_id  customer_id'],
    ['select amount, count(*) n, sum(order_id) from orders order by |', 'amount  n  order_id'],
    ['with x as (select sum(amount) total, coalesce(order_id, 1) from orders) select | from x', 'total  x.'],
    ['select 1 as "my col" order by |', '"my col"'],
  ]);
  check('snowflake', [
    ['SELECT o.| FROM orders o', 'ORDER_ID  CUSTOMER_ID  AMOUNT'],
    ['select | from orders', 'order_id  customer_id  amount'],
    ['with x as (select order_id as one from orders) select | from x', 'one  x.'],
    ['select x.| from (select 1 as "b c") x', '"b c"'],
  ]);
  check('databricks', [['select o.| from db.main.orders o', 'order_id  customer_id  amount']]);
});

describe('joins propose keys that match by name', () => {
  check('duckdb', [
    ['select * from orders o join customers c on |', 'o.customer_id = c.customer_id'],
    ['select * from orders o join customers c on o.|', 'customer_id = c.customer_id  order_id'],
    ['select * from orders o join customers c on c.|', 'customer_id = o.customer_id  customer_id'],
    ['select * from cities join countries on |', 'cities.country_id = countries.id'],
    ['select * from countries n join cities c on |', 'n.id = c.country_id'],
  ]);
});

describe('keywords', () => {
  check('duckdb', [
    ['sel|', 'select'],
    ['SEL|', 'SELECT'],
    ['select * |', 'from'],
    ['select a fr|', 'from'],
    ['select * from orders o |', 'where  join  left join'],
    ['select * from orders left |', 'join  outer join'],
    ['select * from orders group |', 'by'],
    ['create |', 'table  view  schema'],
    ['select * from orders where amount is |', 'null  not null'],
    ['create table t as |', 'select  with'],
    ['explain |', 'select  with'],
  ]);
  test('come last', () => {
    const kinds = propose('duckdb', 'select | from orders').map(isKeyword);
    expect(kinds).toContain(true);
    expect(kinds.slice(kinds.indexOf(true)).every(Boolean)).toBe(true);
  });
});

describe('the context of a session', () => {
  check('snowflake', [
    ['use warehouse |', 'compute_wh'],
    ['\\use warehouse |', 'compute_wh'],
    ['\\use wa|', 'warehouse'],
    ['\\dw |', 'compute_wh'],
    ['\\dr |', 'analyst'],
    ['alter session set tim|', 'TIMEZONE'],
    ['put file://da|', 'data/'],
    ['get @orders_stage/x file://|', 'a.csv'],
    ['list @|', 'orders_stage/  "Odd stage"/  ~/'],
    ['copy into orders from @ord|', 'orders_stage/'],
    ['select $1 from @orders_stage/|', 'orders_stage/2026/'],
    ['remove @orders_stage/2026/a|', 'orders_stage/2026/a.csv.gz'],
    ['USE ROLE |', 'ANALYST'],
    ['use schema |', 'main  sales  db.'],
    ['use database |', 'db  other'],
    ['show tables in |', 'main  sales'],
  ]);
  check('databricks', [['use catalog |', 'db  other']]);
  check('duckdb', [
    ['use |', 'db  other  main  sales'],
    ['set th|', 'threads'],
  ]);
});

describe('commands, profiles and files', () => {
  check('duckdb', [
    ['\\conn|', '\\conninfo'],
    ['.tab|', '.tables'],
    ['\\c |', 'prod'],
    ['\\x |', 'on  off  auto'],
    ['\\set editing |', 'emacs  vi'],
    ['\\c my|', "'my profile'"],
    ['\\use |', 'db  other  main  sales'],
    ['\\cd |', 'data/'],
    ['\\n to|', 'top_customers'],
    ['\\n top_customers since=1 |', 'n='],
    ['.mode cs|', 'csv'],
    ['\\local from |', 'last  last2'],
    ['\\local select | from last', 'REGION  N'],
    ['\\local select * from last a join last2 b using (id) where b.|', 'id  "Full name"'],
    ['\\explain select am| from orders', 'amount'],
    ['\\export x.csv select * from ord|', 'orders'],
    ['select 1 \\gs|', '\\gset'],
    ['select 1 \\g |', 'a.csv'],
    ['\\chart |', 'bar  spark'],
    ['\\? k|', 'keys'],
    ['\\df rea|', 'read_csv'],
    ['\\i a|', "a.csv  'a b.csv'"],
    ["\\i 'a |", "'a b.csv'"],
    ['\\d |', 'orders  customers'],
    ['\\d sales.|', 'orders  customers'],
    ['\\i |', "a.csv  'a b.csv'  data/"],
    ['\\set |', 'since'],
    ['\\pset nu|', 'null'],
    ['\\pset border |', 'light  none'],
    ['\\pset status {pro|', '{profile}'],
    ['\\i .|', '.hidden'],
    ["select * from '|", 'a.csv  a b.csv  data/'],
    ["select * from read_csv('da|", 'data/'],
    ["select * from read_csv(['a.csv', '|", 'a.csv  a b.csv  data/'],
    ["copy orders to '|", 'a.csv  a b.csv  data/'],
  ]);
});

describe('nothing is proposed', () => {
  test.each(['-- |', 'select 1 /* |', "select 'abc|", 'select 12|', 'select $a|', 'select o.| from nowhere x'])(
    '%s',
    (marked) => {
      expect(propose('duckdb', marked)).toEqual([]);
    },
  );
});

test('letters in order are enough, and are marked; what begins with them comes first', () => {
  const [first] = propose('duckdb', 'select custid| from orders');
  expect(first).toMatchObject({ label: 'customer_id', begins: false });
  expect(first!.marks.map((at) => first!.label.charAt(at)).join('')).toBe('custid');
  expect(inserts('duckdb', 'select c| from customers')).toEqual(
    expect.arrayContaining(['customer_id', 'count(', 'customers.', 'case ']),
  );
});

test('never throws, whatever the text', () => {
  const nasty = [
    '(',
    '((select',
    ')))',
    'with a as (',
    'from from from',
    '"',
    '`',
    "'",
    '.',
    'a.b.c.',
    ', ,',
    'on on',
    '\\',
  ];
  for (const dialect of ['duckdb', 'snowflake', 'databricks'] as const) {
    for (const one of nasty) {
      for (const other of nasty) expect(() => propose(dialect, `${one} ${other}| ${one}`)).not.toThrow();
      expect(() => propose(dialect, `${one.repeat(40_000)}|`)).not.toThrow();
    }
  }
});

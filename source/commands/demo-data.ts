// Names and values that are awkward on purpose: quotes, wide characters, NULL beside '' and 'NULL', long numbers.
const CUSTOMERS = `
CREATE TABLE customers AS
SELECT i AS customer_id,
  ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', '渡辺', 'Zoë', 'O''Brien', 'NULL'][1 + i % 10] || ' '
    || ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', '健', 'Müller', 'Smith', 'Null'][1 + (i * 7) % 10] AS name,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'user' || i || '@example.com' END AS email,
  ['DE', 'US', 'JP', 'BR', 'IN'][1 + (i % 13) % 5] AS country,
  DATE '2021-01-01' + (i * 3)::INTEGER AS since,
  i % 3 = 0 AS newsletter
FROM range(1, 501) t(i)`;

const ORDERS = `
CREATE TABLE orders AS
SELECT i AS order_id,
  1 + (i * 37) % 500 AS customer_id,
  TIMESTAMP '2024-01-01 08:00:00' + INTERVAL (i * 97) MINUTE AS ordered_at,
  ['new', 'paid', 'shipped', 'returned'][1 + i % 4] AS status,
  round((i * 7919 % 100000) / 100.0, 2)::DECIMAL(10, 2) AS amount,
  CASE WHEN i % 11 = 0 THEN NULL ELSE 'gift ' || (i % 7) END AS note
FROM range(1, 5001) t(i)`;

const EVENTS = `
CREATE TABLE events AS
SELECT i AS event_id,
  TIMESTAMPTZ '2024-03-30 22:00:00+00' + INTERVAL (i * 11) MINUTE AS at,
  {'page': '/p/' || i % 9, 'ms': i * 13 % 900, 'tags': [('t' || i % 3), 'web']}::JSON AS payload,
  (9007199254740990 + i)::HUGEINT AS trace
FROM range(1, 301) t(i)`;

const WIDE_COLUMNS = Array.from({ length: 120 }, (_, index) => {
  const name = `m${String(index + 1).padStart(3, '0')}`;
  return index % 10 === 9 ? `NULL::INTEGER AS ${name}` : `(i * ${index + 3} % 1000)::INTEGER AS ${name}`;
}).join(', ');

const WIDE = `CREATE TABLE wide AS SELECT i AS id, ${WIDE_COLUMNS} FROM range(1, 1001) t(i)`;

const AWKWARD = `
CREATE TABLE "awkward names" AS
SELECT 1 AS "select", 'it''s' AS "with ""quotes""", 'NULL' AS "null", '' AS "umlaut ü", '日本語' AS "列",
  12345678901234567890123456789012345678::HUGEINT AS "very long number", chr(27) || '[31mred' AS "escape"`;

/** Makes the demo's tables: customers, orders, events, wide (121 columns) and "awkward names". */
export const DEMO_STATEMENTS: readonly string[] = [
  CUSTOMERS,
  ORDERS,
  EVENTS,
  WIDE,
  AWKWARD,
  `CREATE VIEW order_totals AS
   SELECT c.country, count(*) AS orders, sum(o.amount) AS total
   FROM orders o JOIN customers c USING (customer_id) GROUP BY c.country`,
];

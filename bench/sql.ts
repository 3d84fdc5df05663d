import {
  classifyStatement,
  completeness,
  createDocument,
  createSplitter,
  splitStatements,
  type Dialect,
} from '../source/sql/index.js';
import { best, lookingOnce } from './support/processor-time.js';

/** One figure of a bench: `figure` in `unit`, its `ratio` to what `against` names, measured in the same run. */
export interface Row {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  readonly against: string;
  readonly ratio: number;
}

const DIALECTS: readonly Dialect[] = ['snowflake', 'databricks', 'duckdb'];
const MEGA = 1e6;

/** Everyday SQL: a report with comments and CASE, an insert with JSON, DDL. */
const SCRIPT = `-- monthly revenue by region
SELECT r.region_name, date_trunc('month', o.ordered_at) AS month, SUM(o.amount * (1 - o.discount)) AS revenue,
       COUNT(DISTINCT o.customer_id) AS customers, CASE WHEN SUM(o.amount) > 10000 THEN 'large' ELSE 'small' END AS size
FROM sales.public.orders o JOIN sales.public.regions r ON r.id = o.region_id /* inner; */
WHERE o.status IN ('paid', 'shipped') AND o.ordered_at >= '2024-01-01' AND o.note NOT LIKE '%it''s;%'
GROUP BY 1, 2 HAVING SUM(o.amount) > 100 ORDER BY month DESC, revenue DESC LIMIT 500;
INSERT INTO events (id, name, payload, created_at) VALUES (1001, 'click', '{"a": [1, 2], "b": "text;"}', NOW()), (2, 'v', NULL, NULL);
CREATE TABLE IF NOT EXISTS archive (id INTEGER NOT NULL, name VARCHAR(200), created_at TIMESTAMP) ;
`;

/** Text made to be read again and again by a lexer that looks back or ahead without end. */
const NASTY: Readonly<Record<string, string>> = {
  'open quotes': '\'"`',
  'open comments': '/*',
  'dollar tags': '$a$b',
  'half tags': '$abc ',
  'stages and quotes': '@"a',
  'nested blocks': 'BEGIN ',
  'open brackets': '(',
  'calls in a CTE': 'WITH a AS (DELETE f(, ',
  'branches of a block': 'BEGIN THEN SELECT ',
  'chained statements': 'SELECT 1 ->> ',
  'nested explains': 'EXPLAIN ANALYZE ',
  'one word': 'x',
  noise: '\u0000;\\\'"$-/*é😀',
};

/** Splitting, re-lexing after a keystroke, and how time grows with the text. */
export async function bench(): Promise<Row[]> {
  return [...DIALECTS.map(splitting), streaming(), keystroke(), ...Object.entries(NASTY).flatMap(doubling)];
}

function repeated(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

function splitting(dialect: Dialect): Row {
  const text = repeated(SCRIPT, 50 * MEGA);
  const ms = best(() => splitStatements(text, { dialect }));
  return {
    name: `split 50 MB (${dialect})`,
    figure: text.length / MEGA / (ms / 1000),
    unit: 'MB/s',
    against: 'time of one charCodeAt a character',
    ratio: ms / lookingOnce(text),
  };
}

function streaming(): Row {
  const text = repeated(SCRIPT, 10 * MEGA);
  const whole = best(() => splitStatements(text, { dialect: 'snowflake' }));
  const ms = best(() => {
    const splitter = createSplitter('snowflake');
    for (let at = 0; at < text.length; at += 65_536) splitter.push(text.slice(at, at + 65_536));
    splitter.end();
  });
  return {
    name: 'split 10 MB in pieces of 64 kB',
    figure: text.length / MEGA / (ms / 1000),
    unit: 'MB/s',
    against: 'time of splitting it whole',
    ratio: ms / whole,
  };
}

function keystroke(): Row {
  const lines = repeated(SCRIPT, MEGA).split('\n').slice(0, 10_000);
  while (lines.length < 10_000) lines.push('SELECT 1 AS one, t.* FROM t -- filler');
  const document = createDocument('snowflake');
  document.update(lines);
  const all = best(() => void document.update(lines));
  let typed = lines[5000]!;
  const keys = 1000;
  const ms = best(() => {
    for (let key = 0; key < keys; key++) {
      typed = key % 40 === 0 ? lines[5000]! : `${typed}x`;
      document.edit(5000, 1, [typed]);
    }
  });
  return {
    name: 're-lex after a keystroke in 10,000 lines',
    figure: ms / keys,
    unit: 'ms',
    against: 'time of lexing all lines',
    ratio: ms / keys / all,
  };
}

/** Twice the text should take twice the time, for the splitter, the stream, the Enter key and the judge alike. */
function doubling([name, unit]: readonly [string, string]): Row {
  const time = (length: number) => {
    const text = repeated(unit, length);
    return best(() => {
      for (const dialect of DIALECTS) {
        splitStatements(text, { dialect });
        completeness(text, dialect);
        classifyStatement(text, { dialect });
        const splitter = createSplitter(dialect);
        for (let at = 0; at < text.length; at += 65_536) splitter.push(text.slice(at, at + 65_536));
        splitter.end();
      }
    });
  };
  time(MEGA / 4);
  const single = time(MEGA);
  const double = time(2 * MEGA);
  return { name: `2 MB of ${name}`, figure: double, unit: 'ms', against: 'time of 1 MB of it', ratio: double / single };
}

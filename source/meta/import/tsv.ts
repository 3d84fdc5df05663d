import { sqlName, sqlText } from '../../results/embedded.js';
import type { Row } from '../../results/column.js';
import { columnNames, mustHaveNames } from './column-names.js';
import { LONG_LINES } from './csv-head.js';

/** How a tab-separated file is read. */
export interface TsvSource {
  /** A table of texts, exactly as they were written. */
  readonly exact: string;
  /** The same with the empty text as NULL: a column in which all other texts are numbers has no empty text. */
  readonly blankless: string;
  readonly names: readonly string[];
}

const TAB = '\t';

/**
 * The file as smallex writes it, and PostgreSQL's COPY: `\N` is NULL; tabs, line ends and backslashes are escaped.
 * Null for one in which cells stand in quotes and nothing is escaped: that is csv with tabs.
 */
export async function tsvSource(
  ask: (sql: string) => Promise<readonly Row[]>,
  path: string,
  header: boolean,
): Promise<TsvSource | null> {
  const lines =
    `read_csv(${sqlText(path)}, auto_detect = false, delim = '\u0001', quote = '', escape = '', header = false, ${LONG_LINES}, ` +
    `columns = {'line': 'VARCHAR'})`;
  const [found] = await ask(
    `SELECT first(line), count(*) FILTER (regexp_matches(line, '(^|\\t)".*"(\\t|$)')), ` +
      `count(*) FILTER (contains(line, '\\')), count(*) FROM ${lines}`,
  );
  const [first, quoted, escaped, lineCount] = found ?? [];
  mustHaveNames(Number(lineCount) === 0 ? undefined : (first ?? ''), header);
  if (Number(quoted) > 0 && Number(escaped) === 0) return null;
  const fields = (first ?? '').replace(/^\u{feff}/u, '').split(TAB);
  const names = columnNames(fields.map((field) => (header ? unescaped(field) : '')));
  const columns = names.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  const raw =
    `read_csv(${sqlText(path)}, auto_detect = false, delim = ${sqlText(TAB)}, quote = '', escape = '', header = ${header}, ` +
    `nullstr = '\\N', ${LONG_LINES}, columns = {${columns}})`;
  const cells = names.map((name) => `${withoutEscapes(sqlName(name))} AS ${sqlName(name)}`).join(', ');
  const exact = `(SELECT ${cells} FROM ${raw})`;
  const blanks = names.map((name) => `nullif(${sqlName(name)}, '') AS ${sqlName(name)}`).join(', ');
  return { exact, blankless: `(SELECT ${blanks} FROM ${exact})`, names };
}

/** The table in which the columns that are no text have NULL for the empty text. */
export function mixedTable({ exact, names }: TsvSource, isText: (index: number) => boolean): string {
  const cells = names.map((name, index) =>
    isText(index) ? sqlName(name) : `nullif(${sqlName(name)}, '') AS ${sqlName(name)}`,
  );
  return `(SELECT ${cells.join(', ')} FROM ${exact})`;
}

const ESCAPES: readonly (readonly [string, number])[] = [
  ['\\t', 9],
  ['\\n', 10],
  ['\\r', 13],
  ['\\b', 8],
  ['\\f', 12],
  ['\\v', 11],
];

/** Cut at the escaped backslashes, so that what is left of each backslash begins another escape. */
function withoutEscapes(cell: string): string {
  const part = ESCAPES.reduce((text, [escape, code]) => `replace(${text}, '${escape}', chr(${code}))`, 'p');
  const text = `array_to_string(list_transform(string_split(${cell}, '\\\\'), lambda p: ${part}), '\\')`;
  return `CASE WHEN contains(${cell}, '\\') THEN ${text} ELSE ${cell} END`;
}

function unescaped(text: string): string {
  const part = (piece: string): string =>
    ESCAPES.reduce((made, [escape, code]) => made.replaceAll(escape, String.fromCharCode(code)), piece);
  return text.split('\\\\').map(part).join('\\');
}

import { sqlText } from '../../results/embedded.js';
import { QueryError } from '../../support/errors.js';
import type { ImportTarget } from './plan.js';
import { rowsOf, type ImportSource } from './source.js';

/** Of one statement: DuckDB's time to plan it grows faster than their number. */
const MOST_COLUMNS = 200;
const TEXT_TYPE = /^(?:VARCHAR|TEXT|STRING|CHAR|JSON)\b/i;

/**
 * A statement that failed over a value of the file (`Could not convert string 'x' to INT32`), with the row and column
 * in which that value stands first; other errors as they are. No engine tells: they see texts in a batch.
 */
export async function placed(thrown: unknown, source: ImportSource, { columns }: ImportTarget): Promise<unknown> {
  if (!(thrown instanceof QueryError)) return thrown;
  const { message, engineCode, sqlState, queryId, hint } = thrown;
  const value = /'((?:[^'\n]|'')*)'/.exec(message)?.[1]?.replaceAll("''", "'");
  const typed = columns.filter(({ typeName }) => !TEXT_TYPE.test(typeName)).slice(0, MOST_COLUMNS);
  if (value === undefined || typed.length === 0) return thrown;
  const firsts = typed.map(({ from }) => `min(CASE WHEN ${from}::VARCHAR = ${sqlText(value)} THEN place END)`);
  const rows = `SELECT row_number() OVER () AS place, * FROM ${source.from}`;
  const [places = []] = await rowsOf(source.connection, `SELECT ${firsts.join(', ')} FROM (${rows})`).catch(() => []);
  const found = places.flatMap((place, index) => (place === null ? [] : [{ row: Number(place), index }]));
  const first = found.sort((a, b) => a.row - b.row)[0];
  if (!first) return thrown;
  const place = `Row ${first.row.toLocaleString('en-US')} of the file has it, in the column ${typed[first.index]!.from}.`;
  return new QueryError(message, {
    engineCode,
    sqlState,
    queryId,
    hint: [place, hint].filter(Boolean).join(' '),
    cause: thrown,
  });
}

import type { Dialect } from '../../sql/index.js';
import type { Wanted } from './want.js';
import type { Word } from './words.js';

/** docs.snowflake.com, CREATE FILE FORMAT: what COPY INTO takes of a file, the likelier first. */
const SNOWFLAKE =
  `FORMAT_NAME TYPE SKIP_HEADER PARSE_HEADER FIELD_DELIMITER FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF COMPRESSION
  EMPTY_FIELD_AS_NULL DATE_FORMAT TIMESTAMP_FORMAT ENCODING ESCAPE RECORD_DELIMITER TRIM_SPACE ERROR_ON_COLUMN_COUNT_MISMATCH
  STRIP_OUTER_ARRAY STRIP_NULL_VALUES BINARY_AS_TEXT USE_LOGICAL_TYPE`.split(/\s+/);
const TYPES = 'CSV JSON PARQUET AVRO ORC XML'.split(' ');
/** duckdb.org, COPY. */
const DUCKDB =
  `FORMAT HEADER DELIMITER QUOTE ESCAPE NULLSTR COMPRESSION PARTITION_BY OVERWRITE_OR_IGNORE APPEND FILE_SIZE_BYTES
  DATEFORMAT TIMESTAMPFORMAT ROW_GROUP_SIZE FILENAME_PATTERN ARRAY RETURN_FILES`.split(/\s+/);

/** In the brackets that say how a file is written: `FILE_FORMAT = (…)`, `COPY … TO 'x' (…)`; undefined elsewhere. */
export function formatOptions(
  words: readonly Word[],
  { at, opened }: { readonly at: number; readonly opened: number | undefined },
  dialect: Dialect,
): Wanted | undefined {
  if (opened === undefined) return undefined;
  const [previous, name] = [words[at - 1], words[at - 2]];
  if (dialect === 'snowflake') {
    if (words[opened]?.text !== '=' || words[opened - 1]?.upper !== 'FILE_FORMAT') return undefined;
    if (previous?.text !== '=') return { wants: [], keywords: SNOWFLAKE };
    if (name?.upper === 'FORMAT_NAME') return { wants: ['objects'], objects: ['file formats'], keywords: [] };
    return { wants: [], keywords: name?.upper === 'TYPE' ? TYPES : [] };
  }
  const isCopy = dialect === 'duckdb' && words[0]?.upper === 'COPY' && words[opened]?.kind === 'string';
  if (!isCopy) return undefined;
  if (previous?.upper === 'FORMAT') return { wants: [], keywords: ['CSV', 'PARQUET', 'JSON'] };
  const isDue = previous?.text === '(' || previous?.text === ',';
  return { wants: [], keywords: isDue ? DUCKDB : [] };
}

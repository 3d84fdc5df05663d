import type { Known } from '../../session/catalog/index.js';
import type { Dialect } from '../../sql/index.js';

const list = (text: string): readonly Known[] =>
  text
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, type: 'function' }));

/** In all three engines, by this name. */
const COMMON = `abs avg ceil coalesce concat count date_part date_trunc dense_rank exp first_value floor greatest lag
  last_value lead least left length ln lower lpad ltrim max median min mod ntile nullif percent_rank pi power rank replace
  reverse right round row_number rpad rtrim sign sqrt stddev substring sum translate trim trunc upper variance`;

/** docs.snowflake.com/en/sql-reference/functions-all: what everyday queries use. */
const SNOWFLAKE = list(`${COMMON} any_value approx_count_distinct array_agg array_construct array_contains array_size
  charindex contains convert_timezone count_if current_account current_database current_date current_role current_schema
  current_timestamp current_user current_version current_warehouse date_from_parts dateadd datediff day dayname dayofweek
  decode div0 editdistance endswith equal_null flatten get get_path hash hour iff ifnull ilike
  initcap is_null_value last_day last_query_id listagg md5 minute mode month monthname months_between nvl nvl2
  object_agg object_construct object_keys parse_json percentile_cont quarter random ratio_to_report regexp_count
  regexp_instr regexp_like regexp_replace regexp_substr result_scan second sha2 split split_part startswith strtok
  sysdate system$typeof time_slice timediff timestampadd timestampdiff to_array to_binary to_boolean to_char to_date to_decimal
  to_double to_json to_number to_object to_time to_timestamp to_timestamp_ltz to_timestamp_ntz to_timestamp_tz to_varchar
  to_variant try_cast try_parse_json try_to_date try_to_number try_to_timestamp typeof uniform uuid_string week year
  zeroifnull`);

/** docs.databricks.com/sql/language-manual/sql-ref-functions-builtin: what everyday queries use. */
const DATABRICKS =
  list(`${COMMON} add_months aggregate ai_query any_value approx_count_distinct array array_agg array_contains
  array_distinct array_join array_size array_sort cardinality collect_list collect_set concat_ws contains count_if
  current_catalog current_database current_date current_schema current_timestamp current_user date_add date_diff date_format
  date_sub dateadd datediff day dayofweek element_at endswith explode explode_outer filter flatten format_number from_json
  from_unixtime get_json_object hash hour if ifnull ilike inline is_member isnull json_object_keys last_day levenshtein
  listagg make_date map map_from_arrays map_keys map_values md5 minute mode month monotonically_increasing_id months_between
  named_struct now nvl nvl2 percentile posexplode quarter rand read_files regexp_count regexp_extract regexp_like
  regexp_replace schema_of_json second sequence sha2 size slice split split_part startswith str_to_map struct timestampadd
  timestampdiff to_char to_date to_json to_number to_timestamp to_utc_timestamp transform try_add try_cast try_divide
  try_to_number try_to_timestamp typeof unix_timestamp uuid variant_get weekofyear year zip_with`);

/** Functions that give tables: behind TABLE( on Snowflake, behind FROM on Databricks. */
export const TABLE_FUNCTIONS: Readonly<Record<Dialect, readonly Known[]>> = {
  duckdb: [],
  snowflake: list(`flatten generator result_scan split_to_table strtok_split_to_table infer_schema validate
    information_schema.query_history information_schema.task_history information_schema.copy_history
    information_schema.warehouse_metering_history`),
  databricks: list(`range explode explode_outer inline inline_outer posexplode stack read_files table_changes
    sql_keywords json_tuple`),
};

/** The functions of an engine that isn't asked for its own; a DuckDB answers that at no cost. */
export const FUNCTIONS: Readonly<Record<Dialect, readonly Known[]>> = {
  duckdb: [],
  snowflake: SNOWFLAKE,
  databricks: DATABRICKS,
};

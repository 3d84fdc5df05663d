import type { EngineName } from '../../backends/base.js';
import { databricksLists } from './databricks.js';
import { duckdbLists } from './duckdb.js';
import type { EngineLists } from './engine.js';
import { snowflakeLists } from './snowflake.js';

const LISTS: Readonly<Record<EngineName, EngineLists>> = {
  snowflake: snowflakeLists,
  databricks: databricksLists,
  duckdb: duckdbLists,
};

export function listsOf(engine: EngineName): EngineLists {
  return LISTS[engine];
}

export type { Details, EngineLists, Listing, Place } from './engine.js';

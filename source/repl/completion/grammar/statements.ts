import type { Dialect } from '../../../sql/index.js';
import { patternOf, type State } from './pattern.js';

/**
 * Statements that are no queries, as their engines' manuals give them: duckdb.org/docs/stable/sql/statements,
 * docs.snowflake.com/en/sql-reference/sql-all, docs.databricks.com/sql/language-manual. The likelier forms first.
 * What is missing here is still run; only its words aren't proposed.
 */
const PRIVILEGES = `{SELECT|USAGE|INSERT|UPDATE|DELETE|TRUNCATE|REFERENCES|OPERATE|MONITOR|MODIFY|OWNERSHIP|ALL PRIVILEGES
  |CREATE TABLE|CREATE VIEW|CREATE SCHEMA|CREATE STAGE|IMPORTED PRIVILEGES|APPLY MASKING POLICY}`;
const ON_OBJECT = `ON {TABLE <table>|VIEW <table>|SCHEMA <schema>|DATABASE <catalog>|WAREHOUSE <warehouse>|STAGE <stage>
  |FUNCTION <user-function> <group>|PROCEDURE <procedure> <group>|ACCOUNT
  |ALL {TABLES|VIEWS} IN {SCHEMA <schema>|DATABASE <catalog>}|FUTURE {TABLES|VIEWS|SCHEMAS} IN {SCHEMA <schema>|DATABASE <catalog>}}`;
const SCOPE_OF = 'IN {SCHEMA <schema>|DATABASE <catalog>|ACCOUNT}';

const ALIAS = `[{AS <alias>|<alias>}]`;
const MERGE_TARGET = `MERGE INTO <table> ${ALIAS} USING {<table>|<group>} ${ALIAS}`;

const COMMON = [
  `UPDATE <table> ${ALIAS} SET <expression> [FROM <query>] [WHERE <expression>]`,
  `DELETE FROM <table> ${ALIAS} [USING <query>] [WHERE <expression>]`,
  `INSERT INTO <table> [<columns>] {VALUES <rest>|<query>}`,
  `${MERGE_TARGET} ON <expression> [WHEN {MATCHED [AND <expression>] THEN {UPDATE SET <expression>|DELETE}
    |NOT MATCHED [AND <expression>] THEN INSERT {[<columns>] VALUES <group>|*}}]*`,
  'CREATE [OR REPLACE] TABLE [IF NOT EXISTS] <new> {AS <query>|<definitions> [AS <query>]}',
  'CREATE [OR REPLACE] VIEW [IF NOT EXISTS] <new> [<group>] AS <query>',
  'CREATE SCHEMA [IF NOT EXISTS] <new>',
  'ALTER TABLE [IF EXISTS] <table> {ADD COLUMN [IF NOT EXISTS] <name> <type>|DROP COLUMN [IF EXISTS] <column>|RENAME COLUMN <column> TO <name>|RENAME TO <name>}',
  'DROP {TABLE|VIEW} [IF EXISTS] <table>',
  'DROP SCHEMA [IF EXISTS] <schema> [{CASCADE|RESTRICT}]',
  'TRUNCATE TABLE <table>',
  'COMMENT ON {TABLE <table>|VIEW <table>|SCHEMA <schema>|COLUMN <table-column>} IS <string>',
  'COMMIT',
  'ROLLBACK',
];

const DUCKDB = [
  'INSERT OR {REPLACE|IGNORE} INTO <table> [<columns>] {VALUES <rest>|<query>}',
  'INSERT INTO <table> {BY NAME <query>|DEFAULT VALUES}',
  `${MERGE_TARGET} USING <columns> [WHEN {MATCHED|NOT MATCHED} THEN {UPDATE|INSERT|DELETE|DO NOTHING}]*`,
  `${MERGE_TARGET} ON <expression> [WHEN NOT MATCHED BY {SOURCE|TARGET} [AND <expression>] THEN {UPDATE SET <expression>|DELETE|INSERT|DO NOTHING|ERROR}]*`,
  'CREATE [OR REPLACE] {TEMP|TEMPORARY} {TABLE [IF NOT EXISTS] <new> {AS <query>|<definitions>}|VIEW <new> AS <query>|MACRO <rest>|SEQUENCE <rest>}',
  'CREATE [OR REPLACE] {MACRO|FUNCTION} <new> <group> AS {TABLE <query>|<rest>}',
  'CREATE SEQUENCE [IF NOT EXISTS] <name> [START WITH <number>] [INCREMENT BY <number>]',
  'CREATE [UNIQUE] INDEX [IF NOT EXISTS] <name> ON <table> <columns>',
  'CREATE TYPE <new> AS {ENUM <group>|<type>}',
  'CREATE [OR REPLACE] [PERSISTENT] SECRET [IF NOT EXISTS] [<name>] <group>',
  'ALTER TABLE [IF EXISTS] <table> ALTER [COLUMN] <column> {TYPE <type>|SET DATA TYPE <type>|SET DEFAULT <expression>|DROP DEFAULT|SET NOT NULL|DROP NOT NULL}',
  'ALTER TABLE [IF EXISTS] <table> ADD PRIMARY KEY <columns>',
  'ALTER VIEW <table> RENAME TO <name>',
  'DROP {SEQUENCE [IF EXISTS] <sequence>|INDEX [IF EXISTS] <index>|MACRO [IF EXISTS] <user-function>|FUNCTION [IF EXISTS] <user-function>|TYPE [IF EXISTS] <own-type>|SECRET [IF EXISTS] <secret>}',
  'CALL <table-function> <group>',
  'ATTACH [IF NOT EXISTS] <string> [AS <name>] [<group>]',
  'DETACH [DATABASE] [IF EXISTS] <catalog>',
  'COPY {<table> [<columns>]|<group>} {TO <string> [<group>]|FROM <string> [<group>]}',
  'COPY FROM DATABASE <catalog> TO <catalog>',
  'EXPORT DATABASE <string> [<group>]',
  'IMPORT DATABASE <string>',
  'DESCRIBE {<table>|<query>}',
  'SUMMARIZE {<table>|<query>}',
  'SHOW {TABLES|ALL TABLES|DATABASES|TABLES FROM <schema>|<table>}',
  'PIVOT {<table>|<group>} ON <expression> [USING <expression>] [GROUP BY <expression>] [ORDER BY <expression>]',
  'UNPIVOT {<table>|<group>} ON <expression> INTO NAME <name> VALUE <name>',
  'USE {<catalog>|<schema>}',
  'SET [{SESSION|GLOBAL}] <setting> = <value>',
  'SET VARIABLE <name> = <expression>',
  'RESET [{SESSION|GLOBAL}] <setting>',
  'PRAGMA {<setting>|<pragma>}',
  'INSTALL <extension> [FROM <value>]',
  'LOAD <extension>',
  'VACUUM [ANALYZE] [<table>]',
  'ANALYZE',
  'CHECKPOINT [<catalog>]',
  'BEGIN TRANSACTION',
  'PREPARE <name> AS <query>',
  'EXECUTE <name> [<group>]',
  'DEALLOCATE <name>',
];

const SNOWFLAKE = [
  'INSERT OVERWRITE INTO <table> [<columns>] {VALUES <rest>|<query>}',
  `${MERGE_TARGET} ON <expression> [WHEN NOT MATCHED BY SOURCE [AND <expression>] THEN {UPDATE SET <expression>|DELETE}]*`,
  'CREATE [OR REPLACE] {TRANSIENT|TEMPORARY} TABLE [IF NOT EXISTS] <new> {AS <query>|<definitions>|LIKE <table>|CLONE <table>}',
  'CREATE [OR REPLACE] TABLE [IF NOT EXISTS] <new> {LIKE <table>|CLONE <table>}',
  'CREATE [OR REPLACE] {SECURE|MATERIALIZED} VIEW [IF NOT EXISTS] <new> [<group>] AS <query>',
  'CREATE [OR REPLACE] DYNAMIC TABLE <new> TARGET_LAG = <value> WAREHOUSE = <warehouse> AS <query>',
  'CREATE [OR REPLACE] {DATABASE|SCHEMA} [IF NOT EXISTS] <new> [CLONE <new>]',
  `CREATE [OR REPLACE] WAREHOUSE [IF NOT EXISTS] <name> [WITH] [{WAREHOUSE_SIZE = <value>|AUTO_SUSPEND = <number>|AUTO_RESUME = <value>|INITIALLY_SUSPENDED = <value>}]*`,
  'CREATE [OR REPLACE] {ROLE|USER|SEQUENCE|STREAM|TASK|FILE FORMAT|STAGE|PIPE|FUNCTION|PROCEDURE|TAG|MASKING POLICY} <rest>',
  'ALTER TABLE [IF EXISTS] <table> {ALTER [COLUMN] <column> {SET DATA TYPE <type>|DROP DEFAULT|SET NOT NULL|DROP NOT NULL|COMMENT <string>}|MODIFY COLUMN <column> <type>|SWAP WITH <table>|CLUSTER BY <columns>|SET COMMENT = <string>|SET TAG <rest>}',
  'ALTER {VIEW|DATABASE|SCHEMA} [IF EXISTS] <table> {RENAME TO <name>|SET <rest>|UNSET <rest>}',
  'ALTER SESSION {SET <setting> = <value>|UNSET <setting>}',
  `ALTER WAREHOUSE [IF EXISTS] <warehouse> {SUSPEND|RESUME [IF SUSPENDED]|ABORT ALL QUERIES|RENAME TO <name>
    |SET {WAREHOUSE_SIZE = <value>|AUTO_SUSPEND = <number>|AUTO_RESUME = <value>|MAX_CLUSTER_COUNT = <number>|STATEMENT_TIMEOUT_IN_SECONDS = <number>}}`,
  'ALTER USER <user> SET {DEFAULT_ROLE = <role>|DEFAULT_WAREHOUSE = <warehouse>|DEFAULT_NAMESPACE = <value>|RSA_PUBLIC_KEY = <string>|PASSWORD = <string>}',
  'ALTER {TASK <task>|PIPE <pipe>|STREAM <stream>|ROLE <role>|STAGE <stage>|DYNAMIC TABLE <table>} {RESUME|SUSPEND|RENAME TO <name>|REFRESH|SET <rest>}',
  'DROP {TABLE|VIEW|MATERIALIZED VIEW|DYNAMIC TABLE|EXTERNAL TABLE} [IF EXISTS] <table> [{CASCADE|RESTRICT}]',
  'DROP DATABASE [IF EXISTS] <catalog> [{CASCADE|RESTRICT}]',
  'DROP WAREHOUSE [IF EXISTS] <warehouse>',
  'DROP ROLE [IF EXISTS] <role>',
  'DROP STAGE [IF EXISTS] <stage>',
  'DROP {USER [IF EXISTS] <user>|SEQUENCE [IF EXISTS] <sequence>|STREAM [IF EXISTS] <stream>|TASK [IF EXISTS] <task>|FILE FORMAT [IF EXISTS] <file-format>|PIPE [IF EXISTS] <pipe>}',
  'DROP {FUNCTION [IF EXISTS] <user-function> <group>|PROCEDURE [IF EXISTS] <procedure> <group>}',
  'CALL <procedure> <group>',
  'UNDROP {TABLE|SCHEMA|DATABASE} <name>',
  'DESCRIBE {TABLE <table>|VIEW <table>|SCHEMA <schema>|DATABASE <catalog>|WAREHOUSE <warehouse>|STAGE <stage>|FUNCTION <user-function> <group>|PROCEDURE <procedure> <group>|USER <user>|TASK <task>|STREAM <stream>|PIPE <pipe>|SEQUENCE <sequence>|FILE FORMAT <file-format>|<table>}',
  `SHOW [TERSE] {TABLES|VIEWS|OBJECTS|SCHEMAS|DYNAMIC TABLES|STAGES|TASKS|STREAMS|PIPES|SEQUENCES|FILE FORMATS|USER FUNCTIONS|FUNCTIONS|PROCEDURES} [HISTORY] [LIKE <string>] [${SCOPE_OF}] [STARTS WITH <string>] [LIMIT <number>]`,
  'SHOW [TERSE] {TABLES|VIEWS|OBJECTS|STAGES} IN <schema>',
  'SHOW [TERSE] {DATABASES|WAREHOUSES|ROLES|USERS} [LIKE <string>] [STARTS WITH <string>] [LIMIT <number>]',
  'SHOW COLUMNS [LIKE <string>] IN {TABLE <table>|VIEW <table>|SCHEMA <schema>|DATABASE <catalog>|ACCOUNT}',
  'SHOW {PRIMARY KEYS|UNIQUE KEYS|IMPORTED KEYS} [IN {TABLE <table>|SCHEMA <schema>}]',
  `SHOW GRANTS {${ON_OBJECT}|TO {ROLE <role>|USER <user>}|OF ROLE <role>}`,
  'SHOW FUTURE GRANTS IN {SCHEMA <schema>|DATABASE <catalog>}',
  'SHOW PARAMETERS [LIKE <string>] [IN {SESSION|ACCOUNT|WAREHOUSE <warehouse>|DATABASE <catalog>|SCHEMA <schema>|TABLE <table>|USER <user>}]',
  'SHOW {TRANSACTIONS|LOCKS|VARIABLES|REGIONS}',
  'USE {<catalog>|<schema>|WAREHOUSE <warehouse>|ROLE <role>|DATABASE <catalog>|SCHEMA <schema>|SECONDARY ROLES {ALL|NONE}}',
  `GRANT {ROLE <role> TO {ROLE <role>|USER <user>}|${PRIVILEGES}[, ${PRIVILEGES}]* ${ON_OBJECT} TO ROLE <role> [WITH GRANT OPTION]}`,
  `REVOKE {ROLE <role> FROM {ROLE <role>|USER <user>}|${PRIVILEGES}[, ${PRIVILEGES}]* ${ON_OBJECT} FROM ROLE <role>}`,
  'COPY INTO <table> [<columns>] FROM {<stage-path>|<group>} [{FILE_FORMAT = <group>|PATTERN = <string>|FILES = <group>|ON_ERROR = <value>|FORCE = <value>|PURGE = <value>|MATCH_BY_COLUMN_NAME = <value>|VALIDATION_MODE = <value>}]*',
  'COPY INTO <stage-path> FROM {<table>|<group>} [{FILE_FORMAT = <group>|HEADER = <value>|OVERWRITE = <value>|SINGLE = <value>|MAX_FILE_SIZE = <number>}]*',
  '{LIST|REMOVE} <stage-path> [PATTERN = <string>]',
  'GET <stage-path> <value>',
  'PUT <value> <stage-path> [{AUTO_COMPRESS = <value>|OVERWRITE = <value>|PARALLEL = <number>|SOURCE_COMPRESSION = <value>}]*',
  'SET <name> = <expression>',
  'UNSET <name>',
  'BEGIN [{TRANSACTION|NAME <name>}]',
  'EXECUTE IMMEDIATE {<string>|<value>}',
  'EXECUTE TASK <task>',
];

const DATABRICKS_OBJECT = `{TABLE <table>|VIEW <table>|SCHEMA <schema>|CATALOG <catalog>|VOLUME <volume>|FUNCTION <user-function>}`;
const DATABRICKS = [
  'INSERT OVERWRITE [TABLE] <table> [<columns>] {VALUES <rest>|<query>}',
  'INSERT INTO TABLE <table> [<columns>] {VALUES <rest>|<query>}',
  `${MERGE_TARGET} ON <expression> [WHEN {MATCHED THEN UPDATE SET *|NOT MATCHED BY SOURCE [AND <expression>] THEN {UPDATE SET <expression>|DELETE}}]*`,
  'CREATE [OR REPLACE] TABLE [IF NOT EXISTS] <new> [<definitions>] [USING <value>] [{PARTITIONED BY <columns>|CLUSTER BY <columns>|COMMENT <string>|LOCATION <string>|TBLPROPERTIES <group>}]* [AS <query>]',
  'CREATE TABLE [IF NOT EXISTS] <new> {SHALLOW CLONE <table>|DEEP CLONE <table>|LIKE <table>}',
  'CREATE [OR REPLACE] {TEMPORARY VIEW|MATERIALIZED VIEW|STREAMING TABLE} [IF NOT EXISTS] <new> [<group>] AS <query>',
  'COPY INTO <table> FROM {<string>|<group>} FILEFORMAT = {CSV|JSON|PARQUET|AVRO|ORC|TEXT|BINARYFILE} [{FILES = <group>|PATTERN = <string>|FORMAT_OPTIONS <group>|COPY_OPTIONS <group>}]*',
  'CREATE CATALOG [IF NOT EXISTS] <name> [COMMENT <string>]',
  'CREATE VOLUME [IF NOT EXISTS] <name>',
  'CREATE [OR REPLACE] [TEMPORARY] FUNCTION <rest>',
  'ALTER TABLE <table> {ALTER COLUMN <column> {COMMENT <string>|SET NOT NULL|DROP NOT NULL|TYPE <type>}|SET TBLPROPERTIES <group>|CLUSTER BY <columns>|ADD CONSTRAINT <name> <rest>|SET OWNER TO <name>|ADD PARTITION <group>}',
  'ALTER {VIEW <table>|SCHEMA <schema>|CATALOG <catalog>} {RENAME TO <name>|SET OWNER TO <name>|SET TAGS <group>}',
  'DROP CATALOG [IF EXISTS] <catalog> [{CASCADE|RESTRICT}]',
  'DROP {FUNCTION [IF EXISTS] <user-function>|VOLUME [IF EXISTS] <volume>|PROCEDURE [IF EXISTS] <procedure>}',
  'CALL <procedure> <group>',
  'DESCRIBE {TABLE [EXTENDED] <table>|EXTENDED <table>|HISTORY <table>|DETAIL <table>|SCHEMA <schema>|CATALOG <catalog>|FUNCTION <function>|PROCEDURE [EXTENDED] <procedure>|VOLUME <volume>|QUERY <query>|<table>}',
  'SHOW {TABLES|VIEWS|VOLUMES|USER FUNCTIONS|FUNCTIONS} [IN <schema>] [LIKE <string>]',
  'SHOW PROCEDURES [IN <schema>]',
  'SHOW {SCHEMAS|DATABASES} [IN <catalog>] [LIKE <string>]',
  'SHOW {CATALOGS|GROUPS|USERS} [LIKE <string>]',
  'SHOW COLUMNS IN <table>',
  'SHOW {CREATE TABLE|PARTITIONS|TBLPROPERTIES} <table>',
  'SHOW TABLE EXTENDED [IN <schema>] LIKE <string>',
  `SHOW GRANTS [<name>] ON ${DATABRICKS_OBJECT}`,
  'USE {<catalog>|<schema>|CATALOG <catalog>|SCHEMA <schema>}',
  `GRANT {SELECT|MODIFY|USE CATALOG|USE SCHEMA|CREATE TABLE|CREATE SCHEMA|EXECUTE|READ VOLUME|WRITE VOLUME|ALL PRIVILEGES} ON ${DATABRICKS_OBJECT} TO <name>`,
  `REVOKE {SELECT|MODIFY|USE CATALOG|USE SCHEMA|CREATE TABLE|CREATE SCHEMA|EXECUTE|READ VOLUME|WRITE VOLUME|ALL PRIVILEGES} ON ${DATABRICKS_OBJECT} FROM <name>`,
  'OPTIMIZE <table> [WHERE <expression>] [ZORDER BY <columns>]',
  'VACUUM <table> [RETAIN <number> HOURS] [DRY RUN]',
  'RESTORE TABLE <table> TO {VERSION AS OF <number>|TIMESTAMP AS OF <string>}',
  'CACHE [LAZY] TABLE <table>',
  'UNCACHE TABLE [IF EXISTS] <table>',
  'REFRESH {TABLE <table>|MATERIALIZED VIEW <table>|<table>}',
  'ANALYZE TABLE <table> COMPUTE STATISTICS [{NOSCAN|FOR ALL COLUMNS|FOR COLUMNS <rest>}]',
  'SET [<setting> [= <value>]]',
  'SET {TIME ZONE <value>|VAR <name> = <expression>}',
  'RESET [<setting>]',
  'EXECUTE IMMEDIATE <value>',
];

const OWN: Readonly<Record<Dialect, readonly string[]>> = {
  duckdb: DUCKDB,
  snowflake: SNOWFLAKE,
  databricks: DATABRICKS,
};

/** The patterns of a dialect, as they are written above. */
export function patternTexts(dialect: Dialect): readonly string[] {
  return [...COMMON, ...OWN[dialect]];
}

/** By dialect and verb: all of a dialect's would take longer than the first key may (`npm run bench -- completion`). */
const compiled = new Map<string, readonly State[]>();

/** Where the statements of a dialect begin that have this first word, in upper case. */
export function patternsOf(dialect: Dialect, verb: string): readonly State[] {
  const key = `${dialect} ${verb}`;
  let states = compiled.get(key);
  if (!states) {
    states = patternTexts(dialect)
      .filter((text) => verbsOf(text).includes(verb))
      .flatMap(patternOf);
    compiled.set(key, states);
  }
  return states;
}

/** `DROP` of `DROP TABLE …`, both of `{LIST|REMOVE} …`. */
function verbsOf(text: string): readonly string[] {
  return /^\{?([A-Z|]+)/.exec(text)?.[1]?.split('|') ?? [];
}

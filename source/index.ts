export {
  BaseDatabaseBackend,
  type AuthMode,
  type BackendEvent,
  type CancelOutcome,
  type Catalog,
  type CatalogEntry,
  type Choice,
  type ColumnEntry,
  type Connection,
  type ConnectionContext,
  type ConnectionOptions,
  type ConnectionReport,
  type ContextField,
  type DatabaseConfig,
  type EngineName,
  type ExecuteOptions,
  type Fault,
  type Field,
  type Io,
  type Listed,
  type ListKind,
  type Login,
  type Parameters,
  type ParameterValue,
  type Question,
  type StageReport,
  type Statement,
  type WaitingFor,
} from './backends/base.js';
export { getBackend, listBackends } from './backends/index.js';
export { DatabricksBackend } from './backends/databricks/backend.js';
export { DuckDBBackend } from './backends/duckdb/backend.js';
export { SnowflakeBackend } from './backends/snowflake/backend.js';
export { ProfileStore, type Profile, type ProfileSettings } from './profiles/index.js';
export type { Batch, Cell, Column, Kind, Row } from './results/column.js';
export {
  openSession,
  Session,
  type OpenOptions,
  type Run,
  type RunOptions,
  type SessionEvent,
  type SqlText,
  type StatementText,
} from './session/index.js';
export { classifyStatement, splitStatements } from './sql/index.js';
export {
  AuthError,
  CancelledError,
  ConfigError,
  ConnectionError,
  ExportError,
  QueryError,
  SmallexError,
  TimeoutError,
  ValueError,
} from './support/errors.js';

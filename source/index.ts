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
  type KeptLogins,
  type Listed,
  type ListKind,
  type Login,
  type ObjectKind,
  type Parameters,
  type ParameterValue,
  type Question,
  type StageReport,
  type Statement,
  type WaitingFor,
} from './backends/base.js';
export type { PastedText } from './backends/pasted-text.js';
export { getBackend, listBackends } from './backends/index.js';
export { DatabricksBackend } from './backends/databricks/backend.js';
export { DuckDBBackend } from './backends/duckdb/backend.js';
export { SnowflakeBackend } from './backends/snowflake/backend.js';
export { ProfileStore, type Profile, type ProfileSettings } from './profiles/index.js';
export type { Batch, Cell, Column, Kind, Row } from './results/column.js';
export {
  openSession,
  Session,
  type Asleep,
  type OpenOptions,
  type ProductionQuestion,
  type Run,
  type RunOptions,
  type RunState,
  type SessionEvent,
  type SqlText,
  type StatementText,
} from './session/index.js';
export { classifyStatement, splitStatements, type Classification, type SplitOptions } from './sql/index.js';
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
  type StageName,
} from './support/errors.js';

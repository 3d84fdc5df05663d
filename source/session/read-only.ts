import type { ConnectionOptions, EngineName } from '../backends/base.js';

/** What the engine itself does about read-only, beside the statements that smallex refuses. */
export type Enforcement =
  { readonly by: 'duckdb' } | { readonly by: 'secondary-roles-off' } | { readonly by: 'nobody'; readonly why: string };

/**
 * The options under which a read-only session opens, and what of it the engine then enforces. DuckDB opens a file in its
 * access mode READ_ONLY. On Snowflake users have all their roles active by default (`DEFAULT_SECONDARY_ROLES`), so that
 * a role which may only read stops nothing: the others are switched off, unless the profile names them itself.
 * Source: docs.snowflake.com/en/sql-reference/sql/use-secondary-roles, duckdb.org/docs/stable/connect/concurrency
 */
export function readOnlyOptions(
  engine: EngineName,
  options: ConnectionOptions,
): { readonly options: ConnectionOptions; readonly enforcement: Enforcement } {
  if (engine === 'duckdb') {
    return isFile(options)
      ? { options: { ...options, read_only: true }, enforcement: { by: 'duckdb' } }
      : { options, enforcement: { by: 'nobody', why: 'DuckDB opens only database files read-only' } };
  }
  if (engine === 'databricks') {
    return { options, enforcement: { by: 'nobody', why: 'Databricks has no read-only sessions' } };
  }
  const chosen = options['secondary_roles'];
  if (typeof chosen !== 'string' || chosen.trim() === '' || /^none$/i.test(chosen.trim())) {
    return { options: { ...options, secondary_roles: 'NONE' }, enforcement: { by: 'secondary-roles-off' } };
  }
  const why = `the profile keeps the secondary roles ${chosen.trim()}, and what they may write, Snowflake allows`;
  return { options, enforcement: { by: 'nobody', why } };
}

function isFile({ path, auth_mode: mode }: ConnectionOptions): boolean {
  if (mode === 'memory' || mode === 'motherduck' || typeof path !== 'string') return false;
  return path.trim() !== '' && path.trim() !== ':memory:' && !path.trim().startsWith('md:');
}

/** One line on opening: who refuses what, without false comfort. */
export function readOnlyNotice(enforcement: Enforcement, role: string | null): string {
  const ours = 'Read-only: smallex refuses what is not surely a read';
  switch (enforcement.by) {
    case 'duckdb':
      return `${ours}, and DuckDB has opened the file in its access mode READ_ONLY.`;
    case 'secondary-roles-off':
      return `${ours}; secondary roles are off (USE SECONDARY ROLES NONE). What the role ${role ?? 'in use'} itself may write, Snowflake still allows.`;
    case 'nobody':
      return `${ours}. Nothing else does: ${enforcement.why}.`;
  }
}

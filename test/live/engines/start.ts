import { startDatabricksEngine } from './databricks/start.js';
import type { DatabricksEngine } from './databricks/start.js';
import { startSnowflakeEngine } from './snowflake/start.js';
import type { SnowflakeEngine } from './snowflake/start.js';

/** The Python interpreter of each installed engine. */
interface Interpreters {
  readonly snowflake: string;
  readonly databricks: string;
}

/** What the runner hands to the tests in SMALLEX_LIVE. */
export interface LiveEngines {
  readonly python: Interpreters;
  readonly snowflake: SnowflakeEngine;
  readonly databricks: DatabricksEngine;
}

/**
 * Starts both engines side by side (about 12 s); when one fails to start, the other is stopped.
 * @public called by run.js, which bundles this file first
 */
export async function startEngines(python: Interpreters): Promise<{ live: LiveEngines; stop(): Promise<void> }> {
  const started = await Promise.allSettled([
    startSnowflakeEngine(python.snowflake),
    startDatabricksEngine(python.databricks),
  ]);
  const stop = async (): Promise<void> => {
    for (const engine of started) if (engine.status === 'fulfilled') await engine.value.stop();
  };
  const [snowflake, databricks] = started;
  if (snowflake.status === 'rejected' || databricks.status === 'rejected') {
    await stop();
    throw snowflake.status === 'rejected' ? snowflake.reason : (databricks as PromiseRejectedResult).reason;
  }
  return { live: { python, snowflake: snowflake.value, databricks: databricks.value }, stop };
}

import type { Connection, ConnectionReport, Io, StageReport } from './base.js';
import { runStage } from './stages.js';

/**
 * Tests an open connection by one `SELECT 1` and reports where it stands.
 * @throws QueryError, ConnectionError when the SELECT fails.
 */
export async function reportOn(
  connection: Connection,
  io: Io | undefined,
  warnings: readonly string[] = [],
): Promise<ConnectionReport> {
  const stages: StageReport[] = [];
  const listening: Io = {
    ask: (question) => io?.ask(question) ?? Promise.reject(new Error('A test asks nothing.')),
    onEvent: (event) => {
      if (event.type === 'stage' && event.state === 'ok') stages.push({ stage: event.stage, ok: true, ms: event.ms });
      io?.onEvent(event);
    },
  };
  const started = performance.now();
  await runStage(listening, 'select', async () => {
    const statement = await connection.execute('SELECT 1', io?.signal ? { signal: io.signal } : {});
    for await (const _rows of statement.batches());
    await statement.close();
  });
  return { ok: true, stages, context: connection.context(), latencyMs: performance.now() - started, warnings };
}

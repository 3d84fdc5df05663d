import { allCases } from './cases.js';
import { tryFault, type FaultResult } from './run.js';
import { faultTable, sentences } from './table.js';
import { databricksTarget, snowflakeTarget } from './targets.js';

/** The whole fault run; every result, the Markdown of docs/reliability.md, and how many things went wrong that must not. */
export async function faults(
  tell: (line: string) => void,
): Promise<{ markdown: string; wrong: number; tried: number }> {
  const results: FaultResult[] = [];
  for (const start of [snowflakeTarget, databricksTarget]) {
    const target = await start();
    for (const one of allCases().filter(({ engine }) => engine === target.engine)) {
      const result = await tryFault(target, one);
      results.push(result);
      const { fault, ending, faults: wrong, ms } = result;
      const line = `${fault.engine}: ${fault.work}, ${fault.step}: ${fault.fault}: ${ending} (${Math.round(ms)} ms)`;
      tell(wrong.length === 0 ? line : `${line}\n  WRONG: ${wrong.join('; ')}`);
    }
    await target.stop();
  }
  const wrong = results.reduce((sum, { faults: those }) => sum + those.length, 0);
  return { markdown: `${faultTable(results)}\n\n${sentences(results, 12)}`, wrong, tried: results.length };
}

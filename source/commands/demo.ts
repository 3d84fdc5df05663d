import { DEMO_STATEMENTS } from './demo-data.js';
import { scriptInputs, type MainOptions } from './options.js';
import { startOn } from './start.js';
import type { Target } from './target.js';

const DEMO: Target = {
  kind: 'config',
  name: 'demo',
  config: { engine: 'duckdb', connection: {} },
  startup: DEMO_STATEMENTS,
  why: 'the demo: tables customers, orders, events, wide and "awkward names", view order_totals',
};

/** The prompt, or the statements of -c, -f and stdin, on the demo's tables in memory. */
export function demo(options: MainOptions): Promise<number> {
  // The main command's -c and -f of the same names take them first, wherever they stand.
  return startOn(DEMO, options, scriptInputs());
}

import { DEMO_STATEMENTS } from './demo-data.js';
import type { MainOptions } from './options.js';
import { startOn } from './start.js';
import type { Target } from './target.js';

const DEMO: Target = {
  kind: 'config',
  name: 'demo',
  config: { engine: 'duckdb', connection: {} },
  startup: DEMO_STATEMENTS,
  why: 'the demo: tables customers, orders, events, wide and "awkward names", view order_totals',
};

export type DemoOptions = Omit<MainOptions, 'command'> & { readonly command?: string };

/** The prompt, or statements, on the demo's tables in memory. */
export function demo(options: DemoOptions): Promise<number> {
  const { command, ...rest } = options;
  const inputs = command === undefined ? [] : [{ kind: 'command' as const, text: command }];
  return startOn(DEMO, rest, inputs);
}

import type { Parameters } from '../../backends/base.js';

/** How a script runs, as the command line has it. */
export interface ScriptSettings {
  readonly onError: 'stop' | 'continue';
  readonly timeoutMs: number | undefined;
  readonly limit: number | undefined;
  readonly parameters: Parameters | undefined;
  readonly quiet: boolean;
  /** Every question of a production profile is answered with yes. */
  readonly yes: boolean;
  /** Whether `\!` and `|command` run. */
  readonly allowsShell: boolean;
}

import type { Host } from '../host.js';

/** How a file gets into a table of an engine. */
export interface Loading {
  /** The statements, as they are shown before anything runs. */
  readonly statements: readonly string[];
  /** What becomes of the table when a row fails, as a sentence. */
  readonly promise: string;
  /** @returns the number of rows that arrived. @throws SmallexError; the table is then as before */
  run(host: Host): Promise<number>;
}

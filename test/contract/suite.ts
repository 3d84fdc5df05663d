import { describe } from 'vitest';
import { cancelling } from './checks/cancelling.js';
import { closing } from './checks/closing.js';
import { opening } from './checks/opening.js';
import { processes } from './checks/processes.js';
import { runs } from './checks/runs.js';
import { sessions } from './checks/sessions.js';
import { statements } from './checks/statements.js';
import { turns } from './checks/turns.js';
import { values } from './checks/values.js';
import type { ContractEngine } from './engine.js';

/** What a backend promises (source/backends/base.ts), asked of one engine through its real driver. */
export function describeContract(engine: ContractEngine): void {
  describe(`the contract on ${engine.title}`, () => {
    for (const group of [opening, values, statements, cancelling, runs, turns, sessions, closing, processes])
      group(engine);
  });
}

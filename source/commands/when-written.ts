import { setTimeout } from 'node:timers/promises';
import { isGivenUp, PATIENCE_MS } from '../results/write-gate.js';
import { SIGNAL_CODES } from './stop-signals.js';

/**
 * Resolves when stdout has taken all that was written, however slow its reader is; of a program that was told to stop,
 * and where its reader was given up before, after a moment.
 */
export async function whenWritten(exitCode: number): Promise<void> {
  const written = new Promise((resolve) => process.stdout.write('', resolve));
  const isOver = isGivenUp(process.stdout) || SIGNAL_CODES.includes(exitCode);
  await (isOver ? Promise.race([written, setTimeout(PATIENCE_MS)]) : written);
}

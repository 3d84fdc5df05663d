import { bytesText } from '../results/progress.js';
import type { Stopped } from '../support/text-parts.js';

/** @param gridKey the key that shows the whole result, where it is kept */
export function stoppedText({ written, of }: Stopped, gridKey: string | undefined): string {
  const whole = gridKey === undefined ? '' : ` The result is kept: ${gridKey} opens it whole.`;
  return `Stopped printing after ${bytesText(written)} of ${bytesText(of)}.${whole}`;
}

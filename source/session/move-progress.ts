import type { BackendEvent } from '../backends/base.js';
import { bytesText } from '../results/progress.js';
import { countNetworkBytes } from '../support/network-bytes.js';
import type { FileMove } from './local-files.js';

const LOOK_EVERY_MS = 250;
/** Less is what the statement itself takes: a query and its answer. */
const WORTH_TELLING = 64 * 1024;

/**
 * Tells what is on its way, and how much of it went, as long as the engine says no more than that it runs: the drivers
 * tell nothing of a move, so what the process sends and receives stands for it. What is compressed on its way is smaller
 * than the file, so the two figures are told side by side, not as a part of the whole.
 */
export async function tellingMove<T>(
  { size, way }: FileMove,
  tell: (event: BackendEvent) => void,
  move: (tell: (event: BackendEvent) => void) => Promise<T>,
): Promise<T> {
  const count = countNetworkBytes();
  const went = (): string | null => {
    if (way === null || !count) return null;
    const { sent, received } = count();
    const bytes = way === 'up' ? sent : received;
    return bytes < WORTH_TELLING ? null : `${bytesText(bytes)} ${way === 'up' ? 'sent' : 'received'}`;
  };
  let told = '';
  const tellRunning = (): void => {
    const detail = [size, went()].filter((part) => part !== null).join(' · ');
    if (detail === told) return;
    told = detail;
    tell({ type: 'waiting', for: 'running', detail });
  };
  tellRunning();
  const timer = setInterval(tellRunning, LOOK_EVERY_MS);
  try {
    return await move((event) => {
      if (event.type !== 'waiting' || event.for !== 'running' || told === '') tell(event);
    });
  } finally {
    clearInterval(timer);
  }
}

import type { LiveEngines } from './engines/start.js';

/** The engines that `npm run test:live` started for this run. */
export function liveEngines(): LiveEngines {
  const told = process.env['SMALLEX_LIVE'];
  if (told === undefined) throw new Error('No live engines run here: start these tests with `npm run test:live`.');
  return JSON.parse(told) as LiveEngines;
}

import type { StageName } from '../support/errors.js';
import type { StageMark } from './state.js';

const NAMES: Record<StageName, string> = {
  resolve: 'Find it',
  login: 'Log in',
  role: 'Role',
  warehouse: 'Warehouse',
  catalog: 'Catalog',
  schema: 'Schema',
  select: 'SELECT 1',
};

/** A stage for people. */
export function stageLabel(stage: StageName): string {
  return NAMES[stage];
}

/** What stands behind a stage: what was found, and how long that took (`12 ms`, `3.4 s`). */
export function markDetail({ ms, detail }: StageMark): string {
  const took = ms === null ? '' : ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
  return [detail, took].filter(Boolean).join(', ');
}

import type { ScriptItem } from '../../meta/index.js';
import type { Session } from '../../session/index.js';
import { classifyStatement } from '../../sql/index.js';

/** How many of the items give a result. */
export function countResults(items: readonly ScriptItem[], dialect: Session['engine']): number {
  const shown = items.flatMap((item) => {
    if (item.kind === 'sql') return [item.sql];
    // Sent to the screen by \g and \gx; what they send to a file isn't counted.
    return item.buffer && /^\\(?:g|gx|G|go);*$/.test(item.text) ? [item.buffer.sql] : [];
  });
  return shown.filter((sql) => classifyStatement(sql, { dialect }).returnsRows).length;
}

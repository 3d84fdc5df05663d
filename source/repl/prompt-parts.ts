import type { Session } from '../session/index.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { completeness } from '../sql/index.js';
import { displayWidth } from '../support/width.js';
import type { Theme } from '../ui/theme.js';

/** The prompt as text, and how wide it is. */
export interface PromptText {
  readonly text: string;
  readonly width: number;
  /** What stands at the left of the lines after the first, as wide as the prompt. */
  continuation(mark: string): string;
}

/**
 * `prod snowflake SALES.PUBLIC WH production> `: profile, engine, place, warehouse, environment. A prompt wider than
 * a third of the screen leaves parts out from the right of the profile's name on, the environment never.
 */
export function promptText(session: Session, theme: Theme, columns: number): PromptText {
  const { context, settings, name, engine } = session;
  const place = [context.catalog, context.schema].filter(Boolean).join('.');
  const environment = settings.environment;
  const paintName = environment === undefined ? theme.accent : theme.environment(environment);
  const parts = [
    { text: name, paint: paintName, keep: 9 },
    { text: engine === name ? '' : engine, paint: theme.dim, keep: 1 },
    { text: place, paint: (text: string) => text, keep: 4 },
    { text: context.warehouse ?? '', paint: theme.dim, keep: 3 },
    { text: environment === 'development' ? '' : (environment ?? ''), paint: paintName, keep: 8 },
    { text: settings.read_only === true ? 'read-only' : '', paint: theme.warning, keep: 7 },
    { text: context.inTransaction === true ? 'in transaction' : '', paint: theme.warning, keep: 6 },
  ]
    .map((part) => ({ ...part, text: terminalSafe(part.text) }))
    .filter((part) => part.text !== '');
  const room = Math.max(16, Math.floor(columns / 2) - 2);
  let shown = parts;
  while (shown.length > 1 && widthOf(shown) > room) {
    const least = Math.min(...shown.map((part) => part.keep));
    if (least >= 6) break;
    shown = shown.filter((part) => part.keep !== least);
  }
  const width = widthOf(shown) + 2;
  const sign = context.inTransaction === true ? '*>' : '>';
  return {
    text: `${shown.map((part) => part.paint(part.text)).join(' ')}${theme.bold(sign)} `,
    width: width + sign.length - 1,
    continuation: (mark) => `${theme.dim(`${mark}>`.padStart(width + sign.length - 2))} `,
  };
}

/** A text longer than this shows `-` as its continuation mark: what is open is read from the start each time. */
const LONGEST_MARKED = 20_000;

/** The continuation mark of a line, by what is open before it: as psql's `-`, `'`, `$`. */
export function markBefore(lines: readonly string[], row: number, engine: Session['engine']): string {
  const before = lines.slice(0, row).join('\n');
  return before.length > LONGEST_MARKED ? '-' : completeness(before, engine).mark;
}

function widthOf(parts: readonly { readonly text: string }[]): number {
  return parts.reduce((sum, part) => sum + displayWidth(part.text) + 1, -1);
}

import { fillTemplate, parseTemplate, type FilledWord, type PromptFacts } from '../meta/index.js';
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

/** What a prompt shows, and by which template. */
export interface PromptModel extends PromptFacts {
  readonly template: string;
}

/** Of the prompt itself; the status line has a template of its own. */
export function promptModel(
  { session, display }: { readonly session: Session; readonly display: { readonly prompt: string } },
  { lastMs }: { readonly lastMs: number | null },
): PromptModel {
  return { session, lastMs, template: display.prompt };
}

/**
 * `prod snowflake SALES.PUBLIC WH production> `, by its template. A prompt wider than half of the screen leaves words
 * out, the least important first; profile, environment, read-only and an open transaction never.
 */
export function promptText(model: PromptModel, theme: Theme, columns: number): PromptText {
  const { context } = model.session;
  const shown = withRoom(filled(model), Math.max(16, Math.floor(columns / 2) - 2));
  const width = Math.max(0, widthOf(shown)) + 2;
  const sign = context.inTransaction === true ? '*>' : '>';
  const paint = painter(model.session, theme);
  return {
    text: `${shown.map((word) => word.pieces.map(paint).join('')).join(' ')}${theme.bold(sign)} `,
    width: width + sign.length - 1,
    continuation: (mark) => `${theme.dim(`${mark}>`.padStart(width + sign.length - 2))} `,
  };
}

/** The line below the statement, by its template; empty when that shows nothing. */
export function statusText(model: PromptModel, theme: Theme, columns: number): string {
  const paint = painter(model.session, theme, theme.dim);
  const shown = withRoom(filled(model), columns - 1);
  return shown.map((word) => word.pieces.map(paint).join('')).join(' ');
}

function filled({ template, ...facts }: PromptModel): readonly FilledWord[] {
  return fillTemplate(parseTemplate(template), facts).map((word) => ({
    ...word,
    pieces: word.pieces.map((piece) => ({ ...piece, text: terminalSafe(piece.text) })),
  }));
}

function withRoom(words: readonly FilledWord[], room: number): readonly FilledWord[] {
  let shown = words;
  while (shown.length > 1 && widthOf(shown) > room) {
    const least = Math.min(...shown.map((word) => word.keep));
    if (least >= 6) break;
    shown = shown.filter((word) => word.keep !== least);
  }
  return shown;
}

type Paint = (text: string) => string;

function painter(session: Session, theme: Theme, otherwise: Paint = (text) => text) {
  const { environment, color } = session.settings;
  const place = environment === undefined ? theme.accent : theme.environment(environment);
  const paints: Readonly<Record<string, Paint>> = {
    profile: (typeof color === 'string' && theme.named(color)) || place,
    environment: place,
    readonly: theme.warning,
    transaction: theme.warning,
    engine: theme.dim,
    warehouse: theme.dim,
  };
  return ({ text, field }: FilledWord['pieces'][number]): string =>
    ((field !== undefined && paints[field]) || otherwise)(text);
}

/** A text longer than this shows `-` as its continuation mark: what is open is read from the start each time. */
const LONGEST_MARKED = 20_000;

/** The continuation mark of a line, by what is open before it: as psql's `-`, `'`, `$`. */
export function markBefore(lines: readonly string[], row: number, engine: Session['engine']): string {
  const before = lines.slice(0, row).join('\n');
  return before.length > LONGEST_MARKED ? '-' : completeness(before, engine).mark;
}

function widthOf(words: readonly FilledWord[]): number {
  return words.reduce((sum, word) => sum + displayWidth(word.pieces.map(({ text }) => text).join('')) + 1, -1);
}

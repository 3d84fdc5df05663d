import { startInPty, type PtyOptions, type PtySession } from './pty.js';

/** What the prompt on `smallex demo` shows when nothing is typed. */
export const DEMO_PROMPT = 'demo duckdb memory.main>';

/** A start of the program on a busy machine with two cores: Node, the bundle, DuckDB and the demo's tables. */
export const START_MS = 20_000;

/** Starts `smallex demo` and waits for its prompt. */
export async function startDemo(options: PtyOptions = {}): Promise<PtySession> {
  const session = startInPty(['demo'], { ...options, env: { SMALLEX_KEYRING: 'off', ...options.env } });
  await atPrompt(session);
  return session;
}

/** Waits for an empty prompt in the last row, whichever connection it is on. */
export function atPrompt(session: PtySession): Promise<void> {
  return session.waitFor((screen) => /\S>$/.test(screen), START_MS);
}

/** Takes away what earlier tests left at the prompt and on the screen. */
export async function clearScreen(session: PtySession, prompt = DEMO_PROMPT): Promise<void> {
  session.key('ctrl+c', 'ctrl+l');
  await session.waitFor((screen) => screen === prompt);
}

/** How often a text stands on the screen. */
export function countOf(screen: string, text: string): number {
  return screen.split(text).length - 1;
}

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

/**
 * Runs a line that need not answer anything: Enter once the line stands at the prompt, then the next empty prompt.
 * Behind a line that was sent in one piece with its Enter, the prompt before it may still be there to be seen.
 */
export async function runLine(session: PtySession, line: string): Promise<void> {
  session.type(line);
  await session.waitFor((screen) => screen.endsWith(line));
  session.type('\r');
  await atPrompt(session);
}

/** Takes away what earlier tests left at the prompt and on the screen. */
export async function clearScreen(session: PtySession, prompt = DEMO_PROMPT): Promise<void> {
  session.key('ctrl+c');
  let pressed = 0;
  await session.waitFor((screen) => {
    if (screen === prompt) return true;
    // What the earlier test ran may still answer to Ctrl+C, below what Ctrl+L had cleared.
    if (Date.now() > pressed + 500) {
      session.key('ctrl+l');
      pressed = Date.now();
    }
    return false;
  }, START_MS);
}

/** How often a text stands on the screen. */
export function countOf(screen: string, text: string): number {
  return screen.split(text).length - 1;
}

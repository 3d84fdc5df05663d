import type { PtySession } from '../../test/support/pty.js';

/** The end of a frame: the terminal shows it all at once. */
const PAINTED = '\x1b[?2026l';
/** A fast typist's keys don't come closer than this. */
export const BETWEEN_KEYS_MS = 100;
/** A held key comes 33 times a second. */
const HELD_MS = 30;

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Milliseconds from each letter of a word to the end of the frame that shows it: of the last one before the next letter,
 * so that a menu which came in a second frame would count.
 */
export async function timesOf(session: PtySession, word: string): Promise<number[]> {
  const times: number[] = [];
  for (const [index, letter] of Array.from(word).entries()) {
    let painted = 0;
    const start = performance.now();
    const listener = session.pty.onData((data) => {
      if (data.includes(PAINTED)) painted = performance.now() - start;
    });
    await typed(session, letter, (screen) => screen.includes(word.slice(0, index + 1)));
    await pause(BETWEEN_KEYS_MS);
    listener.dispose();
    times.push(painted);
  }
  return times;
}

/**
 * Types a letter and takes it back, as fast as a held key comes, until something is on the screen.
 * @returns the milliseconds from each key to the first frame that shows it
 */
export async function timesUntil(
  session: PtySession,
  { line, until }: { readonly line: string; readonly until: RegExp },
): Promise<number[]> {
  const rowOf = (screen: string): string | undefined => screen.split('\n').find((row) => row.includes(line.trimEnd()));
  const times: number[] = [];
  for (let hasLetter = false; hasLetter || !until.test(session.screen()); hasLetter = !hasLetter) {
    const wanted = hasLetter ? line.trimEnd() : `${line}s`;
    times.push(
      await typed(session, hasLetter ? '\x7f' : 's', (screen) => rowOf(screen)?.trimEnd().endsWith(wanted) === true),
    );
    await pause(HELD_MS);
  }
  return times;
}

/** Milliseconds until what a key does is on the screen; told by the output, not by a poll. */
function typed(session: PtySession, key: string, shown: (screen: string) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now();
    const listener = session.pty.onData(() => {
      const at = performance.now() - start;
      void session.emulator.settled().then(() => {
        if (!shown(session.screen())) return;
        listener.dispose();
        resolve(at);
      });
    });
    session.pty.write(key);
  });
}

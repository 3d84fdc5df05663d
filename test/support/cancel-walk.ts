// Ctrl-C at one stage after another of what a session does.
import { expect } from 'vitest';
import type { PtySession } from './pty.js';
import { atPrompt, countOf, START_MS } from './repl-pty.js';

const CONFIRMED = /Cancelled[^\n]*; the server confirmed it\./;

type Told<T> = T | Promise<T>;

export interface Stage {
  readonly what: string;
  /** Makes the server stay at that stage; returns what ends it. */
  readonly trouble?: () => Told<() => Told<void>>;
  readonly enter: string;
  /** What the waiting line says there. */
  readonly seen: RegExp;
  readonly said?: RegExp;
  /** How often the server was asked to cancel. */
  readonly asked?: () => Told<number>;
  /** What the server is asked for at that stage, and not any more once it was left. */
  readonly ends?: () => Told<number>;
}

export interface Walk {
  readonly session: PtySession;
  /** Milliseconds that the engine may take for a step. */
  readonly patienceMs?: number;
}

/** Walks through the stages: Ctrl-C at each, the server told, the person told, the next statement on the same session. */
export async function walk({ session, patienceMs = START_MS }: Walk, stages: readonly Stage[]): Promise<void> {
  for (const { what, trouble, enter, seen, said = CONFIRMED, asked, ends } of stages) {
    const end = await trouble?.();
    const before = (await asked?.()) ?? 0;
    session.type(`${enter}\r`);
    await during(what, session.waitFor(seen, patienceMs));
    session.key('ctrl+c');
    await during(what, session.waitFor(said, patienceMs));
    if (asked) expect(await asked(), what).toBeGreaterThan(before);
    const atEnd = await ends?.();
    await end?.();
    await goesOn({ session, patienceMs }, what);
    if (ends) expect(await ends(), what).toBe(atEnd);
  }
}

/** The next statement runs on the session; the screen is clear afterwards. */
export async function goesOn({ session, patienceMs = START_MS }: Walk, what: string): Promise<void> {
  await atPrompt(session);
  session.key('ctrl+l');
  session.type('select 42 as next;\r');
  await during(`behind ${what}`, session.waitFor(/NEXT\n─+\n\s+42/i, patienceMs));
  await atPrompt(session);
  session.key('ctrl+l');
  await session.waitFor((screen) => countOf(screen, '42') === 0 && /\S>$/.test(screen));
}

async function during(what: string, wait: Promise<void>): Promise<void> {
  await wait.catch((error: unknown) => {
    throw new Error(`${what}: ${String(error)}`);
  });
}

/**
 * Waits until a text of the screen comes twenty times over, stops reading, presses Ctrl-C, reads on: nothing depends on
 * how fast the terminal is. @returns counts the characters that have come since
 */
export async function stopAmidText(session: PtySession, text: string): Promise<() => number> {
  let taken = 0;
  await new Promise<void>((resolve) => {
    let seen = '';
    const listener = session.pty.onData((data) => {
      taken += data.length;
      // The echo of the statement has it, too, once.
      seen = (seen + data).slice(-200_000);
      if (!seen.includes(text.repeat(20))) return;
      listener.dispose();
      session.pty.pause();
      resolve();
    });
  });
  session.key('ctrl+c');
  session.pty.onData((data) => (taken += data.length));
  session.pty.resume();
  return () => taken;
}

import type { PtySession } from './pty.js';

/** Waits for a question and types the answer to it. */
export async function answer(session: PtySession, question: string, text = ''): Promise<void> {
  await session.waitFor(question);
  session.type(`${text}\r`);
}

/** Takes what stands in the field away, and types another answer. */
export async function correct(session: PtySession, question: string, text: string): Promise<void> {
  await session.waitFor((screen) => screen.includes(question) && screen.includes('Enter next'));
  session.key('ctrl+u');
  await answer(session, question, text);
}

/** Chooses from a list once it is there, by typing a part of it. */
export async function choose(session: PtySession, question: string, item: string): Promise<void> {
  await session.waitFor((screen) => isList(screen, question) && screen.includes(item));
  session.type(item);
  await session.waitFor((screen) => screen.includes('Filter:') && new RegExp(`❯ .*${item}`).test(screen));
  session.key('enter');
}

/** Takes what the list's cursor stands on. */
export async function accept(session: PtySession, question: string): Promise<void> {
  await session.waitFor((screen) => isList(screen, question));
  session.key('enter');
}

/** Leaves a list for typing a name that isn't in it. */
export async function typeInstead(session: PtySession, question: string, text: string): Promise<void> {
  await choose(session, question, 'Type a name');
  await session.waitFor((screen) => screen.includes('Enter next'));
  session.key('ctrl+u');
  session.type(`${text}\r`);
}

function isList(screen: string, question: string): boolean {
  return screen.includes('type to filter') && screen.split('\n').includes(question) && !screen.includes('Filter:');
}

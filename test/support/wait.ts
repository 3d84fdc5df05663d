/**
 * Asks until the answer is there, and throws with what is on the screen when it doesn't come.
 *
 * @param dump what to show when it failed
 */
export async function pollUntil(
  what: string,
  ready: () => boolean,
  dump: () => string,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}. The screen:\n${frame(dump())}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether the screen has a text or matches. */
export function matches(screen: string, wanted: string | RegExp | ((screen: string) => boolean)): boolean {
  if (typeof wanted === 'string') return screen.includes(wanted);
  return wanted instanceof RegExp ? wanted.test(screen) : wanted(screen);
}

function frame(text: string): string {
  return text
    .split('\n')
    .map((line) => `| ${line}`)
    .join('\n');
}

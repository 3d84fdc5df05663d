/** Items at each turn of the event loop: a millisecond or two, so that a key that comes meanwhile is not kept waiting. */
const AT_ONCE = 1_000;

/** Lets what waits for the event loop have its turn: keys, timers, sockets. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Maps a list that may be long, a slice at each turn of the event loop. */
export async function mapInTurns<From, To>(items: readonly From[], map: (item: From) => To): Promise<readonly To[]> {
  if (items.length <= AT_ONCE) return items.map(map);
  const mapped: To[] = [];
  for (const item of items) {
    mapped.push(map(item));
    if (mapped.length % AT_ONCE === 0) await turn();
  }
  return mapped;
}

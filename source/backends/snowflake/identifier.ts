// What Snowflake reads as one identifier without quotes; it then stores and compares it in upper case.
const PLAIN = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const QUOTED = /^"(?:[^"]|"")+"$/;

/** A stored name as it must stand in SQL: always quoted, so that nothing in it is read as SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The stored name that a person's spelling stands for in SQL: upper case unless quoted. */
export function storedName(written: string): string {
  return storedNames(written)[0] ?? written;
}

/**
 * The stored names that a person may mean by what they wrote, likeliest first.
 * `"My Wh"` in quotes is exact. `compute_wh` means COMPUTE_WH, as in SQL, and else a name that was made in lower case.
 * `MyWh` was hardly typed with capitals by accident: as written first, then MYWH.
 */
export function storedNames(written: string): readonly string[] {
  const text = written.trim();
  if (QUOTED.test(text)) return [text.slice(1, -1).replaceAll('""', '"')];
  const upper = text.toUpperCase();
  if (upper === text) return [text];
  return PLAIN.test(text) && text === text.toLowerCase() ? [upper, text] : [text, upper];
}

/**
 * The UTF-16 offset of an error in the statement that was sent. The server counts lines from 1 and characters on the
 * line from 0; whether it counts a character beyond U+FFFF as one or two is told by the word that it names.
 */
export function positionOf(
  sql: string,
  message: string,
  data: { readonly line?: number; readonly pos?: number } | undefined,
): number | undefined {
  const place = placeOf(message, data);
  if (!place) return undefined;
  const start = startOfLine(sql, place.line);
  if (start === undefined) return undefined;
  const units = Math.min(start + place.pos, sql.length);
  const word = /(?:unexpected|invalid identifier|near) '([^']+)'/.exec(message)?.[1];
  if (word === undefined || startsWith(sql, units, word)) return units;
  const points = start + Array.from(sql.slice(start)).slice(0, place.pos).join('').length;
  return startsWith(sql, points, word) ? points : units;
}

function placeOf(
  message: string,
  data: { readonly line?: number; readonly pos?: number } | undefined,
): { readonly line: number; readonly pos: number } | undefined {
  if (data?.line !== undefined && data.pos !== undefined && data.line > 0 && data.pos >= 0) {
    return { line: data.line, pos: data.pos };
  }
  const found = /line (\d+) at position (\d+)/.exec(message);
  return found ? { line: Number(found[1]), pos: Number(found[2]) } : undefined;
}

function startOfLine(sql: string, line: number): number | undefined {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = sql.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return start;
}

function startsWith(sql: string, offset: number, word: string): boolean {
  return sql.slice(offset, offset + word.length).toLowerCase() === word.toLowerCase();
}

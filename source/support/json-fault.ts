/** Where a text stops being JSON, from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

const BLANK = /[ \t\r\n]*/y;
const ATOM = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;

/**
 * The place of the first fault of a text that is no JSON; null for one that is. V8 tells it only for some faults, and
 * quotes what stands around it, which may be a secret.
 */
export function jsonFault(text: string): JsonFault | null {
  const at = faultAt(text);
  if (at === null) return null;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What may come next. */
type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'after';

function faultAt(text: string): number | null {
  const closers: ('}' | ']')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return false;
    at += found[0].length;
    return true;
  };
  for (;;) {
    take(BLANK);
    if (wanted === 'after' && closers.length === 0) return at < text.length ? at : null;
    const next = text.charAt(at);
    if (next === closers.at(-1) && (wanted === 'after' || wanted.endsWith('or end'))) {
      closers.pop();
      at++;
      wanted = 'after';
    } else if (wanted === 'after') {
      if (next !== ',') return at;
      at++;
      wanted = closers.at(-1) === '}' ? 'key' : 'value';
    } else if (wanted.startsWith('key')) {
      if (!take(STRING)) return at;
      take(BLANK);
      if (text.charAt(at) !== ':') return at;
      at++;
      wanted = 'value';
    } else if (next === '{' || next === '[') {
      closers.push(next === '{' ? '}' : ']');
      at++;
      wanted = next === '{' ? 'key or end' : 'value or end';
    } else if (take(STRING) || take(ATOM)) wanted = 'after';
    else return at;
  }
}

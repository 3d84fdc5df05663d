import type { Known } from '../../session/catalog/index.js';

/**
 * The fields of a nested type as the engines write it: DuckDB's `STRUCT(a INTEGER, "b c" STRUCT(…))`, Spark's
 * `struct<a:int,b:array<string>>`, Snowflake's `OBJECT(a NUMBER(38,0))`; empty for any other type. Of a list the
 * fields are those of its elements' type only behind an index, which is no name.
 */
export function fieldsOf(type: string): readonly Known[] {
  const match = /^\s*(?:STRUCT|OBJECT)\s*[(<]([^]*)[)>]\s*(?:NOT NULL)?\s*$/i.exec(type);
  if (!match) return [];
  return parts(match[1]!).flatMap((part) => {
    const field = /^\s*(?:"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|([^\s:]+))\s*:?\s*([^]*)$/.exec(part);
    if (!field) return [];
    const [, double, back, bare, own] = field;
    const name = double?.replaceAll('""', '"') ?? back?.replaceAll('``', '`') ?? bare ?? '';
    return name === '' ? [] : [{ name, type: own!.trim() }];
  });
}

/** What stands between commas outside of brackets and quotes. */
function parts(text: string): readonly string[] {
  const found: string[] = [];
  let [depth, start, quote] = [0, 0, ''];
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === '`' || sign === "'") quote = sign;
    else if (sign === '(' || sign === '<') depth++;
    else if (sign === ')' || sign === '>') depth--;
    else if (sign === ',' && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, text.slice(start)];
}

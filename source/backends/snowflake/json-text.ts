// One token of what Snowflake sends for VARIANT, OBJECT and ARRAY: JSON, indented, and besides `undefined` (a missing
// element of an array) and the non-finite numbers.
const TOKEN =
  /[ \t\r\n]+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|undefined|NaN|-?Infinity|-?inf/gy;

/**
 * The JSON of a nested value on one line: digits as they came, `undefined` as null, NaN and infinities as strings.
 * Text that isn't made of JSON's tokens (XML in a VARIANT) stays as it is.
 */
export function compactJson(text: string): string {
  const parts: string[] = [];
  let lastWasValue = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) return text;
    const first = token.charCodeAt(0);
    if (first <= 32) continue;
    const isValue = !/[{}[\],:]/.test(token.charAt(0));
    if (isValue && lastWasValue) return text;
    lastWasValue = isValue;
    parts.push(isValue ? jsonValue(token) : token);
  }
  return parts.join('');
}

function jsonValue(token: string): string {
  if (token === 'undefined') return 'null';
  return /^(?:NaN|-?I|-?inf)/.test(token) ? `"${token}"` : token;
}

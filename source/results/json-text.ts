/**
 * JSON without the blanks between its tokens; digits and strings stay exactly as they are, so no number is rounded.
 * Text that is no JSON comes back with its blanks outside of double quotes removed: pass JSON.
 */
export function compactJson(json: string): string {
  if (!/[ \t\n\r]/.test(json)) return json;
  let compact = '';
  let from = 0;
  while (from < json.length) {
    const quote = json.indexOf('"', from);
    if (quote === -1) return compact + json.slice(from).replace(/[ \t\n\r]+/g, '');
    const end = endOfString(json, quote);
    compact += json.slice(from, quote).replace(/[ \t\n\r]+/g, '') + json.slice(quote, end);
    from = end;
  }
  return compact;
}

function endOfString(json: string, quote: number): number {
  for (let at = quote + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return json.length;
}

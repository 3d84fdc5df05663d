/** What xterm sends for a chord: `ctrl+c`, `alt+enter`, `up`, `shift+tab`. */
export function keyBytes(chord: string): string {
  const parts = chord.split('+');
  const name = parts.pop()!;
  const modifier =
    1 + (parts.includes('shift') ? 1 : 0) + (parts.includes('alt') ? 2 : 0) + (parts.includes('ctrl') ? 4 : 0);
  if (chord === 'shift+tab') return '\u001b[Z';
  const letter = CURSOR[name];
  if (letter !== undefined) return modifier === 1 ? `\u001b[${letter}` : `\u001b[1;${modifier}${letter}`;
  const number = TILDE[name];
  if (number !== undefined) return modifier === 1 ? `\u001b[${number}~` : `\u001b[${number};${modifier}~`;
  const plain = PLAIN[name] ?? (Array.from(name).length === 1 ? name : undefined);
  if (plain === undefined) throw new Error(`No bytes are known for the key "${chord}".`);
  const code = plain.toUpperCase().charCodeAt(0);
  const base = parts.includes('ctrl') ? String.fromCharCode(name === 'space' ? 0 : code & 0x1f) : plain;
  return parts.includes('alt') ? `\u001b${base}` : base;
}

export function pasteBytes(text: string): string {
  return `\u001b[200~${text.replaceAll('\n', '\r')}\u001b[201~`;
}

const CURSOR: Record<string, string> = { up: 'A', down: 'B', right: 'C', left: 'D', home: 'H', end: 'F' };
const TILDE: Record<string, number> = { insert: 2, delete: 3, pageup: 5, pagedown: 6, f5: 15, f6: 17, f9: 20, f10: 21 };
const PLAIN: Record<string, string> = {
  enter: '\r',
  tab: '\t',
  escape: '\u001b',
  backspace: '\u007f',
  space: ' ',
  f1: '\u001bOP',
  f2: '\u001bOQ',
  f3: '\u001bOR',
  f4: '\u001bOS',
};

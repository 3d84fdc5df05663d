// What every terminal shows as it is, one character after another: no controls, no marks, nothing invisible. Only
// ranges without a single unassigned or special character are listed.
const PLAIN =
  /^[\x20-\x7e\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u3041-\u3096\u309b-\u30ff\u4e00-\u9ffc\uac00-\ud7a3]*$/;

const KEYCAP = /([0-9#*])\ufe0f?\u20e3/gu;

// An emoji's presentation selector, skin tone, and joiner to the next emoji. Terminals give 👩‍👩‍👧 two, six or
// eight columns; its parts one by one take six everywhere, which is also Unicode's own fallback (UTS #51, 2.2).
const EMOJI_JOINS =
  /(\p{Extended_Pictographic})[\ufe0e\ufe0f]?[\u{1f3fb}-\u{1f3ff}]?(?:\u200d(?=\p{Extended_Pictographic}))?/gu;

// Joiners that change how letters join are spelling in these scripts (Persian has one in every third word), and a
// variant of a Chinese character is a name's spelling: kept, one at a time, between letters.
const JOINING_SCRIPT =
  String.raw`[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}` +
  String.raw`\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}` +
  String.raw`\p{Script=Malayalam}\p{Script=Sinhala}]`;
const HIDDEN = new RegExp(
  String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7ff\u{1f3fb}-\u{1f3ff}]` +
    String.raw`(?<!${JOINING_SCRIPT}[\u200c\u200d](?=${JOINING_SCRIPT}))(?<!\p{Script=Han}[\u{e0100}-\u{e01ef}])`,
  'gu',
);

const JAMO = /[\u1100-\u11ff]/;
const LEADING_MARK = /^[\p{Mn}\p{Me}]/u;
// Six is more than any script stacks on one letter; more is a text that climbs over its neighbours.
const PILED_MARKS = /([\p{Mn}\p{Me}]{6})([\p{Mn}\p{Me}]+)/gu;

/**
 * A text from elsewhere as it may stand in one line of a terminal: it can't move the cursor, set the title, write the
 * clipboard, reorder or hide text, or be wider than `displayWidth` says. Controls become their symbols (`␛ ␊ ␉`), other
 * invisible characters their number (`⟨U+202E⟩`), emoji sequences their parts. Plain text comes back as it is.
 */
export function terminalSafe(text: string): string {
  if (PLAIN.test(text)) return text;
  return (JAMO.test(text) ? text.normalize('NFC') : text)
    .replace(KEYCAP, '[$1]')
    .replace(EMOJI_JOINS, '$1')
    .replace(HIDDEN, symbol)
    .replace(PILED_MARKS, (_, kept: string, more: string) => `${kept}⟨+${Array.from(more).length} marks⟩`)
    .replace(LEADING_MARK, '◌$&');
}

/** `terminalSafe` for text of several lines: line ends and tabs stay. */
export function terminalSafeLines(text: string): string {
  if (!/[^\x20-\x7e\n]/.test(text)) return text;
  return text.replace(/[^\n\t]+/g, terminalSafe);
}

function symbol(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

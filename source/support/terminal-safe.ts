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

// Marks that came after Unicode 11 (2018): terminals that don't know them give each a column of its own, and a full line
// then runs over into the next. Made from what xterm.js's table of Unicode 11 leaves out of \p{Mn} and \p{Me}.
const NEW_MARKS = new RegExp(
  `[${
    String.raw`\u0897-\u089f\u08ca-\u08d2\u0b55\u0c3c\u0d81\u0ece\u1abf-\u1add\u1ae0-\u1aeb\u1dfa\ua82c` +
    String.raw`\u{10d69}-\u{10d6d}\u{10eab}-\u{10eac}\u{10efa}-\u{10eff}\u{10f82}-\u{10f85}\u{11070}` +
    String.raw`\u{11073}-\u{11074}\u{110c2}\u{111cf}\u{11241}\u{113bb}-\u{113c0}\u{113ce}\u{113d0}\u{113d2}` +
    String.raw`\u{113e1}-\u{113e2}\u{1193b}-\u{1193c}\u{1193e}\u{11943}\u{11b60}\u{11b62}-\u{11b64}\u{11b66}` +
    String.raw`\u{11f00}-\u{11f01}\u{11f36}-\u{11f3a}\u{11f40}\u{11f42}\u{11f5a}\u{13440}\u{13447}-\u{13455}` +
    String.raw`\u{1611e}-\u{16129}\u{1612d}-\u{1612f}\u{16fe4}\u{1cf00}-\u{1cf2d}\u{1cf30}-\u{1cf46}\u{1e08f}` +
    String.raw`\u{1e2ae}\u{1e4ec}-\u{1e4ef}\u{1e5ee}-\u{1e5ef}\u{1e6e3}\u{1e6e6}\u{1e6ee}-\u{1e6ef}\u{1e6f5}`
  }]`,
  'gu',
);

// Narrow symbols that Unicode 16 (2024) made wide: the I Ching's lines and figures, counting rods. Terminals differ on them.
const TURNED_WIDE = /[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\u{1d300}-\u{1d356}\u{1d360}-\u{1d376}]/gu;

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
    .replace(NEW_MARKS, symbol)
    .replace(TURNED_WIDE, symbol)
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

const BEYOND_ASCII = /[^\x00-\x7f]/;
/** Letters that no decomposition makes plain. */
const LOOKALIKES: Readonly<Record<string, string>> = { ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i' };

/** The text without accents and the like, as long as before: `Übergänge` is found by `uber`. */
export function unaccented(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[^\x00-\x7f]/g, plainLetter) : text;
}

/** The text as it is searched: without accents, in lower case, as long as before. */
export function folded(text: string): string {
  return unaccented(text).toLowerCase();
}

function plainLetter(letter: string): string {
  const plain = LOOKALIKES[letter] ?? letter.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return plain.length === 1 ? plain : letter;
}

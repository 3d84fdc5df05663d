/** What stands where a secret was. */
export const MASK = '****';

// The key names by which `snow connection list` masks; `*_path` and `*_file` name places, `*_url` addresses.
const SECRET_KEY = /password|passwd|pwd|passcode|token|secret|passphrase|private_?key/i;
const PLACE_KEY = /(path|file|url|uri)$/i;

/** True when the value under this option or header name is a secret: `access_token` is, `private_key_file` isn't. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key) && !PLACE_KEY.test(key);
}

/** A deep copy in which the value of every secret key is masked, and every known secret in any text. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      isSecretKey(key) && inner !== null && inner !== undefined && inner !== '' ? MASK : redactValue(inner),
    ]),
  );
}

// Resolved secrets of this process, so that a driver's message that quotes one is masked before it is shown or
// logged. Each also in the forms in which it would stand in a URL or a JSON text.
const known = new Set<string>();

// A shorter value stands in ordinary text too often: masking every "a" would hide the message, not the secret.
const SHORTEST = 4;

/** Remembers the value of a secret for this process: `redactText` masks it from now on. */
export function guardSecret(value: string): void {
  for (const form of formsOf(value)) {
    if (form.length >= SHORTEST) known.add(form);
  }
}

function formsOf(value: string): readonly string[] {
  // A key in PEM form is quoted by its lines as often as whole.
  const lines = value.includes('\n')
    ? value.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'))
    : [];
  return [value, JSON.stringify(value).slice(1, -1), encodeFully(value), ...lines];
}

function encodeFully(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // a lone surrogate has no percent form
  }
}

// `motherduck_token=…`, `PASSWORD = '…'`, `"token": "…"`, `access_token: …` in text that somebody else wrote. What the
// name begins with is left out: looked for everywhere in a long text without a blank, it would take quadratic time.
const ASSIGNED =
  /((?:password|passwd|pwd|passcode|token|secret|passphrase|private_?key)["'`]?\s*(?:=>|=|:)\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.|'')*'|[^\s"'&,;)}\]]+)/gi;
const BEARER = /\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/g;
const URL_LOGIN = /(:\/\/[^/\s:@]+:)[^/\s@]+@/g;

// A password that is an everyday word, "snow", stands in host names and sentences: masked as a part of longer words, it
// takes their meaning and betrays itself. Anything with a digit, a sign or mixed case is masked wherever it stands.
const WORD = /^(?:[a-z]{4,7}|[A-Z]{4,7}|[A-Z][a-z]{3,6})$/;

/** The word where it is not a part of a longer one; behind `%3D`, `\n` and `\u003d` it stands alone. */
function standingAlone(word: string): RegExp {
  return new RegExp(
    `(?:(?<![\\p{L}\\p{N}_])|(?<=%[\\da-fA-F]{2}|\\\\[bfnrtv]|\\\\u[\\da-fA-F]{4}))${word}(?![\\p{L}\\p{N}_])`,
    'gu',
  );
}

/** The text with every known secret masked, and whatever is assigned to a secret key name (`password=…`). */
export function redactText(text: string): string {
  let masked = text;
  // Longest first: a secret that holds another must not leave its rest behind.
  for (const secret of [...known].sort((a, b) => b.length - a.length)) {
    masked = WORD.test(secret) ? masked.replace(standingAlone(secret), MASK) : masked.replaceAll(secret, MASK);
  }
  return masked
    .replace(ASSIGNED, (_match, key: string, value: string) => `${key}${quoteOf(value)}${MASK}${quoteOf(value)}`)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(URL_LOGIN, `$1${MASK}@`);
}

function quoteOf(value: string): string {
  return value.startsWith('"') || value.startsWith("'") ? value.slice(0, 1) : '';
}

import { MASK, redactText } from './redact.js';

// What is not closed goes on to the end: a draft is kept while its password is being typed.
const COMMENT = String.raw`--[^\n]*|(?<!:)//[^\n]*|/\*[\s\S]*?(?:\*/|$)`;
const BODY = String.raw`\$\$[\s\S]*?(?:\$\$|$)`;

/** Comments, bodies and literals; a backslash escapes in the literals of two engines, and is a character in DuckDB's. */
const READINGS = [
  String.raw`'(?:[^'\\]+|''|\\[\s\S]|\\$)*(?:'|$)|"(?:[^"\\]+|\\[\s\S]|\\$)*(?:"|$)`,
  String.raw`'(?:[^']+|'')*(?:'|$)|"[^"]*(?:"|$)`,
].map((literal) => new RegExp(`${COMMENT}|${BODY}|${literal}`, 'g'));

// `PASSWORD = '…'`, `IDENTIFIED BY '…'`, DuckDB's `SECRET '…'` and `KEY_ID '…'`, `AWS_SECRET_KEY='…'`,
// `token => '…'`. Only literals: `a.token = b.token` is a join, and masking it would lose a person's work.
const SECRET_NAME =
  /(?:password|passwd|passcode|passphrase|secret(?:_access)?(?:_key)?|token|credential|api_?key|private_key|key_id)["`]?\s*(?:=>|:=|=|:)?\s*$|identified\s+by\s+$/i;
const COMMENTS = new RegExp(COMMENT, 'g');
// A personal access token of Databricks, and any JSON web token.
const TOKENS = /\bdapi[0-9a-f]{32}(?:-\d)?\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g;
const SIGNATURES =
  /([?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|token|access_token)=)[^&\s'"]+/gi;

/**
 * The text of a statement as it may be kept on disk: what is written as a password, secret or token is masked, and so
 * is every secret that this process has resolved. A statement without secrets comes back as it is.
 */
export function withoutSecrets(sql: string): string {
  // Without a backslash the second reading is the first.
  const readings = sql.includes('\\') ? READINGS : READINGS.slice(0, 1);
  return readings
    .reduce((text, reading) => maskedBy(text, reading), sql)
    .replace(SIGNATURES, `$1${MASK}`)
    .replace(TOKENS, MASK);
}

/** @param isInner inside of a comment or a body, where no further ones are looked into */
function maskedBy(sql: string, reading: RegExp, isInner = false): string {
  return sql.replace(reading, (part, offset: number) => {
    const inner = /^(?:--|\/[/*]|\$\$)/.exec(part)?.[0];
    if (inner === undefined) return isNamed(sql, offset) ? masked(part) : redactText(part);
    if (inner === '$$' && isNamed(sql, offset)) return masked(part);
    return isInner ? redactText(part) : inner + maskedBy(part.slice(inner.length), reading, true);
  });
}

/** As far before a literal its name is looked for; a search over the whole text would take quadratic time. */
const LONGEST_NAME = 64;
const LONGEST_COMMENT = 256;

function isNamed(sql: string, offset: number): boolean {
  const before = sql.slice(Math.max(0, offset - LONGEST_NAME - LONGEST_COMMENT), offset).replace(COMMENTS, ' ');
  return SECRET_NAME.test(before.slice(-LONGEST_NAME));
}

function masked(literal: string): string {
  const quote = literal.startsWith('$$') ? '$$' : literal.charAt(0);
  const isClosed = literal.length >= 2 * quote.length && literal.endsWith(quote);
  return `${quote}${MASK}${isClosed ? quote : ''}`;
}

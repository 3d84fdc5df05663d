import { MASK, redactText } from './redact.js';

const LITERAL = String.raw`'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|\$\$[\s\S]*?\$\$`;

// `PASSWORD = '…'`, `IDENTIFIED BY '…'`, DuckDB's `SECRET '…'` and `KEY_ID '…'`, `AWS_SECRET_KEY='…'`,
// `token => '…'`. Only literals: `a.token = b.token` is a join, and masking it would lose a person's work.
const SECRET_NAME =
  /(?:password|passwd|passcode|passphrase|secret(?:_access)?(?:_key)?|token|credential|api_?key|private_key|key_id)["`]?\s*(?:=>|:=|=|:)?\s*$|identified\s+by\s+$/i;
const STRINGS = new RegExp(LITERAL, 'g');
// A personal access token of Databricks, and any JSON web token.
const TOKENS = /\bdapi[0-9a-f]{32}(?:-\d)?\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g;
const SIGNATURES =
  /([?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|token|access_token)=)[^&\s'"]+/gi;

/**
 * The text of a statement as it may be kept on disk: what is written as a password, secret or token is masked, and so
 * is every secret that this process has resolved. A statement without secrets comes back as it is.
 */
export function withoutSecrets(sql: string): string {
  return sql
    .replace(STRINGS, (literal, offset: number, text: string) => {
      const before = text.slice(Math.max(0, offset - LONGEST_NAME), offset);
      return SECRET_NAME.test(before) ? masked(literal) : redactText(literal);
    })
    .replace(SIGNATURES, `$1${MASK}`)
    .replace(TOKENS, MASK);
}

/** As far before a literal its name is looked for; a search over the whole text would take quadratic time. */
const LONGEST_NAME = 64;

function masked(literal: string): string {
  const quote = literal.startsWith('$$') ? '$$' : literal.charAt(0);
  return `${quote}${MASK}${quote}`;
}

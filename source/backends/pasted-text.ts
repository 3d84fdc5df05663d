/** What one pasted text says of a connection: a URL, a JDBC or ODBC string, a command, a block of a file. */
export interface PastedText {
  /** The text is this engine's for certain, by its scheme, its host or its keys: not just something it could read. */
  readonly sure: boolean;
  /** By the names of the options; `auth_mode` where the text names the way to log in. Secrets are among them. */
  readonly options: Readonly<Record<string, string>>;
  /** The way to log in that its options make likely, where it names none. */
  readonly usualMode?: string | undefined;
  /** What isn't taken, a full sentence each. Never holds a value of the text that may be secret. */
  readonly left: readonly string[];
  /** What the text calls the connection. */
  readonly name?: string | undefined;
  /** Why nothing of the text can be used, although it is this engine's. */
  readonly refused?: { readonly message: string; readonly hint: string } | undefined;
}

export const NOTHING_PASTED: PastedText = { sure: false, options: {}, left: [] };

/** `"x"`, `'x'` and `{x}` as ODBC, TOML and shells quote. */
export function unquoted(text: string): string {
  if (/^".*"$/s.test(text)) return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
  if (/^'.*'$/s.test(text)) return text.slice(1, -1);
  return /^\{.*\}$/s.test(text) ? text.slice(1, -1).replaceAll('}}', '}') : text;
}

/** What stands where a value is to be written: `<your user>`, `<none selected>`. */
export const isPlaceholder = (value: string): boolean => /^<[^<>]*>$/.test(value);

/** The `key=value` pairs of a string whose parts `;` ends; a value in quotes or braces may hold one. */
export function pairsOf(text: string): readonly (readonly [key: string, value: string])[] {
  return [...text.matchAll(/([^=;]+)=\s*(\{(?:[^}]|\}\})*\}|"(?:[^"\\]|\\.)*"|'[^']*'|[^;]*)/g)].map(
    ([, key = '', value = '']) => [key.trim().toLowerCase(), unquoted(value.trim())],
  );
}

/** A block of a configuration file, or lines that set variables. */
export interface Block {
  readonly name: string | undefined;
  /** Keys in lower case. */
  readonly pairs: readonly (readonly [key: string, value: string])[];
  /** How many sections there are; the first one is read. */
  readonly sections: number;
}

// A comment, the head of a section, or a key and its value: in three quotes, in one, or bare up to the line's end.
const PIECE =
  /(?:^|(?<=\s))[#;][^\n]*|\[\s*([^\]\n]+?)\s*\](?=\s|$)|(?:^|(?<=[\s\]]))(?:export +|set +|\$env:)?([A-Za-z][\w.-]*)[ \t]*[=:][ \t]*("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\n]*)/g;

/**
 * The pairs of TOML, INI, YAML and of lines that set variables. Where the line ends are lost, values that stand in
 * quotes still end where they do.
 */
export function blockOf(text: string): Block {
  const flat = !text.trim().includes('\n');
  const pairs: (readonly [string, string])[] = [];
  let sections = 0;
  let name: string | undefined;
  for (const [piece, head, key, value = ''] of (flat ? apart(text) : text).matchAll(PIECE)) {
    if (head !== undefined) {
      sections++;
      name ??= unquoted(head).replace(/^connections\./, '');
    } else if (key !== undefined && sections < 2 && !/^[#;]/.test(piece)) {
      pairs.push([key.toLowerCase(), plainOf(value)]);
    }
  }
  return { name: name && unquoted(name), pairs, sections };
}

/** The lines of a block whose line ends are lost. */
function apart(text: string): string {
  return text.replace(/\]\s+(?=\w+\s*=)/g, ']\n').replace(/(["'\w/])\s+(?=\w+\s*=)/g, '$1\n');
}

function plainOf(value: string): string {
  const trimmed = value.trim();
  const tripled = /^("""|''')\n?([\s\S]*)\1$/.exec(trimmed)?.[2];
  if (tripled !== undefined) return tripled;
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'[^']*')/.exec(trimmed)?.[0];
  return quoted === undefined ? trimmed.replace(/\s+[#;].*$/, '') : unquoted(quoted);
}

/** A long option, or one letter, and its value, of a command; a backslash may carry it over line ends. */
const FLAG = /(?:^|\s)(--[a-z][a-z-]*|-[A-Za-z])(?:\s+|=)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s'"-][^\s'"]*)/g;

/** The options of a command without their dashes; those of one letter keep theirs: `-u`. */
export function flagsOf(command: string): readonly (readonly [key: string, value: string])[] {
  const line = command.replace(/[\\`^]\r?\n/g, ' ');
  return [...line.matchAll(FLAG)].map(([, flag = '', value = '']) => [
    flag.startsWith('--') ? flag.slice(2).replaceAll('-', '_').toLowerCase() : flag,
    unquoted(value),
  ]);
}

/**
 * One engine's lexical structure, as data. The scanner, the splitter, the highlighter and the parameter finder read
 * nothing else about an engine's text; each table says where each flag comes from.
 */
export interface DialectRules {
  /** `//` starts a line comment */
  readonly slashComments: boolean;
  /** `\` before the newline carries a `--` comment on */
  readonly commentContinues: boolean;
  readonly nestedComments: boolean;
  /** a backslash escapes the next character in '…' */
  readonly backslash: boolean;
  readonly doubleQuotes: 'identifier' | 'string';
  readonly backticks: boolean;
  /** one-letter string prefixes → what they do to '…' */
  readonly prefixes: Readonly<Record<string, 'escaped' | 'raw' | 'plain'>>;
  /** a prefix also counts before "…" (Spark's r"…") */
  readonly prefixedDoubleQuotes: boolean;
  /** `$$…$$`; `tagged` adds `$tag$…$tag$` */
  readonly dollarQuotes: 'plain' | 'tagged';
  /** `$` may stand inside an unquoted identifier */
  readonly dollarInWords: boolean;
  /** a word may start with a digit */
  readonly digitWords: boolean;
  /** `scheme://path` without quotes is one word, so its `//`, `--` and `/*` start no comment */
  readonly bareUrls: boolean;
  /** `@stage/path` is one token */
  readonly stages: boolean;
  /** `:name` is a parameter where an operand may start */
  readonly colonParameters: boolean;
  /** what `$name` and `$1` are */
  readonly dollarWords: 'parameter' | 'variable';
  /** `&name` and `&{name}` are client variables (SnowSQL); they are left untouched */
  readonly ampersandVariables: boolean;
  /** which scripting language has blocks that hold `;` */
  readonly scripting: 'snowflake' | 'databricks' | 'none';
  /** upper-case words shown as keywords */
  readonly keywords: ReadonlySet<string>;
}

export function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.trim().split(/\s+/)));
}

/** What may stand behind a flag or as an argument. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'profiles' | 'files' | 'profiles-and-files' | 'any' };

export interface FlagWords {
  /** `-P`, `--profile` */
  readonly names: readonly string[];
  readonly help: string;
  /** Undefined for a flag without a value. */
  readonly values: Values | undefined;
}

/** One command of the program as a shell needs to know it. */
export interface CommandWords {
  /** `['profiles', 'show']`; empty for the program itself. */
  readonly path: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly help: string }[];
  readonly flags: readonly FlagWords[];
  readonly argument: Values | undefined;
}

/** A text as one word of any of the three shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Names of profiles, asked of the program when Tab is pressed; silent when that fails. */
export const PROFILE_NAMES = 'smallex completion profiles 2>/dev/null';

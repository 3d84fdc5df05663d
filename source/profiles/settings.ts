import type { Choice, EngineName } from '../backends/base.js';
import { ConfigError } from '../support/errors.js';
import { LONGEST_SECONDS } from '../support/longest-wait.js';
import { expandTilde } from '../support/paths.js';

/** What a setting's value is: `flag` true or false, `number` a whole one, `statements` a list of SQL texts. */
export type SettingKind = 'choice' | 'flag' | 'number' | 'text' | 'folder' | 'statements';

/** One thing that a profile says of how smallex behaves on it. */
export interface Setting {
  readonly key: string;
  readonly kind: SettingKind;
  /** A full sentence. */
  readonly help: string;
  readonly choices?: readonly Choice[];
  /** The engines that it means something to; all when left out. */
  readonly engines?: readonly EngineName[];
  readonly example: string;
}

/** Every setting of a profile, in the order of docs/profiles.md. Flags, validation, `profiles set` and docs follow. */
export const SETTINGS: readonly Setting[] = [
  {
    key: 'environment',
    kind: 'choice',
    help: 'Colours the prompt and the grid and stands there; on production what destroys is asked about first.',
    choices: [
      { value: 'development', label: 'development' },
      { value: 'staging', label: 'staging' },
      { value: 'production', label: 'production' },
    ],
    example: 'production',
  },
  {
    key: 'read_only',
    kind: 'flag',
    help: 'Refuses every statement that is not surely a read.',
    example: 'true',
  },
  {
    key: 'label',
    kind: 'text',
    help: 'Stands in the prompt in place of the profile’s name.',
    example: 'EU sales',
  },
  {
    key: 'color',
    kind: 'choice',
    help: 'The colour of the name in the prompt; the environment keeps its own.',
    choices: ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'].map((value) => ({ value, label: value })),
    example: 'magenta',
  },
  {
    key: 'confirm_changes',
    kind: 'flag',
    help: 'On production also asks before an UPDATE, DELETE or INSERT that a condition narrows down.',
    example: 'true',
  },
  {
    key: 'query_tag',
    kind: 'text',
    help: 'Marks every query in the history of the engine; on Databricks as key:value, key2:value2.',
    engines: ['snowflake', 'databricks'],
    example: 'team:finance',
  },
  {
    key: 'statement_timeout',
    kind: 'number',
    help: 'Seconds after which a statement is cancelled, by the server where it has such a limit, and by smallex.',
    example: '600',
  },
  {
    key: 'startup',
    kind: 'statements',
    help: 'Statements that run when the session opens; one that fails ends the opening.',
    example: "SET timezone = 'UTC'; USE SCHEMA reports",
  },
  {
    key: 'close_when_idle',
    kind: 'number',
    help: 'Minutes without a statement after which the session is closed until the next one; 10 unless given. What is temporary keeps it open.',
    engines: ['databricks'],
    example: '30',
  },
  {
    key: 'close_when_parked',
    kind: 'number',
    help: 'Minutes after which a session that was left with \\c is closed; 30 unless given. What would be lost keeps it open.',
    example: '120',
  },
  {
    key: 'release_when_idle',
    kind: 'flag',
    help: 'Closes the database file after 5 seconds without a statement, so that other programs can open it; the next statement opens it again.',
    engines: ['duckdb'],
    example: 'true',
  },
  {
    key: 'row_limit',
    kind: 'number',
    help: 'Rows that the prompt fetches before a result pauses; scripts read whole results.',
    example: '1000',
  },
  {
    key: 'keep_logins',
    kind: 'choice',
    help: 'Where logins with a browser or a phone are kept for the next start; file: readable by you alone, not encrypted.',
    choices: ['keyring', 'file', 'no'].map((value) => ({ value, label: value })),
    engines: ['snowflake', 'databricks'],
    example: 'no',
  },
  {
    key: 'allowed_local_path',
    kind: 'folder',
    help: 'The only folder of this machine that files are moved to or from.',
    example: '~/exchange',
  },
  {
    key: 'allow_shell',
    kind: 'flag',
    help: 'false switches off what runs programs: \\!, and | behind \\g and \\o.',
    example: 'false',
  },
];

export function settingByKey(key: string): Setting | undefined {
  return SETTINGS.find((setting) => setting.key === key);
}

const LONGEST_MINUTES = Math.floor(LONGEST_SECONDS / 60);

/** The largest number of seconds, minutes or rows: a Snowflake timeout is at most a week. */
const MOST = {
  statement_timeout: 604_800,
  row_limit: 10_000_000,
  close_when_idle: LONGEST_MINUTES,
  close_when_parked: LONGEST_MINUTES,
} as const;

/** What is expected of a value, for people: `true or false`. */
export function expectedOf({ kind, choices = [], key }: Setting): string {
  switch (kind) {
    case 'choice':
      return choices.map(({ value }) => value).join(', ');
    case 'flag':
      return 'true or false';
    case 'number':
      return `a whole number from 1 to ${mostOf(key)}`;
    case 'folder':
      return 'the path of a folder';
    case 'statements':
      return 'a list of SQL statements';
    case 'text':
      return 'a text of one line';
  }
}

function mostOf(key: string): number {
  return key in MOST ? MOST[key as keyof typeof MOST] : Number.MAX_SAFE_INTEGER;
}

/** True for a value as the profile file holds it. */
export function isSettingValue(setting: Setting, value: unknown): boolean {
  switch (setting.kind) {
    case 'choice':
      return setting.choices?.some((choice) => choice.value === value) === true;
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostOf(setting.key);
    case 'statements':
      return Array.isArray(value) && value.every((one) => typeof one === 'string' && one.trim() !== '');
    case 'text':
    case 'folder':
      return typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value);
  }
}

/**
 * The value that a person typed for a setting.
 * @param split makes statements of a text: how depends on the engine
 * @throws ConfigError naming the setting and what it takes
 */
export function readSetting(setting: Setting, text: string, split: (sql: string) => readonly string[]): unknown {
  const value = valueOf(setting, text.trim(), split);
  if (isSettingValue(setting, value)) return value;
  throw new ConfigError(`"${setting.key}" takes ${expectedOf(setting)}.`, {
    hint: `Example: ${setting.key}=${setting.example}`,
  });
}

function valueOf({ kind }: Setting, text: string, split: (sql: string) => readonly string[]): unknown {
  if (kind === 'flag') return FLAGS[text.toLowerCase()];
  if (kind === 'number') return /^\d+$/.test(text) ? Number(text) : undefined;
  if (kind === 'statements') return split(text);
  return kind === 'folder' ? expandTilde(text) : text;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  false: false,
  off: false,
  no: false,
};

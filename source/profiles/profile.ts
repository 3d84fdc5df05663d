import * as v from 'valibot';
import type { EngineName } from '../backends/base.js';
import { ConfigError } from '../support/errors.js';
import type { KeepLogins } from './logins/kept-logins.js';
import { checkName } from './names.js';
import { expectedOf, isSettingValue, SETTINGS } from './settings.js';

export type Environment = 'development' | 'staging' | 'production';
export const ENVIRONMENTS: readonly Environment[] = ['development', 'staging', 'production'];

export type OptionValue = string | number | boolean;

/** How smallex behaves on a profile: see SETTINGS. Keys that this version doesn't know are kept. */
export interface ProfileSettings {
  readonly environment?: Environment | undefined;
  readonly read_only?: boolean | undefined;
  readonly confirm_changes?: boolean | undefined;
  readonly query_tag?: string | undefined;
  /** Seconds. */
  readonly statement_timeout?: number | undefined;
  readonly startup?: readonly string[] | undefined;
  readonly row_limit?: number | undefined;
  readonly allowed_local_path?: string | undefined;
  readonly allow_shell?: boolean | undefined;
  /** Where tokens of its logins are kept for the next start. */
  readonly keep_logins?: KeepLogins | undefined;
  readonly [key: string]: unknown;
}

/** A saved connection. It holds no secret, except after `plain:` in a reference that the person chose. */
export interface Profile {
  readonly name: string;
  readonly engine: EngineName;
  /** Options under their documented snake_case names, `auth_mode` among them. */
  readonly connection: Readonly<Record<string, OptionValue>>;
  /** For each secret option where its value is: `keyring:…`, `env:NAME`, `prompt`, … */
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: ProfileSettings;
}

const ENGINES: readonly EngineName[] = ['snowflake', 'databricks', 'duckdb'];

// null in a hand-written file means "not given".
const options = v.pipe(
  v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  v.transform((record) =>
    Object.fromEntries(Object.entries(record).filter((entry): entry is [string, OptionValue] => entry[1] !== null)),
  ),
);

const profileSchema = v.object({
  name: v.string(),
  engine: v.picklist(ENGINES),
  connection: v.optional(options, {}),
  secrets: v.optional(v.record(v.string(), v.string()), {}),
  settings: v.optional(
    v.looseObject({
      ...Object.fromEntries(
        SETTINGS.map((setting) => [
          setting.key,
          v.optional(v.custom((value) => isSettingValue(setting, value), expectedOf(setting))),
        ]),
      ),
    }),
    {},
  ),
});

/**
 * A profile from data that a person or another program wrote.
 * @throws ConfigError naming the profile and the place in it that is wrong; never quoting a value.
 */
export function parseProfile(data: unknown): Profile {
  const result = v.safeParse(profileSchema, data);
  if (result.success) {
    const { output } = result;
    return { ...output, name: checkName(output.name), settings: output.settings };
  }
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'the profile';
  const name = nameOf(data);
  throw new ConfigError(`${name ? `The profile "${name}"` : 'A profile'} can't be read: ${path} is not as expected.`, {
    hint: `Expected ${issue.type === 'custom' ? issue.message : (issue.expected ?? 'something else')} there.`,
  });
}

function nameOf(data: unknown): string | null {
  return typeof data === 'object' && data !== null && 'name' in data && typeof data.name === 'string'
    ? data.name
    : null;
}

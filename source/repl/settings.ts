import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ConfigError, messageOf } from '../support/errors.js';
import { appPaths } from '../support/paths.js';

/** What a person sets once for every prompt, in `settings.json` of the config folder. */
export interface PromptSettings {
  /** Chord → action, or `none`: `{"ctrl+r": "history-search"}`. `\? keys` lists both. */
  readonly keys: Readonly<Record<string, string>>;
}

const schema = v.object({ keys: v.optional(v.record(v.string(), v.string()), {}) });

/** @throws ConfigError when the file is there and can't be used; its path is named. */
export function readSettings(file = join(appPaths().config, 'settings.json')): PromptSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { keys: {} };
    throw new ConfigError(`The settings in ${file} can't be read: ${messageOf(error)}`, { cause: error });
  }
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new ConfigError(`The settings in ${file} can't be used: ${messageOf(error)}`, {
      hint: 'Expected: {"keys": {"ctrl+r": "history-search"}}',
      cause: error,
    });
  }
}

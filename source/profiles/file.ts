import { copyFileSync, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import * as v from 'valibot';
import { ConfigError, messageOf, SmallexError } from '../support/errors.js';
import { jsonFault, type JsonFault } from '../support/json-fault.js';
import { log } from '../support/log.js';
import { nameKey } from './names.js';
import { parseProfile, type Profile } from './profile.js';
import { makeFolder } from '../support/make-folder.js';

/** The version of the file's shape. A newer file is refused, not guessed at. */
const VERSION = 1;

/** What the file holds. */
export interface ProfileFile {
  readonly default: string | null;
  readonly profiles: readonly Profile[];
}

const EMPTY: ProfileFile = { default: null, profiles: [] };

/** What is known of a file of any version. */
const anyVersion = v.object({ version: v.number() });

const fileSchema = v.object({
  default: v.optional(v.nullable(v.string()), null),
  profiles: v.array(v.unknown()),
});

/**
 * The profiles of a file; none when there is no file.
 * @throws ConfigError with the path when the file can't be read. What it holds is kept beside it first, as
 * `<name>.broken-<date>`, and the file itself is left as it is, to be mended.
 */
export function readProfileFile(path: string): ProfileFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
    throw new ConfigError(`The profiles in ${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
  // An empty file is what an editor or `touch` leaves; nothing is lost by starting in it.
  if (text.trim() === '') return EMPTY;
  try {
    return parse(text, path);
  } catch (error) {
    if (error instanceof NewerFile) throw error;
    throw broken(path, error, text);
  }
}

class NewerFile extends ConfigError {}

function parse(text: string, path: string): ProfileFile {
  const content: unknown = JSON.parse(text);
  // The version first: the rest of a newer file may have any shape.
  if (v.parse(anyVersion, content).version > VERSION) {
    throw new NewerFile(`The profiles in ${path} were written by a newer version of smallex.`, {
      hint: 'Update smallex; it was left as it is.',
    });
  }
  const data = v.parse(fileSchema, content);
  const profiles = data.profiles.map(parseProfile);
  const seen = new Map<string, string>();
  for (const { name } of profiles) {
    const other = seen.get(nameKey(name));
    // Names don't tell upper from lower case: one of both would never open, and the next change would lose it.
    if (other !== undefined) throw new ConfigError(`It holds two profiles of one name, "${other}" and "${name}".`);
    seen.set(nameKey(name), name);
  }
  return { default: data.default, profiles };
}

/** Thrown when the file can't be used as it is; a copy of it lies at `keptAs`. */
export class BrokenProfileFile extends ConfigError {
  readonly keptAs: string;

  constructor(path: string, keptAs: string, cause: unknown, fault: JsonFault | null) {
    // V8 quotes the text around a JSON fault, and that text may be a secret.
    const shape = fault
      ? `It is no valid JSON at line ${fault.line}, column ${fault.column}.`
      : 'It is not of the expected shape.';
    const reason = cause instanceof SmallexError ? cause.message : shape;
    super(`The profiles in ${path} can't be used. ${reason}`, {
      hint: `A copy is kept as ${keptAs}.`,
      nextSteps: [`Mend ${path}`, `or remove it to start without profiles.`],
      cause,
    });
    this.keptAs = keptAs;
  }
}

function broken(path: string, cause: unknown, text: string): BrokenProfileFile {
  // Named by when the file was last changed: reading the same broken file again keeps no second copy.
  const stamp = statSync(path).mtime.toISOString().replace(/[:.]/g, '-');
  const keptAs = `${path}.broken-${stamp}`;
  if (!existsSync(keptAs)) copyFileSync(path, keptAs);
  log('profiles-broken', { path, keptAs });
  return new BrokenProfileFile(path, keptAs, cause, jsonFault(text));
}

/**
 * Replaces the file in one step, readable by its owner alone. The caller holds the lock.
 * @throws ConfigError with the path when it can't be written.
 */
async function writeProfileFile(path: string, content: ProfileFile): Promise<void> {
  const { default: Conf } = await import('conf');
  try {
    const conf = new Conf({
      projectName: 'smallex',
      projectSuffix: '',
      cwd: dirname(path),
      configName: basename(path, extname(path)),
      fileExtension: extname(path).slice(1),
      // conf writes 0644 by default, and a chmod is lost at its next write.
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      // The content was read and checked here; conf replaces it and must not fail on what was there.
      deserialize: () => ({}),
    });
    conf.store = { version: VERSION, ...content };
  } catch (error) {
    throw new ConfigError(`The profiles can't be saved in ${path}: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Reads, changes and writes under a lock beside the file, so that two writers never lose each other's changes.
 * A broken file is replaced only where `startOver` says so; its copy stays.
 * @throws ConfigError when the file is broken, locked for too long or can't be written.
 */
export async function changeProfileFile(
  path: string,
  change: (content: ProfileFile) => ProfileFile,
  startOver?: (error: BrokenProfileFile) => void,
): Promise<void> {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw new ConfigError(`The folder of ${path} can't be made: ${messageOf(error)}.`, {
      hint: 'SMALLEX_HOME chooses another one.',
      cause: error,
    });
  }
  // A link (to a folder of dotfiles) stays a link: what it leads to is replaced.
  const file = existsSync(path) ? realpathSync(path) : path;
  const release = await lock(file);
  try {
    await writeProfileFile(file, change(readForChange(file, startOver)));
  } finally {
    await release();
  }
}

function readForChange(path: string, startOver?: (error: BrokenProfileFile) => void): ProfileFile {
  try {
    return readProfileFile(path);
  } catch (error) {
    if (!startOver || !(error instanceof BrokenProfileFile)) throw error;
    startOver(error);
    return EMPTY;
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  const { default: lockfile } = await import('proper-lockfile');
  try {
    return await lockfile.lock(path, {
      // The file may not exist yet.
      realpath: false,
      // A writer that was killed leaves its lock behind; after 5 s it counts as gone, and the waiting goes on for 8 s.
      stale: 5000,
      retries: { retries: 80, factor: 1, minTimeout: 50, maxTimeout: 150, randomize: true },
      // Its own handler would throw from a timer. The work under the lock is a few milliseconds of synchronous code.
      onCompromised: (error) => log('profiles-lock-compromised', { error }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
      throw new ConfigError(`The profiles can't be saved in ${path}: ${messageOf(error)}.`, {
        hint: 'SMALLEX_HOME chooses another folder.',
        cause: error,
      });
    }
    throw new ConfigError(`Another smallex is changing ${path}: ${messageOf(error)}`, {
      hint: `If none runs, remove ${path}.lock.`,
      cause: error,
    });
  }
}

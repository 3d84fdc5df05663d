import { dirname, join } from 'node:path';
import { ConfigError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { appPaths } from '../support/paths.js';
import { changeProfileFile, readProfileFile, type ProfileFile } from './file.js';
import { checkName, nameKey } from './names.js';
import { parseProfile, type Profile } from './profile.js';
import { readLastUsed, stampUsed } from './used.js';

export interface ProfileStoreOptions {
  /** The file of the profiles; by default `profiles.json` in the config folder. */
  readonly file?: string;
  /** Told in one sentence what the store did beyond what was asked: a broken file kept aside, a default dropped. */
  readonly onNotice?: (message: string) => void;
}

export interface SaveOptions {
  /** Replace a profile of the same name; without it that name is refused. */
  readonly replace?: boolean;
}

/**
 * The saved connections of this person. Reading is synchronous and takes no lock (the file is only ever replaced
 * whole); every change reads the file again, changes it and writes it under a lock. Needs no terminal.
 */
export class ProfileStore {
  readonly file: string;
  readonly #used: string;
  readonly #onNotice: (message: string) => void;

  constructor({ file, onNotice = () => undefined }: ProfileStoreOptions = {}) {
    const paths = appPaths();
    this.file = file ?? join(paths.config, 'profiles.json');
    this.#used = file === undefined ? join(paths.state, 'last-used.json') : join(dirname(file), 'last-used.json');
    this.#onNotice = onNotice;
  }

  /** All profiles, by name. @throws ConfigError when the file is broken. */
  list(): readonly Profile[] {
    return [...this.#read().profiles].sort((a, b) => (nameKey(a.name) < nameKey(b.name) ? -1 : 1));
  }

  /** All profiles, the last opened first, those never opened at the end by name. @throws ConfigError */
  recent(): readonly Profile[] {
    const used = readLastUsed(this.#used);
    const stamp = (profile: Profile): string => used.get(nameKey(profile.name)) ?? '';
    return [...this.list()].sort((a, b) => (stamp(a) === stamp(b) ? 0 : stamp(a) < stamp(b) ? 1 : -1));
  }

  /** The profile of that name, whatever its case; undefined when there is none. @throws ConfigError */
  get(name: string): Profile | undefined {
    return pick(this.#read(), name);
  }

  /** The profile of that name. @throws ConfigError naming the nearest one, and the others, when there is none. */
  find(name: string): Profile {
    return pickOrThrow(this.#read(), name);
  }

  /**
   * Adds a profile. A broken file is started over (its copy is kept and told).
   * @throws ConfigError for a name that is taken or that can't be one, and for a file that can't be written.
   */
  async save(profile: Profile, { replace = false }: SaveOptions = {}): Promise<Profile> {
    const checked = parseProfile(profile);
    await changeProfileFile(
      this.file,
      (content) => {
        const taken = pick(content, checked.name);
        if (taken && !replace) throw nameTaken(taken.name);
        const profiles = taken
          ? content.profiles.map((other) => (other === taken ? checked : other))
          : [...content.profiles, checked];
        return this.#withoutProductionDefault({ ...content, profiles });
      },
      (broken) => this.#onNotice(`${broken.message} A copy is kept as ${broken.keptAs}; a new file is begun.`),
    );
    return checked;
  }

  /**
   * Changes a profile as it stands in the file at that moment. What `change` throws leaves the file as it is.
   * @throws ConfigError
   */
  async update(name: string, change: (profile: Profile) => Profile): Promise<Profile> {
    let changed: Profile | undefined;
    await changeProfileFile(this.file, (content) => {
      const before = pickOrThrow(content, name);
      const after = parseProfile({ ...change(before), name: before.name });
      changed = after;
      const profiles = content.profiles.map((other) => (other === before ? after : other));
      return this.#withoutProductionDefault({ ...content, profiles });
    });
    return changed!;
  }

  /** Gives a profile another name; it stays the default if it was. @throws ConfigError */
  async rename(from: string, to: string): Promise<void> {
    const name = checkName(to);
    await changeProfileFile(this.file, (content) => {
      const profile = pickOrThrow(content, from);
      const taken = pick(content, name);
      if (taken && taken !== profile) throw nameTaken(taken.name);
      return {
        default: content.default === profile.name ? name : content.default,
        profiles: content.profiles.map((other) => (other === profile ? { ...other, name } : other)),
      };
    });
  }

  /** Copies a profile under a new name; both refer to the same secrets. @throws ConfigError */
  async copy(from: string, to: string): Promise<void> {
    const name = checkName(to);
    await changeProfileFile(this.file, (content) => {
      const profile = pickOrThrow(content, from);
      const taken = pick(content, name);
      if (taken) throw nameTaken(taken.name);
      return { ...content, profiles: [...content.profiles, { ...profile, name }] };
    });
  }

  /**
   * Removes a profile. Its secrets stay where they are: see `deleteProfile` in profiles/delete.ts.
   * @returns the profile, and those of its secret references that no other profile uses.
   * @throws ConfigError
   */
  async delete(name: string): Promise<{ readonly profile: Profile; readonly unused: readonly string[] }> {
    let profile: Profile | undefined;
    let unused: readonly string[] = [];
    await changeProfileFile(this.file, (content) => {
      const gone = pickOrThrow(content, name);
      const profiles = content.profiles.filter((other) => other !== gone);
      const used = new Set(profiles.flatMap((other) => Object.values(other.secrets)));
      profile = gone;
      unused = Object.values(gone.secrets).filter((reference) => !used.has(reference));
      return { default: content.default === gone.name ? null : content.default, profiles };
    });
    return { profile: profile!, unused };
  }

  /** The profile that opens when none is named; undefined when there is none. @throws ConfigError */
  default(): Profile | undefined {
    const content = this.#read();
    const profile = content.default === null ? undefined : pick(content, content.default);
    // The file may have been changed by hand: production is never reached unnamed.
    return profile?.settings.environment === 'production' ? undefined : profile;
  }

  /** Chooses the profile that opens when none is named; null for none. @throws ConfigError also for a production one. */
  async setDefault(name: string | null): Promise<void> {
    await changeProfileFile(this.file, (content) => {
      if (name === null) return { ...content, default: null };
      const profile = pickOrThrow(content, name);
      if (profile.settings.environment === 'production') {
        throw new ConfigError(`"${profile.name}" is a production profile and can't be the default.`, {
          hint: `Production is opened by name alone: smallex -P ${quoted(profile.name)}`,
        });
      }
      return { ...content, default: profile.name };
    });
  }

  /** Notes that a profile was opened now. Never throws. */
  touch(name: string, now = new Date()): void {
    stampUsed(this.#used, name, now);
  }

  #read(): ProfileFile {
    return readProfileFile(this.file);
  }

  #withoutProductionDefault(content: ProfileFile): ProfileFile {
    const chosen = content.default === null ? undefined : pick(content, content.default);
    if (chosen?.settings.environment !== 'production') return content;
    this.#onNotice(`"${chosen.name}" is a production profile now, and no longer the default.`);
    return { ...content, default: null };
  }
}

function pick(content: ProfileFile, name: string): Profile | undefined {
  const key = nameKey(name);
  return content.profiles.find((profile) => nameKey(profile.name) === key);
}

function pickOrThrow(content: ProfileFile, name: string): Profile {
  const profile = pick(content, name);
  if (profile) return profile;
  const names = content.profiles.map((other) => other.name);
  const guess = nearest(name, names);
  throw new ConfigError(`There is no profile "${name}".${guess ? ` Did you mean "${guess}"?` : ''}`, {
    hint: names.length > 0 ? `Profiles: ${names.join(', ')}.` : 'There are no profiles yet: smallex setup makes one.',
  });
}

function nameTaken(name: string): ConfigError {
  return new ConfigError(`There is a profile "${name}" already.`, {
    hint: 'Choose another name, or delete or rename that one first.',
  });
}

function quoted(name: string): string {
  return name.includes(' ') ? `"${name}"` : name;
}

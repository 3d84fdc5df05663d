import { ConfigError, messageOf, SmallexError, TimeoutError } from '../support/errors.js';

interface KeyringWords {
  readonly said: RegExp;
  readonly message: string;
  readonly hint: string;
}

const ELSEWHERE = 'or keep the secret elsewhere: env:NAME, file:/path or prompt.';

/**
 * What the libraries below say, the most telling first: seen of GNOME Keyring 42 (locked; no bus; no service) and in a
 * container (AccessDenied), the others in the sources of the keyring crate and Apple's list of results.
 */
const KINDS: readonly KeyringWords[] = [
  {
    said: /unlock prompt|\blocked\b|IsLocked|interaction is not allowed|-25308/i,
    message: 'The system keyring is locked, and nobody unlocked it.',
    hint: `Unlock it (log in at the desktop; gnome-keyring-daemon --unlock; security unlock-keychain on a Mac), ${ELSEWHERE}`,
  },
  {
    said: /D-?Bus error|DBUS_SESSION|ServiceUnknown|not provided by any|no such interface|zbus/i,
    message: 'There is no system keyring here: no Secret Service answers.',
    hint: `Start one in a D-Bus session (GNOME Keyring, KWallet, KeePassXC), ${ELSEWHERE}`,
  },
  {
    said: /access ?denied|not permitted|permission|user cancel|-25293|-128\b/i,
    message: 'The system keyring does not let this program in.',
    hint: `A container or a sandbox may forbid it, or somebody said no. Allow it, ${ELSEWHERE}`,
  },
];

/** An error of the keyring as a sentence with its next step. */
export function keyringError(thrown: unknown): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  const said = messageOf(thrown);
  const kind = KINDS.find((one) => one.said.test(said));
  if (kind) return new ConfigError(kind.message, { hint: kind.hint, cause: thrown });
  return new ConfigError(`The system keyring failed: ${said.replace(/\.$/, '')}.`, {
    hint: `Look at it with the system's own program, ${ELSEWHERE}`,
    cause: thrown,
  });
}

/** Nothing came within so many milliseconds: most often a window somewhere waits for its password. */
export function keyringTimeout(limit: number): TimeoutError {
  return new TimeoutError(`The system keyring did not answer within ${limit / 1000} seconds.`, {
    hint: `A window of it may wait for a password, on another screen perhaps. Answer it, ${ELSEWHERE}`,
  });
}

/** Why it can't be used, to stand behind a colon or in brackets: `it is locked, and nobody unlocked it`. */
export function keyringReason(error: unknown): string {
  return messageOf(error)
    .replace(/\.$/, '')
    .replace(/^The system keyring (?=is|does|did)/, 'it ')
    .replace(/^There is no system keyring here: /, '')
    .replace(/^The system keyring failed: /, '');
}

import { ValueError, type SmallexError, type StageName } from '../../support/errors.js';
import type { Choice } from './fields.js';

export type WaitingFor = 'connecting' | 'approval' | 'browser' | 'warehouse' | 'queued' | 'running' | 'fetching';

export type BackendEvent =
  | { readonly type: 'stage'; readonly stage: StageName; readonly state: 'started' }
  | {
      readonly type: 'stage';
      readonly stage: StageName;
      readonly state: 'ok';
      readonly ms: number;
      readonly detail?: string;
    }
  | {
      readonly type: 'stage';
      readonly stage: StageName;
      readonly state: 'failed';
      readonly ms: number;
      readonly error: SmallexError;
    }
  | { readonly type: 'stage'; readonly stage: StageName; readonly state: 'skipped'; readonly detail: string }
  /** `port`: where this machine listens for the browser's answer. */
  | { readonly type: 'open-url'; readonly url: string; readonly port?: number }
  | { readonly type: 'waiting'; readonly for: WaitingFor; readonly detail?: string; readonly fraction?: number }
  | { readonly type: 'query-id'; readonly queryId: string; readonly url?: string }
  /** Something the person should know that is no error; one sentence. */
  | { readonly type: 'notice'; readonly message: string };

/** Something only a person can answer. A script's `ask` throws ConfigError naming the flag or reference to use. */
export interface Question {
  readonly kind: 'passcode' | 'secret' | 'passphrase' | 'confirm' | 'redirect-url' | 'text';
  /** The option it stands for, when there is one: `password`, `private_key_passphrase`. */
  readonly field?: string;
  /** A full sentence. */
  readonly message: string;
  readonly hint?: string;
  /** What may be answered, in the order to show it; of the kind `text`. */
  readonly choices?: readonly Choice[];
  /** Only what is typed by hand after the question is seen is an answer: neither type-ahead nor a paste. */
  readonly deliberate?: boolean;
  /** Aborted once the answer has come another way (the browser found the way back): the question is then taken away. */
  readonly signal?: AbortSignal;
}

/**
 * Tokens of logins that outlive the process, by a key that names engine, host and user. Only what the person agreed to
 * is kept; where nothing may be kept, `read` gives null and writing does nothing.
 */
export interface KeptLogins {
  read(key: string): Promise<string | null>;
  /** Keeps it; may ask the person where. Never throws but CancelledError: a login that works counts more. */
  write(key: string, token: string): Promise<void>;
  /** Replaces what is kept already; asks nothing, and keeps nothing new. */
  update(key: string, token: string): Promise<void>;
  remove(key: string): Promise<void>;
  /**
   * Runs `work` while no other process on this machine runs work of the same key. `onWait` is called once when it has
   * to wait. @throws CancelledError once `signal` is aborted, TimeoutError when the other one doesn't end.
   */
  alone<T>(
    key: string,
    work: () => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly onWait?: () => void },
  ): Promise<T>;
}

/** How session and backends reach the face that started them. They never import one. */
export interface Io {
  readonly signal?: AbortSignal;
  /** Absent: logins are good for this process alone. */
  readonly logins?: KeptLogins;
  onEvent(event: BackendEvent): void;
  /**
   * The answer as text; `yes` or `no` for a `confirm`.
   * @throws CancelledError when the person leaves the question; ConfigError where nobody can be asked.
   */
  ask(question: Question): Promise<string>;
}

/** Io for callers that neither listen nor answer. */
export const SILENT_IO: Io = {
  onEvent: () => undefined,
  ask: (question) =>
    Promise.reject(
      new ValueError(`Nobody can be asked here: ${question.message}`, {
        hint: question.field ? `Pass the option "${question.field}".` : 'Pass an Io with an `ask`.',
      }),
    ),
};

import type { ConnectionReport, EngineName, Listed, ListKind, Question } from '../backends/base.js';
import type { SmallexError, StageName } from '../support/errors.js';
import type { KeepKind } from '../profiles/keep.js';
import type { Environment, OptionValue, Profile, ProfileSettings } from '../profiles/profile.js';

/** A place in the wizard: a question, or work that goes on by itself (`login`, `test`, `save`). */
export type StepId =
  | 'welcome'
  | 'engine'
  /** One text that may say everything; only where the person chose it. */
  | 'paste'
  | 'auth'
  | `field:${string}`
  | 'optional'
  | 'login'
  | `context:${string}`
  | 'test'
  | 'name'
  | 'environment'
  | 'keep'
  | 'save';

export type EnvironmentAnswer = Environment | 'none';

/** Everything the person has decided. Nothing here is dropped by going back. */
export interface Answers {
  /** The saved profile that is being changed. */
  readonly editing: Profile | null;
  /** What another tool or a shared file says, when it was taken. */
  readonly taken: Profile | null;
  /** One text is to say what it can. */
  readonly pasted: boolean;
  /** What the pasted text calls the connection. */
  readonly called: string | null;
  readonly engine: EngineName | null;
  readonly auth: string | null;
  /** Stored text of fields by `engine/key`: what another engine calls the same is another answer. */
  readonly values: Readonly<Record<string, string>>;
  /** Where secrets are that nobody typed here, by `engine/key`. */
  readonly references: Readonly<Record<string, string>>;
  /** Options that the wizard doesn't ask for: host, port, proxy. */
  readonly extra: Readonly<Record<string, OptionValue>>;
  readonly name: string | null;
  readonly environment: EnvironmentAnswer | null;
  readonly keep: KeepKind | null;
}

export interface Problem {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** One line of the staged test. */
export interface StageMark {
  readonly stage: StageName;
  readonly state: 'running' | 'ok' | 'failed' | 'skipped';
  readonly ms: number | null;
  readonly detail: string | null;
}

/** What was saved. */
export interface Saved {
  readonly profile: Profile;
  /** It opens now when no profile is named. */
  readonly isDefault: boolean;
}

/** What failed, and with which answers: going on with the same ones shows it again instead of trying again. */
interface Failure {
  readonly at: 'login' | 'test' | 'save';
  readonly key: string;
  readonly error: SmallexError;
}

type ListState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly items: readonly Listed[] }
  | { readonly state: 'refused'; readonly reason: string };

type KeyringState =
  { readonly state: 'unknown' | 'probing' | 'ok' } | { readonly state: 'refused'; readonly reason: string };

export interface WizardState {
  readonly step: StepId;
  readonly answers: Answers;
  /** Steps whose answer came with the command line: they are not asked. */
  readonly given: readonly StepId[];
  /** Questions that were answered, for a mended answer to skip those after it. */
  readonly answered: readonly StepId[];
  /** What is typed and not yet submitted, by step. */
  readonly drafts: Readonly<Partial<Record<StepId, string>>>;
  /** The second half of the menu of auth modes is shown. */
  readonly allModes: boolean;
  /** The step whose list was left for typing by hand. */
  readonly typing: StepId | null;
  readonly problem: Problem | null;
  readonly failure: Failure | null;
  /** The failure that the question shown is to mend. */
  readonly mending: Failure | null;
  /** The number of the work under way; what older work tells is too late. */
  readonly work: number;
  readonly working: boolean;
  readonly loginMarks: readonly StageMark[];
  readonly openMarks: readonly StageMark[];
  /** What is being waited for, in words. */
  readonly waiting: string | null;
  readonly url: string | null;
  readonly notices: readonly string[];
  /** What the backend wants to know before it goes on. */
  readonly asking: Question | null;
  /** Made from which answers the login and the connection are that are open now. */
  readonly loginKey: string | null;
  readonly openKey: string | null;
  readonly report: ConnectionReport | null;
  /** Saved although this login, or this connection, was never seen working. */
  readonly unproved: readonly string[];
  readonly lists: Readonly<Record<string, ListState>>;
  readonly keyring: KeyringState;
  readonly outcome: ({ readonly kind: 'saved' } & Saved) | { readonly kind: 'left' } | null;
}

export type WizardEvent =
  /** What stands in the question's field now, not yet submitted. */
  | { readonly type: 'draft'; readonly text: string }
  /** A text put onto the list of the beginning. */
  | { readonly type: 'paste'; readonly text: string }
  /** The answer to the question shown: text, or the value of a choice. */
  | { readonly type: 'submit'; readonly value: string }
  /** Leaves a list for typing, and the other way round. */
  | { readonly type: 'type-instead' }
  | { readonly type: 'back' }
  | { readonly type: 'leave' }
  | { readonly type: 'mark'; readonly work: number; readonly mark: StageMark }
  | { readonly type: 'waiting'; readonly work: number; readonly text: string | null; readonly url?: string }
  | { readonly type: 'notice'; readonly work: number; readonly text: string }
  | { readonly type: 'asked'; readonly work: number; readonly question: Question }
  /** The answer has come another way. */
  | { readonly type: 'withdrawn'; readonly work: number }
  | { readonly type: 'logged-in'; readonly work: number }
  | { readonly type: 'opened'; readonly work: number; readonly report: ConnectionReport }
  | { readonly type: 'failed'; readonly work: number; readonly error: SmallexError }
  | { readonly type: 'listed'; readonly list: string; readonly items: readonly Listed[] }
  | { readonly type: 'not-listed'; readonly list: string; readonly reason: string }
  | { readonly type: 'keyring'; readonly ok: true }
  | { readonly type: 'keyring'; readonly ok: false; readonly reason: string }
  | ({ readonly type: 'saved'; readonly work: number } & Saved);

/** Options and the references of those that are secret and were not typed. */
export interface WizardOptions {
  readonly engine: EngineName;
  readonly plain: Readonly<Record<string, OptionValue>>;
  readonly references: Readonly<Record<string, string>>;
  /** Of the profile that the answers began with: they tell where it came from. */
  readonly settings: ProfileSettings;
}

/** What the flow wants done; the interpreter answers with events. */
export type Effect =
  | { readonly type: 'login'; readonly work: number; readonly options: WizardOptions }
  | { readonly type: 'open'; readonly work: number; readonly options: WizardOptions }
  | { readonly type: 'list'; readonly list: string; readonly kind: ListKind; readonly parent: string | null }
  | { readonly type: 'probe-keyring' }
  /** Ends the work under way; nothing it still brings is kept. */
  | { readonly type: 'cancel' }
  /** The answer to what the backend asked; null: the person would not say. */
  | { readonly type: 'answer'; readonly value: string | null }
  | {
      readonly type: 'save';
      readonly work: number;
      readonly profile: Profile;
      /** Secrets that were typed, to be kept by `keep` first. */
      readonly typed: Readonly<Record<string, string>>;
      readonly keep: KeepKind;
      /** The profile it replaces, under the name that one has now. */
      readonly replaces: string | null;
    }
  /** The end. Connection and login are handed over only where they are what was saved; else they are closed. */
  | { readonly type: 'end'; readonly kind: 'left' }
  | { readonly type: 'end'; readonly kind: 'saved'; readonly proved: boolean };

export interface Transition {
  readonly state: WizardState;
  readonly effects: readonly Effect[];
}

export const NO_ANSWERS: Answers = {
  pasted: false,
  called: null,
  editing: null,
  taken: null,
  engine: null,
  auth: null,
  values: {},
  references: {},
  extra: {},
  name: null,
  environment: null,
  keep: null,
};

export const FIRST_STATE: WizardState = {
  step: 'welcome',
  answers: NO_ANSWERS,
  given: [],
  answered: [],
  drafts: {},
  allModes: false,
  typing: null,
  problem: null,
  failure: null,
  mending: null,
  work: 0,
  working: false,
  loginMarks: [],
  openMarks: [],
  waiting: null,
  url: null,
  notices: [],
  asking: null,
  loginKey: null,
  openKey: null,
  report: null,
  unproved: [],
  lists: {},
  keyring: { state: 'unknown' },
  outcome: null,
};

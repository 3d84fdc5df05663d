import type { ProfileStore } from '../profiles/index.js';
import { pickProfile } from '../repl/picker.js';
import { runPrompt } from '../repl/prompt.js';
import { EXIT } from '../support/errors.js';
import { createScreen, type Screen } from '../ui/screen.js';
import { createTty, type Tty } from '../ui/tty.js';
import type { Given } from '../wizard/given.js';
import { runWizard } from '../wizard/run.js';
import { targetAhead, type Ahead } from './open-target.js';
import type { MainOptions } from './options.js';
import { sessionOf } from './session-of.js';
import { IN_MEMORY, type OpenableTarget, type Target } from './target.js';

type PromptOptions = Partial<Pick<MainOptions, 'readOnly' | 'plain' | 'rc' | 'limit'>>;

interface Stage {
  readonly tty: Tty;
  readonly screen: Screen;
  /** What ends before the program does on SIGTERM and SIGHUP. */
  closing: (() => Promise<void>) | undefined;
}

/** The prompt on what was chosen; asks when nothing was: a saved profile, or the setup where there are none. */
export async function openPrompt(target: Target, store: ProfileStore, options: PromptOptions): Promise<number> {
  if (isPlain(options)) {
    const { openPlainPrompt } = await import('./plain-prompt.js');
    return openPlainPrompt(target, store, options);
  }
  const stage = openStage();
  if (target.kind !== 'none') return promptOn(target, store, options, stage);
  const profiles = store.recent();
  if (profiles.length === 0) return wizardThenPrompt({}, store, options, stage);
  const picked = await pickProfile(stage.tty, stage.screen, profiles);
  if (picked.kind === 'left') return EXIT.done;
  if (picked.kind === 'setup') return wizardThenPrompt({}, store, options, stage);
  if (picked.kind === 'memory') return promptOn(IN_MEMORY, store, options, stage);
  return promptOn({ kind: 'profile', profile: picked.profile, why: 'chosen' }, store, options, stage);
}

/** `smallex setup` in a terminal: the wizard, then the prompt on the connection that it tested. */
export async function setupThenPrompt(given: Given, store: ProfileStore, options: PromptOptions): Promise<number> {
  if (isPlain(options)) {
    const { setupPlain } = await import('./plain-prompt.js');
    return setupPlain(given, store, options);
  }
  return wizardThenPrompt(given, store, options, openStage());
}

/** Screen readers and dumb terminals: nothing is drawn twice. */
function isPlain({ plain }: PromptOptions): boolean {
  return plain === true || process.env['TERM'] === 'dumb';
}

function openStage(): Stage {
  const stage: { closing: Stage['closing'] } = { closing: undefined };
  const tty = createTty({ onTerminate: () => stage.closing?.() });
  return Object.assign(stage, { tty, screen: createScreen(tty) });
}

async function wizardThenPrompt(
  given: Given,
  store: ProfileStore,
  options: PromptOptions,
  stage: Stage,
): Promise<number> {
  const { inkFace } = await import('../wizard/ink/face.js');
  const abort = new AbortController();
  const face = inkFace({ tty: stage.tty, screen: stage.screen });
  const running = runWizard({ face, answers: given, store, io: { signal: abort.signal } });
  stage.closing = async () => {
    abort.abort();
    await running;
  };
  const outcome = await running;
  const session = sessionOf(outcome);
  if (session) return run({ session }, store, options, stage);
  return outcome.kind === 'left' ? EXIT.interrupted : EXIT.done;
}

/** The prompt is there at once; what was chosen is opened behind it. */
function promptOn(target: OpenableTarget, store: ProfileStore, options: PromptOptions, stage: Stage): Promise<number> {
  return run(targetAhead(target, store, options.readOnly === true), store, options, stage);
}

function run(
  { session, open }: Pick<Ahead, 'session'> & Partial<Ahead>,
  store: ProfileStore,
  options: PromptOptions,
  stage: Stage,
): Promise<number> {
  return runPrompt({
    session,
    open,
    profiles: store,
    tty: stage.tty,
    screen: stage.screen,
    limit: options.limit,
    rc: options.rc,
    onClosing: (close) => (stage.closing = close),
  });
}

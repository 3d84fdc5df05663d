import { ProfileStore } from '../profiles/index.js';
import { ConfigError } from '../support/errors.js';
import { scriptInputs, type MainOptions, type ScriptInput } from './options.js';
import { chooseTargetAnywhere } from './foreign-target.js';
import { IN_MEMORY, type Target } from './target.js';

/** The main command: a script when there is something to run, else the prompt. */
export async function start(name: string | undefined, options: MainOptions): Promise<number> {
  if (name !== undefined && options.profile !== undefined) {
    throw new ConfigError(`Two connections are named: "${name}" and -P "${options.profile}".`, { hint: 'Name one.' });
  }
  const store = openStore();
  const target = await chooseTargetAnywhere(store, { name, profile: options.profile });
  return startOn(target, options, scriptInputs(), store);
}

/** Runs the inputs on a target, or stdin when it is no terminal, or opens the prompt. */
export async function startOn(
  target: Target,
  options: Omit<MainOptions, 'command' | 'file'>,
  inputs: readonly ScriptInput[],
  store: ProfileStore = openStore(),
): Promise<number> {
  if (inputs.length > 0 || !process.stdin.isTTY) {
    const { runScript } = await import('./script.js');
    const scripts = inputs.length > 0 ? inputs : [{ kind: 'file', text: '-' } as const];
    return runScript(target.kind === 'none' ? IN_MEMORY : target, store, options, scripts);
  }
  const { openPrompt } = await import('./prompt.js');
  return openPrompt(target, store, options);
}

function openStore(): ProfileStore {
  return new ProfileStore({ onNotice: (message) => process.stderr.write(`${message}\n`) });
}

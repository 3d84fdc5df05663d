import type { Question } from '../backends/base.js';
import { AGREEMENT } from '../profiles/agreement.js';
import { ConfigError } from '../support/errors.js';
import { fieldOf, referenceOf, valueOf } from './form.js';
import type { Given } from './given.js';
import { led, startSession, type RunWizardInput } from './run.js';
import type { WizardOutcome, WizardSession } from './session.js';
import type { SelectView, TextView } from './view.js';

/**
 * The wizard's flow without asking: every answer is given, empty, or its default. Tests the connection and hands it
 * over open, as the wizard does.
 * @throws ConfigError naming the flag of an answer that is missing or wrong; what login and test throw.
 */
export async function runUnattended(
  given: Given,
  {
    store,
    io = {},
    onAgreed = () => undefined,
  }: Omit<RunWizardInput, 'face'> & { readonly onAgreed?: (to: Question) => void },
): Promise<WizardOutcome> {
  const session = startSession(store, given, io);
  return led(session, io.signal, async () => {
    for (let view = session.view(); view.kind !== 'end'; view = session.view()) {
      // A browser may bring the login back without anybody here.
      if (view.kind === 'working' || session.state.asking?.kind === 'redirect-url') await nextChange(session);
      else if (given.agree === true && session.state.asking?.field === AGREEMENT) {
        onAgreed(session.state.asking);
        session.send({ type: 'submit', value: 'yes' });
      } else session.send({ type: 'submit', value: answerFor(view, session) });
    }
  });
}

function nextChange(session: WizardSession): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = session.subscribe(() => {
      stop();
      resolve();
    });
    session.finished.catch(reject);
  });
}

function answerFor(view: SelectView | TextView, { state, world }: WizardSession): string {
  const { answers, asking, failure, step } = state;
  if (asking?.field === 'keep_logins') return 'no';
  if (asking?.field === AGREEMENT) {
    const nextSteps = ['Agree to all that the file names: smallex setup --from FILE --agree'];
    throw new ConfigError(`This needs a yes: ${asking.message}`, { hint: asking.hint, nextSteps });
  }
  if (asking) {
    const flag = asking.field ? `--set ${asking.field}=…` : 'smallex setup in a terminal';
    throw new ConfigError(`Nobody can be asked here: ${asking.message}`, { hint: `Use ${flag}.` });
  }
  if (view.kind === 'select' && view.failed && failure) throw failure.error;
  if (view.problem) throw new ConfigError(view.problem.message, { hint: view.problem.hint });
  switch (step) {
    case 'welcome':
      return 'new';
    case 'optional':
      return 'go';
    case 'environment':
      return answers.environment ?? 'none';
    case 'auth':
      if (answers.engine !== null) return answers.auth ?? world.backendOf(answers.engine).defaultAuthMode;
      return missing('--auth', '');
    case 'engine':
      return missing('--engine', `Engines: ${world.engines.join(', ')}.`);
    case 'name':
      return answers.name ?? missing('--name', 'A short name, to open it with.');
    default: {
      const field = fieldOf(world, answers, step);
      const value = field && (valueOf(answers, field.key) ?? field.default);
      if (!field || value || !field.required || referenceOf(answers, field.key) !== undefined) return value ?? '';
      const variable = field.env?.[0] ?? 'NAME';
      const example = field.secret ? `env:${variable}` : '…';
      return missing(`--set ${field.key}=${example}`, field.help);
    }
  }
}

function missing(flag: string, hint: string): never {
  throw new ConfigError(`setup needs ${flag} when nobody is asked.`, { hint });
}

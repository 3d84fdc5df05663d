import { basename } from 'node:path';
import { freeName } from '../profiles/names.js';
import * as form from './form.js';
import type { WizardWorld } from './form.js';
import { listFor } from './flow.js';
import { offersSaid } from './offers.js';
import type { Answers, WizardState } from './state.js';

/** The question of a step, or what is going on in it. */
export function titleOf(world: WizardWorld, state: WizardState): string {
  const backend = form.backendFor(world, state.answers);
  const label = backend?.label ?? 'the engine';
  const failed = state.failure !== null && !state.working;
  switch (state.step) {
    case 'welcome':
      return 'What would you like to do?';
    case 'engine':
      return 'Which engine would you like to connect to?';
    case 'paste':
      return 'Paste what you have';
    case 'auth':
      return `How do you log in to ${label}?`;
    case 'optional':
      return 'Log in now, or set something optional first?';
    case 'login':
      return failed ? `The login to ${label} failed.` : `Logging in to ${label}`;
    case 'test':
      return failed ? 'The connection does not work yet.' : 'Testing the connection';
    case 'name':
      return 'What shall this connection be called?';
    case 'environment':
      return 'What kind of data is behind it?';
    case 'keep':
      return `Where shall the ${secretNames(world, state.answers)} be kept?`;
    case 'save':
      return failed ? 'The profile could not be saved.' : 'Saving';
    default:
      return form.fieldOf(world, state.answers, state.step)?.label ?? '';
  }
}

function secretNames(world: WizardWorld, answers: Answers): string {
  const fields = form.modeFor(world, answers)?.fields ?? [];
  const typed = form.typedSecrets(world, answers);
  const labels = fields.filter(({ key }) => key in typed).map(({ label }) => label.toLowerCase());
  return labels.join(' and ') || 'secret';
}

/** One line under the question. */
export function helpOf(world: WizardWorld, state: WizardState): string {
  switch (state.step) {
    case 'welcome':
      return offersSaid(world.offers ?? []);
    case 'engine':
      return world.profiles.length > 0 ? '' : 'DuckDB needs no account: start there to look around.';
    case 'paste':
      return 'A connection URL, a link from Snowsight or a Databricks workspace, a snow command, a block of connections.toml or .databrickscfg, or the path of a DuckDB file.';
    case 'name':
      return 'A short name, to open it with: smallex NAME';
    case 'environment':
      return 'A production profile is marked, asks before it destroys, and opens only when it is named.';
    case 'keep':
      return state.keyring.state === 'refused' ? `The system keyring can't be used: ${state.keyring.reason}` : '';
    default:
      return fieldHelp(world, state);
  }
}

function fieldHelp(world: WizardWorld, state: WizardState): string {
  const field = form.fieldOf(world, state.answers, state.step);
  if (!field) return '';
  const list = listFor(world, state);
  if (list?.state === 'refused') return `${field.help} (They can't be listed: ${list.reason.replaceAll(/\s+/g, ' ')})`;
  if (list?.state === 'loading') return `${field.help} (Listing what there is…)`;
  const suggestion =
    field.secret || form.valueOf(state.answers, field.key) !== undefined ? null : form.suggestionOf(world, field);
  return suggestion ? `${field.help} (From ${suggestion.variable}.)` : field.help;
}

/** A name that says what it leads to and isn't taken: what it is called elsewhere, the file's stem, else the engine. */
export function suggestedName(world: WizardWorld, answers: Answers): string {
  const names = world.profiles.map(({ name }) => name);
  if (answers.taken) return freeName(answers.taken.name, names);
  if (answers.called) return freeName(answers.called, names);
  const path = answers.engine === 'duckdb' && answers.auth !== 'memory' ? form.valueOf(answers, 'path') : undefined;
  const stem = path
    ? basename(path)
        .replace(/\.\w+$/, '')
        .replace(/[^\p{L}\p{N}_-]+/gu, '-')
        .replace(/^-+|-+$/g, '')
    : '';
  return freeName(stem || (answers.engine ?? 'connection'), names);
}

/** What came of it, in words, and what can be done next. */
export function closingWords(state: WizardState): { readonly text: string; readonly hint: string | undefined } {
  if (state.outcome?.kind !== 'saved') return { text: 'Nothing was saved.', hint: 'Start again: smallex setup' };
  const { isDefault } = state.outcome;
  const { name, secrets } = state.outcome.profile;
  const variables = Object.values(secrets)
    .filter((reference) => reference.startsWith('env:SMALLEX_SECRET_'))
    .map((reference) => reference.slice('env:'.length));
  const shown = name.includes(' ') ? `"${name}"` : name;
  const open = `Open it again: smallex${isDefault ? '' : ` ${shown}`}`;
  const hint = variables.length > 0 ? `Set ${variables.join(' and ')} first. ${open}` : open;
  return { text: `Saved as "${name}"${isDefault ? ', which opens when no profile is named' : ''}.`, hint };
}

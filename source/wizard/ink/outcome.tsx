import { Message } from '../../ui/components/message.js';
import { closingWords } from '../words.js';
import type { WizardState } from '../state.js';

/** The last frame: what came of it. */
export function Outcome({ state }: { readonly state: WizardState }) {
  const { text, hint } = closingWords(state);
  return <Message tone={state.outcome?.kind === 'saved' ? 'success' : 'info'} text={text} hint={hint} />;
}

import type { Question } from '../../backends/base.js';
import { createAsker } from './asker.js';

const YES_OR_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** Asks what a backend or a reference wants to know, outside of the wizard. null: the person would not say. */
export async function askPlainly(question: Question): Promise<string | null> {
  const asker = await createAsker();
  const signal = question.signal ?? new AbortController().signal;
  if (question.hint) asker.say(question.hint);
  if (question.kind === 'confirm') {
    return asker.choice({ message: question.message, choices: YES_OR_NO, initial: 'no', signal });
  }
  const secret = question.kind !== 'text';
  return asker.text({ message: question.message, secret, initial: '', signal });
}

import { Text } from 'ink';
import { terminalSafe } from '../../support/terminal-safe.js';
import { actionOf, useKeymap } from '../keymap-context.js';
import { useKeys } from '../keys-context.js';
import { useLook } from '../look.js';

export interface ConfirmProps {
  readonly question: string;
  /** What Enter means; without it Enter does nothing and y or n has to be typed. */
  readonly fallback?: boolean;
  readonly active?: boolean;
  readonly onAnswer: (answer: boolean) => void;
  /** Esc; without it Esc answers no. */
  readonly onCancel?: () => void;
}

/** A question for yes or no. A paste answers nothing: only a typed `y` does. */
export function Confirm({ question, fallback, active = true, onAnswer, onCancel }: ConfirmProps) {
  const { theme } = useLook();
  const keymap = useKeymap();
  useKeys(
    (event) => {
      if (event.type === 'text') {
        const answer = event.text.charAt(0).toLowerCase();
        if (answer === 'y' || answer === 'n') onAnswer(answer === 'y');
        return true;
      }
      const action = actionOf(keymap, ['menu'], event);
      if (action === 'menu-accept' && fallback !== undefined) onAnswer(fallback);
      else if (action === 'menu-close' && onCancel !== undefined) onCancel();
      else if (action === 'menu-close') onAnswer(false);
      else return event.type === 'paste';
      return true;
    },
    { active, layer: 'dialog' },
  );
  const choices = fallback === undefined ? 'y/n' : fallback ? 'Y/n' : 'y/N';
  return <Text>{`${terminalSafe(question)} ${theme.dim(`(${choices})`)}`}</Text>;
}

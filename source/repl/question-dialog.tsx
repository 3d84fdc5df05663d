import { Box, Text } from 'ink';
import type { Question } from '../backends/base.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { Confirm } from '../ui/components/confirm.js';
import { TextField } from '../ui/components/text-field.js';
import { useKeys } from '../ui/keys-context.js';
import { chordOf } from '../ui/keys/event.js';
import { useLook } from '../ui/look.js';

const LEAVES = new Set(['escape', 'ctrl+c']);
const SECRET = new Set<Question['kind']>(['secret', 'passphrase', 'passcode', 'redirect-url']);

/** A question of the session or a backend. Esc and Ctrl-C leave it without an answer. */
export function QuestionDialog(props: {
  readonly question: Question;
  /** null: it was left. */
  readonly onAnswer: (answer: string | null) => void;
}) {
  const { question, onAnswer } = props;
  const { theme } = useLook();
  useKeys((event) => {
    if (event.type !== 'key' || !LEAVES.has(chordOf(event))) return false;
    onAnswer(null);
    return true;
  });
  if (question.kind === 'confirm') {
    return (
      <Confirm
        question={question.message}
        fallback={false}
        onAnswer={(yes) => onAnswer(yes ? 'yes' : 'no')}
        onCancel={() => onAnswer(null)}
      />
    );
  }
  return (
    <Box flexDirection="column">
      <Text>{terminalSafe(question.message)}</Text>
      {question.hint !== undefined && <Text>{theme.dim(terminalSafe(question.hint))}</Text>}
      <Box>
        <Text>{theme.accent('> ')}</Text>
        <TextField mask={SECRET.has(question.kind)} onSubmit={onAnswer} />
      </Box>
    </Box>
  );
}

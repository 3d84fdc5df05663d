import { Box, Text } from 'ink';
import { useEffect, useRef, useState } from 'react';
import type { Question } from '../backends/base.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { Confirm } from '../ui/components/confirm.js';
import { Select } from '../ui/components/select.js';
import { TextField } from '../ui/components/text-field.js';
import { useKeys } from '../ui/keys-context.js';
import { chordOf } from '../ui/keys/event.js';
import { useLook } from '../ui/look.js';

/** How long no key must have come before what was typed ahead counts as gone. */
const QUIET_MS = 120;

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
  if (question.choices !== undefined) {
    const items = question.choices.map(({ value, label, help = '' }) => ({ value, label, detail: help }));
    return (
      <Box flexDirection="column">
        <Text>{terminalSafe(question.message)}</Text>
        <Select items={items} onSelect={onAnswer} />
      </Box>
    );
  }
  if (question.deliberate === true) {
    return (
      <Box flexDirection="column">
        <Text>{theme.warning(terminalSafe(question.message))}</Text>
        <DeliberateAnswer hint={question.hint ?? ''} onAnswer={onAnswer} />
      </Box>
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

/**
 * The place for an answer that must be meant. It is painted only once no key has come for a moment: what was typed
 * before is gone, what is typed after was typed in sight of the question.
 */
function DeliberateAnswer({ hint, onAnswer }: { readonly hint: string; readonly onAnswer: (answer: string) => void }) {
  const [isQuiet, setQuiet] = useState(false);
  const timer = useRef<NodeJS.Timeout>(undefined);
  const wait = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuiet(true), QUIET_MS);
  };
  useEffect(() => {
    wait();
    return () => clearTimeout(timer.current);
  }, []);
  useKeys(
    (event) => {
      if (event.type === 'key' && LEAVES.has(chordOf(event))) return false;
      wait();
      return true;
    },
    { active: !isQuiet },
  );
  return isQuiet ? <TypedAnswer hint={hint} onAnswer={onAnswer} /> : <Text> </Text>;
}

function TypedAnswer({ hint, onAnswer }: { readonly hint: string; readonly onAnswer: (answer: string) => void }) {
  const { theme } = useLook();
  const [pasted, setPasted] = useState(false);
  useKeys((event) => {
    setPasted(event.type === 'paste');
    return event.type === 'paste';
  });
  return (
    <Box flexDirection="column">
      <Text>{theme.dim(pasted ? 'A paste is no answer here: type it.' : terminalSafe(hint))}</Text>
      <Box>
        <Text>{theme.accent('> ')}</Text>
        <TextField onSubmit={onAnswer} />
      </Box>
    </Box>
  );
}

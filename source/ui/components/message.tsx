import { Box, Text } from 'ink';
import { SmallexError } from '../../support/errors.js';
import { redactText } from '../../support/redact.js';
import { terminalSafeLines } from '../../support/terminal-safe.js';
import { useLook } from '../look.js';

export interface MessageProps {
  readonly tone: 'error' | 'warning' | 'success' | 'info';
  readonly text: string;
  readonly hint?: string | undefined;
  readonly nextSteps?: readonly string[] | undefined;
}

/** A sentence with its hint and what to do next; the sign says the tone where there are no colours. */
export function Message({ tone, text, hint, nextSteps = [] }: MessageProps) {
  const { theme, symbols } = useLook();
  const paint = tone === 'info' ? theme.accent : theme[tone];
  const sign = { error: symbols.failed, warning: symbols.warning, success: symbols.done, info: symbols.info }[tone];
  const safe = (line: string): string => terminalSafeLines(redactText(line));
  return (
    <Box>
      <Box flexShrink={0} marginRight={1}>
        <Text>{paint(sign)}</Text>
      </Box>
      <Box flexDirection="column">
        <Text>{safe(text)}</Text>
        {hint !== undefined && <Text>{theme.dim(safe(hint))}</Text>}
        {nextSteps.map((step) => (
          <Text key={step}>{`  ${safe(step)}`}</Text>
        ))}
      </Box>
    </Box>
  );
}

/** What went wrong, as a message; an error that isn't ours is shown by its message alone. */
export function ErrorMessage({ error }: { readonly error: Error }) {
  const known = error instanceof SmallexError ? error : undefined;
  return <Message tone="error" text={error.message} hint={known?.hint} nextSteps={known?.nextSteps} />;
}

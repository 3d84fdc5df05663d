import { Box, Text } from 'ink';
import { terminalSafe } from '../../support/terminal-safe.js';
import { Spinner } from '../../ui/components/spinner.js';
import { useLook } from '../../ui/look.js';
import { markDetail, stageLabel } from '../marks.js';
import type { StageMark } from '../state.js';

/** The stages of login and test, each with its sign and how long it took. */
export function Marks({ marks }: { readonly marks: readonly StageMark[] }) {
  if (marks.length === 0) return null;
  return (
    <Box flexDirection="column" marginBottom={1}>
      {marks.map((mark) => (
        <Mark key={mark.stage} mark={mark} />
      ))}
    </Box>
  );
}

function Mark({ mark }: { readonly mark: StageMark }) {
  const { theme, symbols } = useLook();
  const label = stageLabel(mark.stage);
  if (mark.state === 'running') return <Spinner label={`${label}${symbols.ellipsis}`} />;
  const sign = {
    ok: theme.success(symbols.done),
    failed: theme.error(symbols.failed),
    skipped: theme.dim(symbols.pending),
  }[mark.state];
  return <Text wrap="truncate">{`${sign} ${label.padEnd(10)} ${theme.dim(terminalSafe(markDetail(mark)))}`}</Text>;
}

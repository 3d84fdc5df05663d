import { Box, Text } from 'ink';
import { useSyncExternalStore } from 'react';
import { terminalSafe } from '../../support/terminal-safe.js';
import { useScreen, useViewport } from '../../ui/app-render.js';
import { Message } from '../../ui/components/message.js';
import { chordOf } from '../../ui/keys/event.js';
import { useKeys } from '../../ui/keys-context.js';
import { useLook } from '../../ui/look.js';
import type { WizardSession } from '../session.js';
import type { WizardView } from '../view.js';
import { Crumbs } from './crumbs.js';
import { Marks } from './marks.js';
import { Question } from './question.js';
import { Outcome } from './outcome.js';

/** The wizard's one screen: title, what was answered, the question, and what the keys do. */
export function WizardScreen({ session }: { readonly session: WizardSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const { rows } = useViewport();
  const screen = useScreen();
  useKeys((event) => {
    if (event.type !== 'key') return false;
    const chord = chordOf(event);
    if (chord === 'ctrl+c') session.send({ type: 'leave' });
    // A list has its own use for Esc first: it clears the filter.
    else if (chord === 'ctrl+z') void screen.stop();
    else if (chord === 'escape' && view.kind !== 'select') session.send({ type: 'back' });
    else return false;
    return true;
  });
  if (view.kind === 'end') return <Outcome state={session.state} />;
  // What doesn't fit is cut off above: the question stays in sight.
  return (
    <Box flexDirection="column" maxHeight={rows - 1} overflowY="hidden" justifyContent="flex-end">
      <Head view={view} roomy={rows >= ROOMY} />
      <Question session={session} view={view} />
    </Box>
  );
}

// Below this many rows a list of eight leaves no room for what was answered.
const ROOMY = 18;

function Head({ view, roomy }: { readonly view: WizardView; readonly roomy: boolean }) {
  const { theme } = useLook();
  return (
    <Box flexDirection="column" flexShrink={0}>
      {roomy && (
        <Box flexDirection="column" marginBottom={1}>
          <Text>{theme.bold('smallex setup')}</Text>
          <Crumbs crumbs={view.crumbs} />
        </Box>
      )}
      <Marks marks={view.marks} />
      <Notices notices={view.notices.slice(-MOST_NOTICES)} />
      <Text>{theme.bold(terminalSafe(view.title))}</Text>
      {view.help !== '' && <Text>{theme.dim(terminalSafe(view.help))}</Text>}
    </Box>
  );
}

// The latest say most; more would push the question off a small screen.
const MOST_NOTICES = 2;

function Notices({ notices }: { readonly notices: readonly string[] }) {
  if (notices.length === 0) return null;
  return (
    <Box flexDirection="column" marginBottom={1}>
      {notices.map((notice) => (
        <Message key={notice} tone="info" text={notice} />
      ))}
    </Box>
  );
}

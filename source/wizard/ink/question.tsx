import { Box, Text } from 'ink';
import { terminalSafe } from '../../support/terminal-safe.js';
import type { Choice } from '../../backends/base.js';
import { displayWidth } from '../../support/width.js';
import { useViewport } from '../../ui/app-render.js';
import { Message } from '../../ui/components/message.js';
import type { SelectItem } from '../../ui/components/select-model.js';
import { Select } from '../../ui/components/select.js';
import { Spinner } from '../../ui/components/spinner.js';
import { TextField } from '../../ui/components/text-field.js';
import { useLook } from '../../ui/look.js';
import type { WizardSession } from '../session.js';
import type { SelectView, TextView, WizardView, WorkingView } from '../view.js';

interface QuestionProps<V> {
  readonly session: WizardSession;
  readonly view: V;
}

/** The current question, as a list, a field, or the wait for an answer from elsewhere. */
export function Question({ session, view }: QuestionProps<WizardView>) {
  switch (view.kind) {
    case 'select':
      return (
        <Choosing key={view.id + String(view.failed) + String(view.choices.length)} session={session} view={view} />
      );
    case 'text':
      return <Typing key={view.id} session={session} view={view} />;
    case 'working':
      return <Working view={view} />;
    case 'end':
      return null;
  }
}

// No answer can hold a NUL.
const TYPE_INSTEAD = '\u0000';

function Choosing({ session, view }: QuestionProps<SelectView>) {
  const { columns } = useViewport();
  const items: SelectItem<string>[] = itemsOf(view.choices, columns);
  if (view.typable) items.push({ value: TYPE_INSTEAD, label: 'Type a name…' });
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Problem view={view} />
      <Select
        items={items}
        initial={view.initial}
        onSelect={(value) =>
          session.send(value === TYPE_INSTEAD ? { type: 'type-instead' } : { type: 'submit', value })
        }
        {...(view.pastable && { onPaste: (text) => session.send({ type: 'paste', text }) })}
        {...(view.canGoBack && { onCancel: () => session.send({ type: 'back' }) })}
      />
    </Box>
  );
}

/** Helps stand beside their choices where all of them fit, else below the list, one at a time. */
function itemsOf(choices: readonly Choice[], columns: number): SelectItem<string>[] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));
  const room = columns - widest(choices.map(({ label }) => label)) - POINTER_AND_GAP;
  const beside = widest(choices.map(({ help }) => help ?? '')) <= room;
  return choices.map(({ value, label, help }) => ({
    value,
    label,
    ...(help !== undefined && (beside ? { detail: help } : { help })),
  }));
}

// "❯ " before a label, two blanks behind it, and the last column, which stays free.
const POINTER_AND_GAP = 5;

function Typing({ session, view }: QuestionProps<TextView>) {
  const { theme, symbols } = useLook();
  return (
    <Box flexDirection="column" flexShrink={0}>
      {view.url !== null && <Text>{terminalSafe(view.url)}</Text>}
      <Box>
        <Text>{`${theme.accent(symbols.pointer)} `}</Text>
        <TextField
          initial={view.initial}
          placeholder={view.placeholder}
          mask={view.secret}
          lines={view.lines}
          onChange={(text) => session.send({ type: 'draft', text })}
          onSubmit={(value) => session.send({ type: 'submit', value })}
        />
      </Box>
      <Preview preview={view.preview} />
      <Problem view={view} />
      <Keys
        keys={['Enter next', ...(view.canGoBack ? [view.listable ? 'Esc list' : 'Esc back'] : []), 'Ctrl-C leave']}
      />
    </Box>
  );
}

function Preview({ preview }: { readonly preview: TextView['preview'] }) {
  const { theme, symbols } = useLook();
  if (!preview) return null;
  const text = terminalSafe(preview.text);
  if (preview.kind === 'stored') return <Text>{theme.dim(`  = ${text}`)}</Text>;
  return (
    <Text>{preview.kind === 'fault' ? theme.dim(`  ${text}`) : theme.warning(`  ${symbols.warning} ${text}`)}</Text>
  );
}

function Problem({ view }: { readonly view: WizardView }) {
  if (!view.problem) return null;
  return (
    <Box marginBottom={view.kind === 'select' ? 1 : 0}>
      <Message tone="error" text={view.problem.message} hint={view.problem.hint} />
    </Box>
  );
}

function Working({ view }: { readonly view: WorkingView }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {view.url !== null && <Text>{terminalSafe(view.url)}</Text>}
      <Spinner label={terminalSafe(view.waiting ?? 'One moment…')} />
      <Keys keys={[...(view.canGoBack ? ['Esc back'] : []), 'Ctrl-C leave']} />
    </Box>
  );
}

function Keys({ keys }: { readonly keys: readonly string[] }) {
  const { theme, symbols } = useLook();
  return (
    <Box marginTop={1}>
      <Text wrap="truncate">{theme.dim(keys.join(` ${symbols.separator} `))}</Text>
    </Box>
  );
}

import { Box, Text } from 'ink';
import { useState } from 'react';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth, padRight } from '../../support/width.js';
import { useViewport } from '../app-render.js';
import { actionOf, keyHint, useKeymap } from '../keymap-context.js';
import type { KeyEvent } from '../keys/event.js';
import { useKeys } from '../keys-context.js';
import { useLook } from '../look.js';
import { editLine, lineOf } from '../text/line.js';
import {
  initialSelect,
  reduceSelect,
  selectRows,
  WINDOW_ROWS,
  type SelectAction,
  type SelectItem,
  type SelectRow,
  type SelectState,
} from './select-model.js';

export interface SelectProps<T> {
  readonly items: readonly SelectItem<T>[];
  readonly initial?: T;
  readonly active?: boolean;
  /** What Esc does, for the help line; without it Esc goes on to others. */
  readonly onCancel?: () => void;
  readonly onSelect: (value: T) => void;
  /** Takes a paste; without it the paste filters, as typing does. */
  readonly onPaste?: ((text: string) => void) | undefined;
}

/** A list of which one entry is chosen: typing filters it, eight rows are seen at a time. */
export function Select<T>(props: SelectProps<T>) {
  const { items, active = true } = props;
  const keymap = useKeymap();
  const [state, setState] = useState<SelectState>(() => initialSelect(items, props.initial));
  const rows = selectRows(items, state);
  const chosen = rows[state.row];
  const reduce = (action: SelectAction): true => {
    setState(reduceSelect(items, state, action));
    return true;
  };
  const actions: Record<string, () => boolean> = {
    'menu-up': () => reduce({ type: 'move', by: -1 }),
    'menu-down': () => reduce({ type: 'move', by: 1 }),
    'menu-page-up': () => reduce({ type: 'move', by: -WINDOW_ROWS }),
    'menu-page-down': () => reduce({ type: 'move', by: WINDOW_ROWS }),
    'menu-first': () => reduce({ type: 'edge', to: 'first' }),
    'menu-last': () => reduce({ type: 'edge', to: 'last' }),
    'menu-accept': () => {
      if (chosen?.type === 'more') reduce({ type: 'expand' });
      else if (chosen?.type === 'item') props.onSelect(chosen.item.value);
      return true;
    },
    'menu-close': () => {
      if (state.filter !== '') return reduce({ type: 'filter', text: '' });
      props.onCancel?.();
      return props.onCancel !== undefined;
    },
  };
  useKeys(
    (event) => {
      if (event.type === 'paste' && props.onPaste !== undefined) {
        props.onPaste(event.text);
        return true;
      }
      const filter = filterAfter(state.filter, event, actionOf(keymap, ['emacs', 'editor'], event));
      const action = actions[actionOf(keymap, ['menu'], event) ?? ''];
      if (action !== undefined) return action();
      if (filter === undefined) return false;
      return reduce({ type: 'filter', text: filter });
    },
    { active },
  );
  const help = chosen?.type === 'item' ? chosen.item.help : undefined;
  const hints = [
    keyHint(keymap, 'menu-accept', 'choose'),
    'type to filter',
    ...(props.onPaste === undefined ? [] : ['paste a connection']),
    ...(props.onCancel === undefined ? [] : [keyHint(keymap, 'menu-close', 'back')]),
  ];
  return (
    <Box flexDirection="column">
      <Filter state={state} count={rows.length} />
      <Rows rows={rows} state={state} />
      <Below text={help} hints={hints.filter(Boolean)} />
    </Box>
  );
}

/** The filter after what was typed; `undefined` when the event has nothing to do with it. */
function filterAfter(filter: string, event: KeyEvent, action: string | undefined): string | undefined {
  if (event.type !== 'key') return filter + event.text.replace(/\s+/g, ' ');
  if (action === undefined || filter === '' || !/^(delete-back|kill-)/.test(action)) return undefined;
  return editLine(lineOf(filter), action)?.text;
}

function Filter({ state, count }: { readonly state: SelectState; readonly count: number }) {
  const { theme } = useLook();
  if (state.filter === '') return null;
  const none = count === 0 ? theme.warning('  nothing matches') : '';
  return <Text wrap="truncate">{`${theme.dim('Filter:')} ${terminalSafe(state.filter)}${none}`}</Text>;
}

function Rows<T>({ rows, state }: { readonly rows: readonly SelectRow<T>[]; readonly state: SelectState }) {
  const { theme, symbols } = useLook();
  const { columns } = useViewport();
  const labels = rows.map((row) => (row.type === 'item' ? displayWidth(terminalSafe(row.item.label)) : 0));
  const labelWidth = Math.min(Math.max(0, ...labels), Math.floor(columns / 2));
  const seen = rows.slice(state.top, state.top + WINDOW_ROWS);
  const below = rows.length - state.top - seen.length;
  return (
    <Box flexDirection="column">
      {state.top > 0 && <Text>{theme.dim(`  ${symbols.up} ${state.top} above`)}</Text>}
      {seen.map((row, index) => (
        <Row key={state.top + index} row={row} chosen={state.top + index === state.row} labelWidth={labelWidth} />
      ))}
      {below > 0 && <Text>{theme.dim(`  ${symbols.down} ${below} below`)}</Text>}
    </Box>
  );
}

interface RowProps<T> {
  readonly row: SelectRow<T>;
  readonly chosen: boolean;
  readonly labelWidth: number;
}

function Row<T>({ row, chosen, labelWidth }: RowProps<T>) {
  const { theme, symbols } = useLook();
  const { columns } = useViewport();
  if (row.type === 'group') return <Text wrap="truncate">{`  ${theme.bold(terminalSafe(row.name))}`}</Text>;
  const pointer = chosen ? theme.accent(symbols.pointer) : ' ';
  if (row.type === 'more') {
    return <Text wrap="truncate">{`${pointer} ${theme.dim(`${row.count} more${symbols.ellipsis}`)}`}</Text>;
  }
  const { label, detail, disabled } = row.item;
  const name = cutToWidth(terminalSafe(label), labelWidth, symbols.ellipsis);
  const room = columns - labelWidth - 5;
  const right = cutToWidth(terminalSafe(disabled ?? detail ?? ''), Math.max(0, room), symbols.ellipsis);
  // Offsets of the match hold only where making the label safe changed nothing.
  const marked = name === label ? mark(name, row.marks, theme.accent) : name;
  const padding = right === '' ? '' : ' '.repeat(displayWidth(padRight(name, labelWidth)) - displayWidth(name) + 2);
  const text = disabled !== undefined ? theme.dim(name) : chosen ? theme.bold(marked) : marked;
  return <Text wrap="truncate">{`${pointer} ${text}${padding}${theme.dim(right)}`}</Text>;
}

function mark(label: string, marks: readonly number[], paint: (text: string) => string): string {
  if (marks.length === 0) return label;
  const marked = new Set(marks);
  return Array.from({ length: label.length }, (_, at) => label.charAt(at))
    .map((unit, at) => (marked.has(at) && /[!-~]/.test(unit) ? paint(unit) : unit))
    .join('');
}

function Below({ text, hints }: { readonly text: string | undefined; readonly hints: readonly string[] }) {
  const { theme, symbols } = useLook();
  return (
    <Box flexDirection="column" marginTop={1}>
      {text !== undefined && <Text>{terminalSafe(text)}</Text>}
      <Text wrap="truncate">{theme.dim(hints.join(` ${symbols.separator} `))}</Text>
    </Box>
  );
}

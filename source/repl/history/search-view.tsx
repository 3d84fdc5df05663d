import { Box, Text, type DOMElement } from 'ink';
import { useRef, useState } from 'react';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth } from '../../support/width.js';
import { useViewport } from '../../ui/app-render.js';
import { useBoxPlace } from '../../ui/box-place.js';
import { useCaret } from '../../ui/caret.js';
import { actionOf, keyHint, useKeymap } from '../../ui/keymap-context.js';
import { useKeys } from '../../ui/keys-context.js';
import { useLook, type Look } from '../../ui/look.js';
import { editLine, insertInLine, lineOf, type Line } from '../../ui/text/line.js';
import { ageOf } from './age.js';
import type { HistoryEntry } from './entry.js';
import { searchHistory, type HistoryMatch } from './search.js';

export interface HistorySearchProps {
  readonly entries: readonly HistoryEntry[];
  /** What stands at the prompt: the search begins with it. */
  readonly initial?: string;
  /** Puts the statement at the prompt; nothing runs. */
  readonly onChoose: (sql: string) => void;
  readonly onCancel: () => void;
  /** Milliseconds since 1970, for ages. */
  readonly now?: () => number;
}

const LIST_ROWS = 8;
const PREVIEW_ROWS = 5;
const LABEL = 'History: ';

/** Search in the history: what was typed, the statements that fit, and the chosen one as it was written. */
export function HistorySearch({ entries, initial = '', onChoose, onCancel, now = Date.now }: HistorySearchProps) {
  const look = useLook();
  const keymap = useKeymap();
  const { columns, rows } = useViewport();
  const [line, setLine] = useState<Line>(() => lineOf(initial));
  const [chosen, setChosen] = useState(0);
  const matches = searchHistory(entries, line.text);
  const listRows = Math.min(LIST_ROWS, Math.max(1, rows - 9));
  const move = (by: number): void => setChosen(Math.min(Math.max(chosen + by, 0), Math.max(0, matches.length - 1)));
  const edit = (next: Line): void => {
    setLine(next);
    if (next.text !== line.text) setChosen(0);
  };
  const actions: Record<string, () => void> = {
    'menu-up': () => move(-1),
    'menu-down': () => move(1),
    'menu-page-up': () => move(-listRows),
    'menu-page-down': () => move(listRows),
    'menu-accept': () => (matches[chosen] === undefined ? onCancel() : onChoose(matches[chosen].entry.sql)),
    'menu-close': onCancel,
    // Ctrl+R again goes on to older ones, as in every shell.
    'history-search': () => move(1),
    cancel: onCancel,
  };
  useKeys(
    (event) => {
      if (event.type !== 'key') {
        edit(insertInLine(line, event.text));
        return;
      }
      const action = actionOf(keymap, ['menu', 'emacs', 'editor', 'global'], event) ?? '';
      const edited = editLine(line, action);
      if (actions[action] !== undefined) actions[action]();
      else if (edited !== undefined) edit(edited);
    },
    { layer: 'dialog' },
  );
  const box = useRef<DOMElement>(null);
  const place = useBoxPlace(box);
  const typed = terminalSafe(line.text.slice(0, line.caret));
  useCaret(place && { x: place.x + LABEL.length + displayWidth(typed), y: place.y });
  const top = Math.max(0, chosen - listRows + 1);
  const seen = matches.slice(top, top + listRows);
  const previewRows = Math.min(PREVIEW_ROWS, Math.max(0, rows - listRows - 4));
  return (
    <Box flexDirection="column" ref={box}>
      <Text wrap="truncate">{look.theme.dim(LABEL) + typed + terminalSafe(line.text.slice(line.caret))}</Text>
      {seen.map((match, index) => (
        <Text key={top + index} wrap="truncate">
          {rowOf(match, top + index === chosen, line.text, now(), columns - 1, look)}
        </Text>
      ))}
      {matches.length === 0 && <Text>{look.theme.warning('  No statement has these letters.')}</Text>}
      <Preview sql={matches[chosen]?.entry.sql} rows={previewRows} width={columns - 5} />
      <Text wrap="truncate">{look.theme.dim(helpOf(keymap, look))}</Text>
    </Box>
  );
}

function rowOf(
  { entry, exact }: HistoryMatch,
  chosen: boolean,
  query: string,
  now: number,
  width: number,
  { theme, symbols }: Look,
): string {
  const sign =
    entry.outcome === 'done'
      ? theme.success(symbols.done)
      : entry.outcome === 'failed'
        ? theme.error(symbols.failed)
        : symbols.pending;
  const age = ageOf(now - entry.time).padStart(4);
  const text = cutToWidth(terminalSafe(entry.sql.replace(/\s+/g, ' ')), width - 11, symbols.ellipsis);
  const at = exact && query.trim() !== '' ? text.toLowerCase().indexOf(query.trim().toLowerCase()) : -1;
  const end = at + query.trim().length;
  const marked = at < 0 ? text : text.slice(0, at) + theme.accent(text.slice(at, end)) + text.slice(end);
  const pointer = chosen ? theme.accent(symbols.pointer) : ' ';
  return `${pointer} ${sign} ${theme.dim(age)}  ${chosen ? theme.bold(marked) : marked}`;
}

/** The chosen statement by its lines, where one row can't show it. */
function Preview({
  sql,
  rows,
  width,
}: {
  readonly sql: string | undefined;
  readonly rows: number;
  readonly width: number;
}) {
  const { theme, symbols } = useLook();
  const lines = (sql ?? '').split('\n');
  if (rows === 0 || (lines.length === 1 && displayWidth(terminalSafe(lines[0]!)) <= width - 6)) return null;
  const shown = lines.slice(0, lines.length > rows ? rows - 1 : rows);
  const left = lines.length - shown.length;
  return (
    <Box flexDirection="column">
      {shown.map((line, index) => (
        <Text key={index} wrap="truncate">
          {`  ${theme.dim(symbols.gutter)} ${cutToWidth(terminalSafe(line.replaceAll('\t', '  ')), width, symbols.ellipsis)}`}
        </Text>
      ))}
      {left > 0 && <Text>{theme.dim(`  ${symbols.gutter} ${symbols.ellipsis} ${left} more lines`)}</Text>}
    </Box>
  );
}

function helpOf(keymap: ReturnType<typeof useKeymap>, { symbols }: Look): string {
  const hints = [
    keyHint(keymap, 'menu-accept', 'to the prompt'),
    keyHint(keymap, 'history-search', 'older', ['editor']),
    keyHint(keymap, 'menu-close', 'back'),
  ];
  return hints.filter(Boolean).join(` ${symbols.separator} `);
}

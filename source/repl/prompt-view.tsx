import { Box, Text } from 'ink';
import { useMemo, useSyncExternalStore } from 'react';
import { terminalSafe } from '../support/terminal-safe.js';
import { useViewport } from '../ui/app-render.js';
import { WINDOW_ROWS } from '../ui/components/select-model.js';
import { Spinner } from '../ui/components/spinner.js';
import { useKeys } from '../ui/keys-context.js';
import { useLook } from '../ui/look.js';
import { menuHeight, MenuView } from './completion/menu-view.js';
import { EditorView } from './editor/view.js';
import { HistorySearch } from './history/search-view.js';
import { Highlighter } from './highlighter.js';
import type { PromptMemory } from './memory.js';
import type { PromptController } from './prompt-controller.js';
import { markBefore, promptModel, promptText, statusText } from './prompt-parts.js';
import { QuestionDialog } from './question-dialog.js';
import type { Repl } from './repl.js';

/** The live part of the screen: what is waited for, the statement being typed, a question, a hint. */
export function PromptView(props: {
  readonly repl: Repl;
  readonly controller: PromptController;
  readonly memory: PromptMemory;
}) {
  const { repl, controller, memory } = props;
  const { session, wait, opening, question, hint, ended } = useSyncExternalStore(repl.state.subscribe, repl.state.get);
  const { state, searching } = useSyncExternalStore(controller.editor.subscribe, controller.editor.get);
  const { open } = useSyncExternalStore(controller.completion.menu.subscribe, controller.completion.menu.get);
  const { theme } = useLook();
  const { columns, rows } = useViewport();
  const highlighter = useMemo(() => new Highlighter(), []);
  useKeys((event) => controller.handle(event), { active: question === null && !ended && !searching });
  if (ended) return null;

  if (searching && question === null) {
    return (
      <HistorySearch
        entries={memory.entries}
        initial={controller.text}
        onChoose={(sql) => controller.endSearch(sql)}
        onCancel={() => controller.endSearch(null)}
      />
    );
  }
  highlighter.update(state.lines, session.engine);
  const model = promptModel(repl.host, memory);
  const prompt = promptText(model, theme, columns);
  const status =
    opening !== null && wait === null && question === null
      ? theme.dim(opening)
      : statusText({ ...model, template: repl.host.display.status }, theme, columns);
  const extra =
    (wait === null ? 0 : 1) +
    (hint === null && status === '' ? 0 : 1) +
    (question === null ? 0 : question.choices === undefined ? 4 : 3 + Math.min(WINDOW_ROWS, question.choices.length));
  const menu = question === null ? open : null;
  // One row at least is the statement's.
  const below = menu === null ? 0 : menuHeight(menu, rows - 2 - extra);
  const mark = (row: number): string => prompt.continuation(markBefore(state.lines, row, session.engine));
  return (
    <Box flexDirection="column">
      {wait !== null && <Spinner label={theme.dim(wait)} />}
      {question !== null && <QuestionDialog question={question} onAnswer={(answer) => repl.questions.answer(answer)} />}
      <EditorView
        state={state}
        prompt={prompt.text}
        mark={mark}
        spans={(row) => highlighter.spans(row)}
        isLiteral={({ row, column }) => highlighter.isLiteral(row, column)}
        height={Math.max(1, rows - 1 - extra - below)}
        active={question === null}
      />
      {menu !== null && (
        <MenuView
          menu={menu}
          height={below}
          detail={menu.row < 0 ? '' : controller.completion.detailOf(menu.items[menu.row]!)}
        />
      )}
      {hint !== null ? (
        <Text wrap="truncate">{theme.dim(terminalSafe(hint))}</Text>
      ) : (
        status !== '' && <Text wrap="truncate">{status}</Text>
      )}
    </Box>
  );
}

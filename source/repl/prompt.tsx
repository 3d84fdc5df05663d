import type { ProfileStore } from '../profiles/index.js';
import type { Session } from '../session/index.js';
import { BugError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { startInk } from '../ui/app-render.js';
import { createKeymap } from '../ui/keys/keymap.js';
import { lookFor, type Look } from '../ui/look.js';
import type { Screen } from '../ui/screen.js';
import type { Tty } from '../ui/tty.js';
import { editorWidth } from './editor/view.js';
import { linesOf } from './editor/buffer.js';
import { paintRow } from './editor/paint.js';
import { Highlighter } from './highlighter.js';
import { PromptController } from './prompt-controller.js';
import { promptText } from './prompt-parts.js';
import { PromptView } from './prompt-view.js';
import { SessionRecall } from './recall.js';
import { Repl, type ReplScreen } from './repl.js';

export interface PromptOptions {
  readonly session: Session;
  readonly profiles: ProfileStore;
  readonly tty: Tty;
  readonly screen: Screen;
  readonly limit?: number | undefined;
  /** Given what has to end before the program does on SIGTERM and SIGHUP. */
  readonly onClosing: (close: () => Promise<void>) => void;
}

/** The prompt on an open session, until it is left. @returns the exit code */
export async function runPrompt(options: PromptOptions): Promise<number> {
  const { tty, screen, profiles, session } = options;
  const look = lookFor(process.env, tty.stdout.isTTY ?? false);
  const keymap = createKeymap();
  const recall = new SessionRecall();
  const repl = new Repl(session, {
    profiles,
    screen: replScreen(tty, screen, look, () => controller),
    onEnded: ({ sql }) => recall.add(sql),
  });
  if (options.limit !== undefined) repl.display.limit = options.limit;
  const controller: PromptController = new PromptController({
    repl,
    keymap,
    recall,
    room: () => roomFor(repl, look, tty),
    onSubmit: (text) => {
      screen.print(echo(text, repl, look, tty));
      void repl.submit(text);
    },
    onCleared: (text) => {
      screen.print(`${echo(text, repl, look, tty)}${look.theme.dim('^C')}`);
      recall.add(text);
    },
    onAction: (action) => void act(action, repl, screen).catch((error: unknown) => tell(error, screen)),
  });
  options.onClosing(() => repl.close());
  repl.greet();
  const app = startInk(<PromptView repl={repl} controller={controller} />, { tty, screen, look, keymap });
  const unlisten = repl.state.subscribe(() => {
    if (repl.state.get().ended) app.unmount();
    else queueMicrotask(() => controller.settle());
  });
  await app.waitUntilExit();
  unlisten();
  await repl.close();
  return EXIT.done;
}

function roomFor(repl: Repl, { theme }: Look, tty: Tty): { width: number; rows: number } {
  const { columns, rows } = tty.viewport.get();
  return { width: editorWidth(columns, promptText(repl.session, theme, columns).text), rows: rows - 2 };
}

/** What was sent, as it stays in the scrollback: prompt, colours, continuation marks. */
function echo(text: string, repl: Repl, { theme }: Look, tty: Tty): string {
  const { columns } = tty.viewport.get();
  const prompt = promptText(repl.session, theme, columns);
  const lines = linesOf(text);
  const highlighter = new Highlighter();
  highlighter.update(lines, repl.session.engine);
  return lines
    .map((line, row) => {
      const painted = paintRow(line, { start: 0, end: line.length }, highlighter.spans(row), [], theme);
      return (row === 0 ? prompt.text : prompt.continuation('-')) + painted;
    })
    .join('\n');
}

async function act(action: string, repl: Repl, screen: Screen): Promise<void> {
  if (action === 'clear-screen') screen.clear();
  else if (action === 'suspend') await screen.stop();
  else if (action === 'edit-external') await repl.edit(null);
  else if (action === 'help') await repl.submit('\\?');
}

function tell(thrown: unknown, screen: Screen): void {
  const error = thrown instanceof SmallexError ? thrown : new BugError(messageOf(thrown));
  screen.print(errorText(error));
}

function replScreen(tty: Tty, screen: Screen, look: Look, controller: () => PromptController): ReplScreen {
  return {
    print: (text) => screen.print(text),
    get columns() {
      return tty.viewport.get().columns;
    },
    get rows() {
      return tty.viewport.get().rows;
    },
    style: look.theme.style,
    editText: async () => null,
    editFile: async () => undefined,
    setDraft: (text) => controller().setText(text),
    draft: () => controller().text,
  };
}

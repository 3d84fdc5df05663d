import type { Io } from '../backends/base.js';
import type { KeyHelp } from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Session } from '../session/index.js';
import { BugError, EXIT, messageOf, SmallexError } from '../support/errors.js';
import { errorText } from '../support/error-text.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { startInk } from '../ui/app-render.js';
import { printableChord } from '../ui/keys/chord.js';
import { createKeymap, type Keymap } from '../ui/keys/keymap.js';
import { linker } from '../ui/link.js';
import { lookFor, type Look } from '../ui/look.js';
import type { Screen } from '../ui/screen.js';
import type { Tty } from '../ui/tty.js';
import { editorWidth } from './editor/view.js';
import { linesOf } from './editor/buffer.js';
import { paintRow } from './editor/paint.js';
import { Highlighter } from './highlighter.js';
import { editFile, editText } from './editor/external.js';
import { formatSql } from '../meta/format-sql.js';
import { PromptMemory } from './memory.js';
import { PromptController } from './prompt-controller.js';
import { markBefore, promptModel, promptText } from './prompt-parts.js';
import { PromptView } from './prompt-view.js';
import { Repl } from './repl.js';
import { readSettings } from './settings.js';
import type { ReplScreen } from './repl-types.js';

export interface PromptOptions {
  readonly session: Session;
  /** Opens the session behind the prompt; absent: it is open. */
  readonly open?: ((io: Io) => Promise<void>) | undefined;
  readonly profiles: ProfileStore;
  readonly tty: Tty;
  readonly screen: Screen;
  readonly limit?: number | undefined;
  /** Whether the rc file is run. */
  readonly rc?: boolean | undefined;
  /** Given what has to end before the program does on SIGTERM and SIGHUP. */
  readonly onClosing: (close: () => Promise<void>) => void;
}

/** The prompt, until it is left. @returns the exit code @throws what made it useless to go on */
export async function runPrompt(options: PromptOptions): Promise<number> {
  const { tty, screen, profiles, session } = options;
  // From here on keys come as keys: the terminal itself would make a line break of an Enter.
  const release = tty.acquire();
  const look = lookFor(process.env, tty.stdout.isTTY ?? false);
  const keymap = personalKeymap(screen);
  const memory = new PromptMemory(session.name);
  const repl = new Repl(session, {
    profiles,
    screen: replScreen({ tty, screen, look, keymap }, () => controller),
    onEnded: (ended) => memory.add(ended),
    open: options.open,
    quiet: () => controller.quiet(),
    onGivenBack: (text) => controller.giveBack(text),
    history: () => memory.entries,
    keys: () => keysInWords(keymap),
  });
  if (options.limit !== undefined) repl.host.display.limit = options.limit;
  let sent = '';
  const controller: PromptController = new PromptController({
    repl,
    keymap,
    recall: memory,
    room: () => roomFor(repl, memory, look, tty),
    onSubmit: (text, whole) => {
      sent = text;
      screen.print(echo(text, repl, memory, look, tty));
      if (text !== '') void repl.submit(text, whole);
    },
    onCleared: (text) => {
      screen.print(`${echo(text, repl, memory, look, tty)}${look.theme.dim('^C')}`);
      memory.addNotRun(text);
    },
    onAction: (action) => void act(action, repl, controller, screen).catch((error: unknown) => tell(error, screen)),
  });
  options.onClosing(async () => {
    memory.flushDraft();
    await repl.close();
  });
  repl.greet();
  const rcWaits = options.rc !== false && repl.doesRcWait;
  if (options.rc !== false && !rcWaits) await repl.runRc();
  offerDraft(memory, controller, repl);
  const app = startInk(<PromptView repl={repl} controller={controller} memory={memory} />, {
    tty,
    screen,
    look,
    keymap,
  });
  const keepDraft = (): void => {
    // What runs is kept, too, until it has ended: a killed session gives both back.
    memory.keepDraft(repl.state.get().busy ? `${sent}\n${controller.text}` : controller.text);
  };
  const unlisten = [
    controller.editor.subscribe(keepDraft),
    repl.state.subscribe(() => {
      const { ended, busy } = repl.state.get();
      if (ended) app.unmount();
      else queueMicrotask(() => controller.settle());
      if (!busy) {
        memory.useFor(repl.session.name);
        keepDraft();
        const problem = memory.takeProblem();
        if (problem !== undefined) screen.print(look.theme.dim(problem));
      }
    }),
  ];
  release();
  if (rcWaits) void repl.runRcOnArrival();
  else repl.begin();
  await app.waitUntilExit();
  for (const end of unlisten) end();
  memory.clearDraft();
  const left = repl.leftBehind();
  await repl.close();
  // Written past the frame, which is gone by now.
  for (const text of left) tty.stdout.write(`${terminalSafeLines(text)}\n`);
  // The request that is to bring the rows of what was left is still open, and would keep the program until they come.
  if (left.length > 0) process.exit(EXIT.done);
  return repl.exitCode();
}

/** The keys of the settings; faulty ones are told and leave the usual keys. */
function personalKeymap(screen: Screen): Keymap {
  try {
    return createKeymap(readSettings().keys);
  } catch (error) {
    tell(error, screen);
    return createKeymap();
  }
}

function offerDraft(memory: PromptMemory, controller: PromptController, repl: Repl): void {
  const draft = memory.takeLeftDraft();
  if (draft === undefined) return;
  controller.setText(draft.trim());
  repl.state.set({ hint: 'This was at the prompt when smallex was ended last. Ctrl+C clears it.' });
}

function roomFor(repl: Repl, memory: PromptMemory, { theme }: Look, tty: Tty): { width: number; rows: number } {
  const { columns, rows } = tty.viewport.get();
  const { text } = promptText(promptModel(repl.host, memory), theme, columns);
  return { width: editorWidth(columns, text), rows: rows - 2 };
}

/** What is open is read from the start for each line: 100 of them take 50 ms, 1,000 would take 600. */
const MOST_MARKED_LINES = 100;

/** A longer text stays in the scrollback by its ends: a pasted half million lines hold a terminal for half a minute. */
const MOST_ECHOED_LINES = 1000;
const ECHOED_ENDS = 50;

/** What was sent, as it stays in the scrollback: prompt, colours, continuation marks. */
function echo(text: string, repl: Repl, memory: PromptMemory, { theme }: Look, tty: Tty): string {
  const { columns } = tty.viewport.get();
  const prompt = promptText(promptModel(repl.host, memory), theme, columns);
  const lines = linesOf(text);
  const isShort = lines.length <= MOST_MARKED_LINES;
  const mark = (row: number): string => (isShort ? markBefore(lines, row, repl.session.engine) : '-');
  const highlighter = new Highlighter();
  highlighter.update(lines, repl.session.engine);
  const shown = (line: string, row: number): string => {
    const painted = paintRow(line, { start: 0, end: line.length }, highlighter.spans(row), [], theme);
    return (row === 0 ? prompt.text : prompt.continuation(mark(row))) + painted;
  };
  if (lines.length <= MOST_ECHOED_LINES) return lines.map(shown).join('\n');
  const last = lines.length - ECHOED_ENDS;
  return [
    ...lines.slice(0, ECHOED_ENDS).map(shown),
    theme.dim(`… ${(last - ECHOED_ENDS).toLocaleString('en')} lines more …`),
    ...lines.slice(last).map((line, index) => shown(line, last + index)),
  ].join('\n');
}

async function act(action: string, repl: Repl, controller: PromptController, screen: Screen): Promise<void> {
  if (action === 'clear-screen') screen.clear();
  else if (action === 'suspend') await screen.stop();
  else if (action === 'edit-external') await repl.host.edit(null);
  else if (action === 'help') await repl.submit('\\?');
  else if (action === 'detach') repl.host.detach();
  else if (action === 'grid') await repl.submit('\\grid');
  else if (action === 'more') await repl.submit('\\more');
  else if (action === 'format') await format(repl, controller);
}

async function format(repl: Repl, controller: PromptController): Promise<void> {
  const { text } = controller;
  if (text.trim() === '') return;
  const formatted = await formatSql(text, repl.session.engine);
  if (formatted === null) repl.state.set({ hint: 'The formatter can’t read this; it stays as it is.' });
  else if (controller.text === text) controller.setText(formatted);
}

function tell(thrown: unknown, screen: Screen): void {
  const error = thrown instanceof SmallexError ? thrown : new BugError(messageOf(thrown));
  screen.print(errorText(error));
}

function keysInWords({ bindings }: Keymap): KeyHelp[] {
  const bound = bindings.filter(({ chords }) => chords.length > 0);
  return bound.map(({ context, chords, help }) => ({ context, chords: chords.map(printableChord), help }));
}

interface Face {
  readonly tty: Tty;
  readonly screen: Screen;
  readonly look: Look;
  readonly keymap: Keymap;
}

function replScreen({ tty, screen, look, keymap }: Face, controller: () => PromptController): ReplScreen {
  const detachChord = keymap.chordFor('detach', ['editor']);
  const gridChord = keymap.chordFor('grid', ['editor']);
  const moreChord = keymap.chordFor('more', ['editor']);
  return {
    print: (text) => screen.print(text),
    printed: () => screen.printed(),
    stopPrinting: () => screen.stopPrinting(),
    get columns() {
      return tty.viewport.get().columns;
    },
    get rows() {
      return tty.viewport.get().rows;
    },
    style: look.theme.style,
    editText: (text) => editText(text, { suspend: (run) => screen.suspend(run) }),
    editFile: (path) => editFile(path, { suspend: (run) => screen.suspend(run) }),
    setDraft: (text) => controller().setText(text),
    draft: () => controller().text,
    hasDraft: true,
    editing: (choice) => controller().editing(choice),
    handOver: (run, onInterrupt) => screen.suspend(run, onInterrupt),
    bell: () => void tty.stdout.write('\u0007'),
    link: linker(process.env, tty.stdout.isTTY ?? false),
    detachKey: detachChord === undefined ? '\\detach' : printableChord(detachChord),
    gridKey: gridChord === undefined ? '\\grid' : printableChord(gridChord),
    moreKey: moreChord && printableChord(moreChord),
    hasPager: true,
    openGrid: (home, index, display) =>
      screen.suspend(async () => {
        const { runGrid } = await import('./grid/run-grid.js');
        await runGrid({ tty, look, keymap, display, home, index });
      }),
  };
}

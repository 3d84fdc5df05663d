import { catalogOf } from '../session/catalog/index.js';
import { META_COMMANDS, endsInCommand } from '../meta/index.js';
import { completeness } from '../sql/index.js';
import type { Keymap } from '../ui/keys/keymap.js';
import type { KeyEvent } from '../ui/keys/event.js';
import { STILL_CONNECTING, TAKEN_BACK } from './arrival.js';
import { isOneLiner } from './entered-items.js';
import { clientSources } from './completion/client.js';
import { Completion } from './completion/completion.js';
import { applyKey } from './editor/editor.js';
import type { EditorEffect } from './editor/run-action.js';
import { textBetween } from './editor/buffer.js';
import { createEditor, editorText, isEmpty, replaceText, resetText, type EditorState } from './editor/state.js';
import type { Repl } from './repl.js';
import { createStore, type Store } from './store.js';

/** Older statements, as Up and Down walk through them. */
export interface Recall {
  /** The statement before (or after) the one shown that begins with `prefix`; null: there is none. */
  previous(prefix: string): string | null;
  next(prefix: string): string | null;
  /** Forgets where it stands. */
  reset(): void;
}

export interface PromptControllerOptions {
  readonly repl: Repl;
  readonly keymap: Keymap;
  readonly recall: Recall;
  /** Width and height that the text has on the screen, for moves by row and page. */
  readonly room: () => { readonly width: number; readonly rows: number };
  /** An empty text only asks for another prompt; `whole`: it is one statement, whatever stands in it. */
  readonly onSubmit: (text: string, whole: boolean) => void;
  /** A text that Ctrl-C cleared: kept in the history, marked not run. */
  readonly onCleared: (text: string) => void;
  /** Actions that are neither the editor's nor the controller's: clear-screen, suspend, edit-external, … */
  readonly onAction: (action: string) => void;
}

/** A question waits until no key has come for so long. */
const QUIET_MS = 400;

const QUEUED_HINT = 'It waits for the connection, too; Ctrl+C brings back all that waits.';

const BUSY_HINT = 'A statement is running: Ctrl+C cancels it. What you typed stays.';

const ASKED_HINT = 'What was typed before the question stays at the prompt, not run.';

const LISTING_STOPPED = 'The listing of names was stopped; Tab or \\refresh lists again.';

const WHY_WAITING: Readonly<Record<string, string>> = {
  quote: 'a quote is still open',
  dollar: 'a $$ body is still open',
  comment: 'a comment is still open',
  paren: 'a bracket is still open',
  block: 'a block is still open: it ends with END;',
  semicolon: 'it has no ; at its end (\\g on a line of its own, or Ctrl+X Ctrl+R, runs it as it is)',
};

/** What keys do at the prompt: to the text, to the history, to what runs. */
export class PromptController {
  readonly editor: Store<{ readonly state: EditorState; readonly searching: boolean }>;
  readonly completion: Completion;
  readonly #options: PromptControllerOptions;
  /** What was typed before Up was pressed; Down at the end brings it back. */
  #draft: { readonly text: string; readonly prefix: string } | undefined;

  /** The key before said that Ctrl-C would end the login. */
  #endsLogin = false;
  /** What was typed before the prompt was there arrives a moment later. */
  #keyAt = performance.now();
  /** Entered while something ran that nobody could see yet, or (`isEarly`) while the connection was waited for. */
  readonly #queued: { readonly text: string; readonly whole: boolean; readonly isEarly: boolean }[] = [];

  constructor(options: PromptControllerOptions, mode: EditorState['mode'] = 'emacs') {
    this.#options = options;
    this.editor = createStore<{ state: EditorState; searching: boolean }>({
      state: createEditor('', mode),
      searching: false,
    });
    const { repl, keymap } = options;
    this.completion = new Completion({
      session: () => repl.session,
      catalog: catalogOf,
      client: clientSources(
        repl.host.profiles,
        repl.host.variables,
        () => repl.session,
        () => repl.host.local,
      ),
      keymap,
      editor: this.editor,
    });
  }

  get text(): string {
    return editorText(this.editor.get().state);
  }

  /** Whose keys edit the statement, from now on when one is chosen. */
  editing(choice?: 'emacs' | 'vi'): 'emacs' | 'vi' {
    const { state } = this.editor.get();
    const now = state.mode === 'emacs' ? 'emacs' : 'vi';
    if (choice === undefined || choice === now) return now;
    this.editor.set({ state: { ...state, mode: choice === 'vi' ? 'vi-insert' : 'emacs' } });
    return choice;
  }

  /** Ends the search in the history; `sql`: what was chosen, for the prompt. */
  endSearch(sql: string | null): void {
    if (sql !== null) this.setText(sql);
    this.editor.set({ searching: false });
  }

  /** Resolves when no key has come for a moment. */
  async quiet(): Promise<void> {
    for (let ms = this.#quietIn(); ms > 0; ms = this.#quietIn())
      await new Promise((resolve) => setTimeout(resolve, ms));
  }

  #quietIn(): number {
    return this.#keyAt + QUIET_MS - performance.now();
  }

  /** What was entered and could not be sent, and what was entered after it, stand at the prompt again. */
  giveBack(text: string): void {
    const texts = [text, ...this.#queued.map((entered) => entered.text), this.text].filter((one) => one !== '');
    this.#queued.length = 0;
    if (texts.join('\n') !== this.text) this.setText(texts.join('\n'));
  }

  setText(text: string): void {
    this.completion.close();
    this.editor.set({ state: replaceText(this.editor.get().state, text) });
  }

  handle(event: KeyEvent): boolean {
    const { repl, keymap, room } = this.#options;
    this.#keyAt = performance.now();
    const { hint } = repl.state.get();
    this.#endsLogin = hint === TAKEN_BACK || hint === STILL_CONNECTING;
    if (hint !== null) repl.state.set({ hint: null });
    const before = this.editor.get().state;
    const completed = this.completion.key(event, before);
    if (completed) {
      if (completed !== before) this.editor.set({ state: completed });
      return true;
    }
    const result = applyKey(before, event, {
      keymap,
      ...room(),
      isComplete: (text) => this.#isComplete(text),
      mayIndent: (state) => !this.#isInText(state),
    });
    if (result.state !== before) this.editor.set({ state: result.state });
    this.completion.follow(before, result.state, event);
    if (result.state.lines !== before.lines) this.#draft = undefined;
    for (const effect of result.effects) this.#effect(effect);
    return true;
  }

  #isComplete(text: string): boolean {
    const { repl } = this.#options;
    if (text.trim() === '') return true;
    if (!text.trimEnd().includes('\n') && isOneLiner(text)) return true;
    if (endsInCommand(text, repl.session.engine, META_COMMANDS)) return true;
    return completeness(text, repl.session.engine).complete;
  }

  /** Inside a string, a $$ body or a comment every blank is the person's own. */
  #isInText({ lines, caret }: EditorState): boolean {
    const before = textBetween(lines, { row: 0, column: 0 }, caret);
    const { waitingFor } = completeness(before, this.#options.repl.session.engine);
    return waitingFor === 'quote' || waitingFor === 'dollar' || waitingFor === 'comment';
  }

  #effect(effect: EditorEffect): void {
    switch (effect.type) {
      case 'submit':
        this.#submit(effect.text, effect.whole);
        return;
      case 'waiting':
        if (effect.again) this.#sayWhyWaiting();
        return;
      case 'history':
        this.#recall(effect.direction);
        return;
      case 'action':
        this.#action(effect.action);
    }
  }

  /**
   * Runs the text; while something runs that the person can see, it only says so. What takes too short to be seen
   * (keys sent by a program, a fast typist) is waited for.
   */
  #submit(text: string, whole: boolean): void {
    const { repl, onSubmit, recall } = this.#options;
    const { busy, wait } = repl.state.get();
    const isBlank = text.trim() === '';
    if (busy && wait !== null && /^\s*\\detach\s*;?\s*$/.test(text)) {
      this.editor.set({ state: resetText(this.editor.get().state) });
      repl.host.detach();
      return;
    }
    const isEarly = busy && repl.isAwaiting;
    if (busy && (isBlank || (wait !== null && !isEarly))) {
      if (!isBlank) repl.state.set({ hint: BUSY_HINT });
      return;
    }
    this.#draft = undefined;
    recall.reset();
    this.completion.close();
    this.editor.set({ state: resetText(this.editor.get().state) });
    if (busy) this.#queued.push({ text, whole, isEarly });
    else onSubmit(isBlank ? '' : text, whole);
    if (isEarly) repl.state.set({ hint: QUEUED_HINT });
  }

  /** Called when the state of the Repl changed: sends what was entered meanwhile, or gives it back. */
  settle(): void {
    const { repl, onSubmit } = this.#options;
    const { busy, wait, ended, question } = repl.state.get();
    const isAsked = question?.deliberate === true;
    // What waited for the connection was entered to run in its turn, however long the one before it takes.
    const isInTurn = wait === null || this.#queued.every(({ isEarly }) => isEarly);
    if (this.#queued.length === 0 || ended || (busy && isInTurn && !isAsked)) return;
    if (!busy) {
      const { text, whole } = this.#queued.shift()!;
      onSubmit(text, whole);
      return;
    }
    const texts = [...this.#queued.map(({ text }) => text), this.text].filter((text) => text !== '');
    this.#queued.length = 0;
    this.setText(texts.join('\n'));
    repl.state.set({ hint: isAsked ? ASKED_HINT : BUSY_HINT });
  }

  #sayWhyWaiting(): void {
    const { repl } = this.#options;
    const { waitingFor } = completeness(this.text, repl.session.engine);
    const why = waitingFor === undefined ? undefined : WHY_WAITING[waitingFor];
    if (why !== undefined) repl.state.set({ hint: `Not run yet: ${why}.` });
  }

  #recall(direction: 'previous' | 'next'): void {
    const { recall } = this.#options;
    this.#draft ??= { text: this.text, prefix: this.text.trimEnd() };
    const draft = this.#draft;
    const found = recall[direction](draft.prefix);
    if (found === null && direction === 'previous') return;
    this.editor.set({ state: resetText(this.editor.get().state, found ?? draft.text) });
  }

  #action(action: string): void {
    const { repl, onAction } = this.#options;
    if (action === 'complete') {
      this.#complete();
      return;
    }
    if (action === 'cancel' && !repl.state.get().busy && this.completion.stopWaiting()) return;
    this.completion.close();
    if (action === 'cancel') this.#cancel();
    else if (action === 'history-search') this.editor.set({ searching: true });
    else if (action === 'quit') void repl.quit();
    else onAction(action);
  }

  #complete(): void {
    const { state } = this.editor.get();
    const next = this.completion.tab(state);
    if (next !== state) this.editor.set({ state: next });
  }

  #cancel(): void {
    const { repl, onCleared, recall } = this.#options;
    const { state } = this.editor.get();
    if (repl.state.get().busy) {
      // Nothing of what was entered runs after this.
      this.giveBack('');
      repl.interrupt();
    } else if (repl.isArriving && this.#endsLogin) repl.cancelArrival();
    else if (repl.isArriving && isEmpty(state)) repl.state.set({ hint: STILL_CONNECTING });
    else if (isEmpty(state) && catalogOf(repl.session).isListing) {
      catalogOf(repl.session).stop();
      repl.state.set({ hint: LISTING_STOPPED });
    } else if (isEmpty(state)) repl.state.set({ hint: 'Ctrl+D or \\q quits.' });
    else {
      onCleared(this.text);
      recall.reset();
      this.#draft = undefined;
      this.editor.set({ state: resetText(state) });
    }
  }
}

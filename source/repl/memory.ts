import { appPaths } from '../support/paths.js';
import { Draft, draftPath, takeLeftDraft } from './history/draft.js';
import { History, historyPath } from './history/history.js';
import type { HistoryEntry } from './history/entry.js';
import { HistoryRecall } from './history/recall.js';
import type { Recall } from './prompt-controller.js';
import type { EndedItem } from './repl-types.js';

/** What the prompt remembers of the profile in use: its history, and the text that was not run yet. */
export class PromptMemory implements Recall {
  #profile: string;
  #history: History;
  #recall: HistoryRecall;
  #draft: Draft;
  #lastMs: number | null = null;

  constructor(profile: string) {
    this.#profile = profile;
    this.#history = new History(historyPath(appPaths().data, profile));
    this.#recall = new HistoryRecall(this.#history);
    this.#draft = new Draft(draftPath(appPaths().data, profile));
  }

  /** What a killed session of this profile left at its prompt. */
  takeLeftDraft(): string | undefined {
    return takeLeftDraft(draftPath(appPaths().data, this.#profile));
  }

  /** Another profile is in use now: its history is read, the draft goes with the text. */
  useFor(profile: string): void {
    if (profile === this.#profile) return;
    this.#draft.clear();
    this.#profile = profile;
    this.#history = new History(historyPath(appPaths().data, profile));
    this.#recall = new HistoryRecall(this.#history);
    this.#draft = new Draft(draftPath(appPaths().data, profile));
  }

  get entries(): readonly HistoryEntry[] {
    this.#history.refresh();
    return this.#history.entries;
  }

  /** A sentence to show once, when the history can't be kept on disk. */
  takeProblem(): string | undefined {
    const { problem } = this.#history;
    this.#history.problem = undefined;
    return problem;
  }

  /** How long the last one took; null before the first. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  add({ sql, ms, ending, rows }: EndedItem): void {
    if (ending !== 'not-run') this.#lastMs = ms;
    const isCommand = ending === 'command' || /^\s*[\\.!]/.test(sql);
    const outcome = ending === 'command' || ending === 'detached' ? 'done' : ending;
    // With its `;`, so that Up and Enter run it again.
    this.#history.add({ sql: isCommand ? sql : `${sql};`, time: Date.now() - ms, ms, outcome, rows });
  }

  /** A text that was cleared without being run. */
  addNotRun(sql: string): void {
    this.#history.add({ sql, time: Date.now(), outcome: 'not-run' });
  }

  previous(prefix: string): string | null {
    return this.#recall.previous(prefix);
  }

  next(prefix: string): string | null {
    return this.#recall.next(prefix);
  }

  reset(): void {
    this.#recall.reset();
  }

  keepDraft(text: string): void {
    this.#draft.keep(text);
  }

  /** The program is being ended: what was typed last is written now. */
  flushDraft(): void {
    this.#draft.flush();
  }

  clearDraft(): void {
    this.#draft.clear();
  }
}

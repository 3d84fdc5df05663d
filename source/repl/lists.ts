import type { Column, Row } from '../results/column.js';
import { HeadTailKeeper, rowsShown } from '../results/head-tail.js';
import { layoutTable } from '../results/table.js';
import { showLinesInPager } from './pager.js';
import type { ReplScreen } from './repl-types.js';
import type { ViewTarget } from './run-view.js';

interface List {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** What the lists are shown on. */
export interface ListsHome {
  readonly screen: ReplScreen;
  target(): ViewTarget;
  showError(error: unknown): void;
}

/** Shows lists of our own making (tables, profiles, settings), drawn as a result is. */
export class Lists {
  readonly #home: ListsHome;
  /** They wait for the end of the command that made them. */
  readonly #forPager: List[] = [];

  constructor(home: ListsHome) {
    this.#home = home;
  }

  show(list: List): void {
    const target = this.#home.target();
    const text = onScreen(list, target);
    if (goesToPager(target, text.split('\n').length)) this.#forPager.push(list);
    else this.#home.screen.print(text);
  }

  /** Shows what the screen doesn't hold in the person's pager; on the screen where that can't be run. */
  async page(): Promise<void> {
    const { screen } = this.#home;
    for (let list = this.#forPager.shift(); list; list = this.#forPager.shift()) {
      const target = this.#home.target();
      const text = listText(list, target, { width: Infinity, maxCellWidth: Infinity });
      try {
        await screen.handOver(() => showLinesInPager(text));
      } catch (error) {
        this.#home.showError(error);
        screen.print(onScreen(list, target));
      }
    }
  }
}

function onScreen(list: List, target: ViewTarget): string {
  return listText(list, target, { width: Math.max(20, target.columns - 1), style: target.style });
}

function listText({ columns, rows }: List, target: ViewTarget, room: Parameters<typeof layoutTable>[2]): string {
  const keeper = new HeadTailKeeper(columns, rowsShown(Math.max(rows.length, target.rows)));
  keeper.add(rows);
  return layoutTable(columns, keeper.get(), room).lines.join('\n');
}

function goesToPager({ display, rows, hasPager }: ViewTarget, lines: number): boolean {
  return hasPager === true && (display.pager === 'always' || (display.pager === 'on' && lines >= rows - 1));
}

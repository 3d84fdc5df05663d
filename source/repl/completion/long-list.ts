import { folded } from './fold.js';
import { NameBlock } from './name-block.js';

/** Names at each turn of the loop: one or two milliseconds, so that a key that comes meanwhile is not kept waiting. */
const AT_ONCE = 2_000;

/** How many indexes are wanted. */
export interface Limits {
  /** Names that hold what is typed in one piece are enough when there are so many. */
  readonly enough: number;
  readonly most: number;
}

/** Searched in each block as soon as it is there. */
const TRIAL: Limits = { enough: 300, most: 300 };

/** Tens of thousands of names, made ready between keys; a key that comes before finishes that. */
export class LongList {
  readonly #names: readonly { readonly name: string }[];
  readonly #blocks: NameBlock[] = [];

  constructor(names: readonly { readonly name: string }[]) {
    this.#names = names;
  }

  /**
   * Makes it ready, a block at each turn of the loop, and tries each out: the first key would otherwise meet code that
   * V8 has not compiled, and take ten times as long.
   * @param tryOut does with what was found what a key does
   */
  prepare(tryOut: (wanted: string, found: readonly number[]) => void): void {
    if (this.#isReady) return;
    const { block, names } = this.#addBlock();
    setImmediate(() => {
      for (const wanted of trialsOf(names)) tryOut(wanted, likeliestOf([block], wanted, TRIAL));
      setImmediate(() => this.prepare(tryOut));
    });
  }

  /**
   * Indexes of what is worth scoring, in no order. When enough names hold what was typed in one piece, those: at the
   * beginning of the name before the rest. Otherwise also those with its letters in this order; when they are too
   * many, those that begin with its first letter go before the others.
   */
  likeliest(wanted: string, limits: Limits): readonly number[] {
    while (!this.#isReady) this.#addBlock();
    return likeliestOf(this.#blocks, wanted, limits);
  }

  get #isReady(): boolean {
    return this.#blocks.length * AT_ONCE >= this.#names.length;
  }

  #addBlock(): { readonly block: NameBlock; readonly names: readonly string[] } {
    const first = this.#blocks.length * AT_ONCE;
    const names = this.#names.slice(first, first + AT_ONCE).map(({ name }) => name);
    const block = new NameBlock(names, first);
    this.#blocks.push(block);
    return { block, names };
  }
}

function likeliestOf(blocks: readonly NameBlock[], wanted: string, { enough, most }: Limits): readonly number[] {
  const whole: number[] = [];
  for (const block of blocks) block.addBeginning(wanted, whole, most);
  for (const block of blocks) block.addHolding(wanted, whole, most);
  if (whole.length >= enough) return whole;
  const begin: number[] = [];
  const others: number[] = [];
  for (const block of blocks) if (begin.length < most) block.addLettered(wanted, begin, others, most);
  if (begin.length + others.length < most) return [...begin, ...others];
  return [...new Set([...whole, ...begin, ...others])].slice(0, most);
}

/** A first letter, and letters from all over a name. */
function trialsOf(names: readonly string[]): readonly string[] {
  const name = folded(names[names.length >> 1] ?? '');
  return [name.slice(0, 1), name.replace(/(.)../gs, '$1')].filter((word) => word !== '');
}

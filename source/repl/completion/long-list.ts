import { turn } from '../../support/turns.js';
import { folded } from './fold.js';
import { NameBlock } from './name-block.js';

/** Names at each turn of the loop: one or two milliseconds, so that a key that comes meanwhile is not kept waiting. */
const AT_ONCE = 2_000;

/** How many indexes are wanted. */
interface Limits {
  /** Names that hold what is typed in one piece are enough when there are so many. */
  readonly enough: number;
  readonly most: number;
}

/** So many blocks are tried out, each alone: V8 has compiled the search then. */
const TRIALS = 8;
const TRIAL: Limits = { enough: 300, most: 300 };

/** Tens of thousands of names, in blocks that are made between keys; a key that comes before makes those that it needs. */
export class LongList {
  readonly #names: readonly { readonly name: string }[];
  readonly #blocks: (NameBlock | undefined)[];

  constructor(names: readonly { readonly name: string }[]) {
    this.#names = names;
    this.#blocks = Array.from({ length: Math.ceil(names.length / AT_ONCE) });
  }

  /**
   * Makes it ready, a block at each turn of the loop, then tries it out: the first key would otherwise meet code that V8
   * has not compiled, and take ten times as long.
   * @param tryOut does with what was found what a key does
   */
  async prepare(tryOut: (wanted: string, found: readonly number[]) => void): Promise<void> {
    const turns = this.#turns(tryOut);
    do await turn();
    while (turns.next().done !== true);
  }

  /**
   * Indexes of what is worth scoring, in no order. When enough names hold what was typed in one piece, those: at the
   * beginning of the name before the rest. Otherwise also those with its letters in this order; when they are too
   * many, those that begin with its first letter go before the others.
   */
  likeliest(wanted: string, { enough, most }: Limits, blocks: Iterable<NameBlock> = this): readonly number[] {
    const whole: number[] = [];
    for (const block of blocks) if (!block.addBeginning(wanted, whole, most)) return whole;
    for (const block of blocks) if (!block.addHolding(wanted, whole, most)) return whole;
    if (whole.length >= enough) return whole;
    const begin: number[] = [];
    const others: number[] = [];
    for (const block of blocks) if (!block.addLettered(wanted, begin, others, most)) break;
    if (begin.length + others.length < most) return [...begin, ...others];
    return [...new Set([...whole, ...begin, ...others])].slice(0, most);
  }

  *[Symbol.iterator](): Iterator<NameBlock> {
    for (let index = 0; index < this.#blocks.length; index++) yield this.#block(index);
  }

  *#turns(tryOut: (wanted: string, found: readonly number[]) => void): Iterator<void> {
    for (const block of this) {
      block.prepareLetters();
      yield;
    }
    for (let index = 0; index < Math.min(TRIALS, this.#blocks.length); index++) {
      const { name } = this.#names[index * AT_ONCE]!;
      for (const wanted of trialsOf(name)) {
        tryOut(wanted, this.likeliest(wanted, TRIAL, [this.#block(index)]));
        yield;
      }
    }
  }

  #block(index: number): NameBlock {
    const first = index * AT_ONCE;
    return (this.#blocks[index] ??= new NameBlock(
      this.#names.slice(first, first + AT_ONCE).map(({ name }) => name),
      first,
    ));
  }
}

/** A first letter, and letters from all over a name. */
function trialsOf(name: string): readonly string[] {
  const lower = folded(name);
  return [lower.slice(0, 1), lower.replace(/(.)../gs, '$1')].filter((word) => word !== '');
}

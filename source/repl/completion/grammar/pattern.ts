/** What a place in a statement takes that is no word of the grammar. */
export type Slot =
  | 'table'
  | 'schema'
  | 'catalog'
  | 'warehouse'
  | 'role'
  | 'stage'
  /** `@name/folder/` */
  | 'stage-path'
  | 'column'
  | 'table-column'
  | 'function'
  | 'setting'
  | 'type'
  /** A name that is being made: where to is known. */
  | 'new'
  /** A name of one's own, or of a thing that is listed nowhere. */
  | 'name'
  /** A name that is no word of the grammar. */
  | 'alias'
  | 'string'
  | 'number'
  | 'value'
  /** Brackets: names of columns, definitions of columns, anything. */
  | 'columns'
  | 'definitions'
  | 'group'
  /** Any length: an expression, assignments. */
  | 'expression'
  /** From here on the statement is a query, or read as one. */
  | 'query'
  | 'rest';

/** A state of the automaton that a pattern is: what it takes, and what may follow. */
export interface State {
  /** A word or sign of the grammar; undefined for a slot. */
  readonly word: string | undefined;
  /** The word with those that must follow it: `IF NOT EXISTS`. */
  readonly phrase: string;
  readonly slot: Slot | undefined;
  next(): readonly State[];
}

type Follow = () => readonly State[];

/**
 * Reads a pattern: `DROP TABLE [IF EXISTS] <table> [{CASCADE|RESTRICT}]`. Words stand for themselves, `<slot>` for a
 * thing, `[…]` may be missing, `[…]*` come again and again, `{a|b}` is one of several.
 * @throws Error for a pattern that is none; there is a test for each
 */
export function patternOf(text: string): readonly State[] {
  const reader = new PatternReader(text.match(/<[\w-]+>|\]\*|[[\]{}|]|[^\s[\]{}|<>]+/g) ?? []);
  return reader.sequence(() => [])();
}

class PatternReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  sequence(follow: Follow): Follow {
    const items: ((follow: Follow) => Follow)[] = [];
    for (let token = this.#peek(); token !== undefined && !/^[\]}|]/.test(token); token = this.#peek()) {
      items.push(this.#item());
    }
    return items.reduceRight((rest, item) => item(rest), follow);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #item(): (follow: Follow) => Follow {
    const token = this.#tokens[this.#at++]!;
    if (token === '[') return this.#optional();
    if (token === '{') return this.#choice();
    if (token.startsWith('<')) {
      const slot = token.slice(1, -1) as Slot;
      return (follow) => one({ word: undefined, phrase: '', slot, next: follow });
    }
    // A phrase ends where something else than a word comes, or may come.
    const goesOn = /^\w/.test(this.#peek() ?? '');
    return (follow) => one(wordState(token, follow, goesOn));
  }

  #optional(): (follow: Follow) => Follow {
    const start = this.#at;
    // Read once to find its end; its states are made when what follows is known.
    this.sequence(() => []);
    const again = this.#tokens[this.#at++] === ']*';
    const tokens = this.#tokens.slice(start, this.#at - 1);
    return (follow) => {
      const behind: Follow = () => [...(again ? inner() : []), ...follow()];
      const inner = new PatternReader(tokens).sequence(behind);
      return () => [...inner(), ...follow()];
    };
  }

  #choice(): (follow: Follow) => Follow {
    const starts: (readonly string[])[] = [];
    do {
      const start = this.#at;
      this.sequence(() => []);
      starts.push(this.#tokens.slice(start, this.#at));
    } while (this.#tokens[this.#at++] === '|');
    return (follow) => {
      const branches = starts.map((tokens) => new PatternReader(tokens).sequence(follow));
      return () => branches.flatMap((branch) => branch());
    };
  }
}

function one(state: State): Follow {
  return () => [state];
}

function wordState(word: string, next: Follow, goesOn: boolean): State {
  return {
    word,
    slot: undefined,
    next,
    get phrase() {
      return goesOn ? `${word} ${next()[0]!.phrase}` : word;
    },
  };
}

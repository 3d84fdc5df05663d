/** A thing of a schema that is no table, or of the account: see ObjectKind. */
export type ObjectSlot =
  | 'procedure'
  | 'user-function'
  | 'sequence'
  | 'task'
  | 'stream'
  | 'pipe'
  | 'file-format'
  | 'user'
  | 'volume'
  | 'index'
  | 'own-type'
  | 'pragma'
  | 'extension'
  | 'secret';

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
  | 'table-function'
  | ObjectSlot
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

/** A piece of a pattern, made into states once it is known what follows. */
type Item = (follow: Follow) => Follow;

/**
 * Reads a pattern: `DROP TABLE [IF EXISTS] <table> [{CASCADE|RESTRICT}]`. Words stand for themselves, `<slot>` for a
 * thing, `[…]` may be missing, `[…]*` come again and again, `{a|b}` is one of several.
 */
export function patternOf(text: string): readonly State[] {
  const reader = new PatternReader(text.match(/<[\w-]+>|\]\*|[[\]{}|]|[^\s[\]{}|<>]+/g) ?? []);
  return reader.sequence()(() => [])();
}

class PatternReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  sequence(): Item {
    const items: Item[] = [];
    for (let token = this.#peek(); token !== undefined && !/^[\]}|]/.test(token); token = this.#peek()) {
      items.push(this.#item());
    }
    return (follow) => items.reduceRight((rest, item) => item(rest), follow);
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #item(): Item {
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

  #optional(): Item {
    const inner = this.sequence();
    const again = this.#tokens[this.#at++] === ']*';
    return (follow) => {
      const behind: Follow = () => [...(again ? states() : []), ...follow()];
      const states = inner(behind);
      return () => [...states(), ...follow()];
    };
  }

  #choice(): Item {
    const choices: Item[] = [];
    do choices.push(this.sequence());
    while (this.#tokens[this.#at++] === '|');
    return (follow) => {
      const branches = choices.map((choice) => choice(follow));
      return () => branches.flatMap((branch) => branch());
    };
  }
}

function one(state: State): Follow {
  const states = [state];
  return () => states;
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

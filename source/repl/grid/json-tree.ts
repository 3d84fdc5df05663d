/** A value of a JSON text; numbers and strings are kept as they are written. */
export type JsonNode =
  | { readonly kind: 'leaf'; readonly text: string }
  | { readonly kind: 'array' | 'object'; readonly entries: readonly JsonEntry[] };

export interface JsonEntry {
  /** As it is written, with its quotes; null in arrays. */
  readonly key: string | null;
  readonly node: JsonNode;
}

// Deeper text is shown as text: a tree of it would be indented out of the screen, and reading it takes the stack.
const DEEPEST = 200;

const TOKEN = /[ \t\n\r]*([[\]{},:]|"(?:[^"\\]|\\.)*"|[^[\]{},:"\s]+)/y;

/** The tree of a JSON text; null when it is none, or nested too deeply. No number is read as one. */
export function parseJsonTree(json: string): JsonNode | null {
  try {
    JSON.parse(json);
  } catch {
    return null;
  }
  const reader = new Reader(json);
  return reader.value(0);
}

/** Reads text that is known to be JSON. */
class Reader {
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  value(depth: number): JsonNode | null {
    const token = this.#next();
    if (token !== '{' && token !== '[') return { kind: 'leaf', text: token };
    return depth >= DEEPEST ? null : this.#entries(token === '{' ? 'object' : 'array', depth);
  }

  #entries(kind: 'array' | 'object', depth: number): JsonNode | null {
    const entries: JsonEntry[] = [];
    if (this.#peek() === (kind === 'array' ? ']' : '}')) {
      this.#next();
      return { kind, entries };
    }
    do {
      const key = kind === 'object' ? this.#next() : null;
      if (key !== null) this.#next();
      const node = this.value(depth + 1);
      if (node === null) return null;
      entries.push({ key, node });
    } while (this.#next() === ',');
    return { kind, entries };
  }

  #peek(): string {
    const at = this.#at;
    const token = this.#next();
    this.#at = at;
    return token;
  }

  #next(): string {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#json);
    this.#at = TOKEN.lastIndex;
    return match?.[1] ?? '';
  }
}

/** A line of the tree as it is seen. */
export interface TreeLine {
  readonly depth: number;
  readonly key: string | null;
  /** What stands behind the key: the value, or how much a branch holds. */
  readonly text: string;
  /** Set for branches: their path, by which they are folded. */
  readonly branch: string | null;
  readonly isFolded: boolean;
}

/** The lines of a tree in which some branches are folded. */
export function treeLines(root: JsonNode, folded: ReadonlySet<string>): TreeLine[] {
  const lines: TreeLine[] = [];
  const add = (key: string | null, node: JsonNode, path: string, depth: number): void => {
    if (node.kind === 'leaf') {
      lines.push({ depth, key, text: node.text, branch: null, isFolded: false });
      return;
    }
    const isFolded = folded.has(path);
    const size = `${node.entries.length} ${node.kind === 'array' ? 'item' : 'key'}${node.entries.length === 1 ? '' : 's'}`;
    lines.push({ depth, key, text: node.kind === 'array' ? `[ ${size} ]` : `{ ${size} }`, branch: path, isFolded });
    if (isFolded) return;
    node.entries.forEach((entry, index) => add(entry.key ?? String(index), entry.node, `${path}/${index}`, depth + 1));
  };
  add(null, root, '', 0);
  return lines;
}

/** The paths of all branches. */
export function branchesOf(root: JsonNode): string[] {
  return treeLines(root, new Set()).flatMap(({ branch }) => branch ?? []);
}

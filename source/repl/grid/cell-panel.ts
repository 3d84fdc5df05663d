import type { Cell, Column } from '../../results/column.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import type { Look } from '../../ui/look.js';
import { branchesOf, parseJsonTree, treeLines, type JsonNode, type TreeLine } from './json-tree.js';
import { ListPanel } from './list-panel.js';
import type { Panel } from './panel.js';
import type { Segment } from './segments.js';
import { TextPanel } from './text-panel.js';

// A tree of more text takes too long to lay out at each key; wrapped text is made as it is seen.
const LARGEST_TREE = 2_000_000;

/** One value, whole: JSON as a tree whose branches fold, anything else as wrapped text. */
export function cellPanel(column: Column, cell: Cell, look: Look, footer: string): Panel {
  const title = `${terminalSafe(column.name)} ${terminalSafe(column.typeName)}${sizeOf(cell)}`;
  const isTree = cell !== null && cell.length <= LARGEST_TREE && /^\s*[[{]/.test(cell);
  const root = isTree ? parseJsonTree(cell) : null;
  if (root) return treePanel(root, title, look, footer);
  const text = cell ?? look.theme.style.null('NULL');
  return new TextPanel({ look, title, footer: `↑ ↓ scroll · ${footer}`, text, isOurs: cell === null });
}

function treePanel(root: JsonNode, title: string, look: Look, footer: string): Panel {
  const branches = branchesOf(root);
  let folded: ReadonlySet<string> = new Set();
  let lines = treeLines(root, folded);
  const fold = (paths: readonly string[]): void => {
    folded = new Set(paths);
    lines = treeLines(root, folded);
  };
  const toggle = (path: string): void =>
    fold(folded.has(path) ? [...folded].filter((other) => other !== path) : [...folded, path]);
  return new ListPanel({
    look,
    title: () => title,
    footer: `Enter folds and unfolds · - folds all · + unfolds all · ${footer}`,
    count: () => lines.length,
    item: (index) => treeSegments(lines[index]!, look),
    onEnter(index) {
      const branch = lines[index]?.branch;
      if (branch !== null && branch !== undefined) toggle(branch);
      return undefined;
    },
    onKey({ chord }) {
      if (chord === '-') fold(branches.filter((path) => path !== ''));
      if (chord === '+') fold([]);
      return undefined;
    },
  });
}

function treeSegments({ depth, key, text, branch, isFolded }: TreeLine, { theme }: Look): Segment[] {
  const mark = branch === null ? ' ' : isFolded ? '+' : '-';
  const name = key === null ? [] : [{ text: terminalSafe(key), paint: theme.accent }, { text: ': ' }];
  const value = branch === null ? leafSegment(text, theme.style) : { text, paint: theme.dim };
  return [{ text: `${'  '.repeat(depth)}${mark} ` }, ...name, value];
}

function leafSegment(text: string, style: Look['theme']['style']): Segment {
  // No screen shows more of one line.
  const safe = terminalSafe(text.slice(0, 2000));
  return { text: safe, paint: (shown) => paintLeaf(text, shown, style) };
}

function paintLeaf(text: string, shown: string, style: Look['theme']['style']): string {
  if (text === 'null') return style.null(shown);
  if (text === 'true' || text === 'false') return style.boolean(shown);
  return text.startsWith('"') ? style.time(shown) : style.number(shown);
}

function sizeOf(cell: Cell): string {
  if (cell === null) return '';
  const length = cell.length;
  return ` · ${length.toLocaleString('en-US')} character${length === 1 ? '' : 's'}`;
}

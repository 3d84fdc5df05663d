/** A step of a plan; its children are what it reads from. */
export interface PlanNode {
  readonly title: string;
  /** What it does to what, shortest first. */
  readonly details: readonly string[];
  readonly children: readonly PlanNode[];
}

const LONGEST = 100;

/** A plan as lines of a tree, the last step at the top, as engines tell it. */
export function planLines(roots: readonly PlanNode[]): string[] {
  return roots.flatMap((root) => [heading(root), ...branches(root.children, '')]);
}

function branches(nodes: readonly PlanNode[], indent: string): string[] {
  return nodes.flatMap((node, index) => {
    const isLast = index === nodes.length - 1;
    const below = indent + (isLast ? '   ' : '│  ');
    return [`${indent}${isLast ? '└─ ' : '├─ '}${heading(node)}`, ...branches(node.children, below)];
  });
}

function heading({ title, details }: PlanNode): string {
  const text = details.filter(Boolean).join(' · ').replace(/\s+/g, ' ');
  return [title, text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text].filter(Boolean).join('  ');
}

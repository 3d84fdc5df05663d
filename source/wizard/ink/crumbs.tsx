import { Text } from 'ink';
import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth } from '../../support/width.js';
import { useViewport } from '../../ui/app-render.js';
import { useLook } from '../../ui/look.js';
import type { Crumb } from '../crumbs.js';

const MOST_LINES = 2;
const BETWEEN = ' › ';

/** What was answered, the latest answers on at most two lines. */
export function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  const { theme, symbols } = useLook();
  const { columns } = useViewport();
  const lines = crumbLines(
    crumbs.map(({ label, value }) => terminalSafe(`${label} ${value}`)),
    columns - 1,
    symbols.ellipsis,
  );
  return lines.map((line) => <Text key={line}>{theme.dim(line)}</Text>);
}

/** Fills lines from the last answer backwards; a mark stands for those before that have no room. */
export function crumbLines(texts: readonly string[], width: number, ellipsis: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, text] of [...texts].reverse().entries()) {
    const piece = cutToWidth(text, Math.max(1, width - displayWidth(BETWEEN) - 2), ellipsis);
    const joined = line === '' ? piece : `${piece}${BETWEEN}${line}`;
    // The first line keeps room for the mark.
    const room = lines.length === MOST_LINES - 1 && index < texts.length - 1 ? width - 4 : width;
    if (displayWidth(joined) <= room) {
      line = joined;
    } else if (lines.length === MOST_LINES - 1) {
      return [`${ellipsis}${BETWEEN}${line}`, ...lines];
    } else {
      lines.unshift(line);
      line = piece;
    }
  }
  return line === '' ? lines : [line, ...lines];
}

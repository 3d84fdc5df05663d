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

/** As many of the last texts as fit on the lines; a mark stands for those before that have no room. */
function crumbLines(texts: readonly string[], width: number, ellipsis: string): readonly string[] {
  for (let from = 0; from < texts.length; from++) {
    const lines = flowed([...(from > 0 ? [ellipsis] : []), ...texts.slice(from)], width, ellipsis);
    if (lines.length <= MOST_LINES) return lines;
  }
  return [];
}

function flowed(texts: readonly string[], width: number, ellipsis: string): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const piece = cutToWidth(text, width, ellipsis);
    const last = lines.at(-1);
    const joined = last === undefined ? piece : `${last}${BETWEEN}${piece}`;
    if (last !== undefined && displayWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}

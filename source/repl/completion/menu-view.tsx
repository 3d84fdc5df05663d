import { terminalSafe } from '../../support/terminal-safe.js';
import { cutToWidth, displayWidth, padRight } from '../../support/width.js';
import { useViewport } from '../../ui/app-render.js';
import { useKeymap } from '../../ui/keymap-context.js';
import { printableChord } from '../../ui/keys/chord.js';
import { useLook } from '../../ui/look.js';
import { PaintedRows } from '../../ui/painted-rows.js';
import type { Theme } from '../../ui/theme.js';
import type { Candidate } from './candidate.js';
import { MENU_ROWS, topFor, type Menu } from './menu.js';

/** How many lines a menu takes where `room` are free; the last one says what the entry is, or what is missing. */
export function menuHeight({ items }: Menu, room: number): number {
  return Math.max(1, Math.min(MENU_ROWS, items.length, room - 1)) + (room > 1 && items.length > 0 ? 1 : 0);
}

/** The candidates under the statement. */
export function MenuView(props: { readonly menu: Menu; readonly height: number; readonly detail: string }) {
  const { menu, height, detail } = props;
  const { theme, symbols } = useLook();
  const keymap = useKeymap();
  const { columns } = useViewport();
  const count = menu.items.length === 0 ? 0 : Math.max(1, height - 1);
  const top = topFor(menu, count);
  const shown = menu.items.slice(top, top + count);
  const room = columns - 5;
  const widths = shown.map(({ label }) => displayWidth(terminalSafe(label)));
  const labelWidth = Math.min(Math.max(12, ...widths), Math.max(12, Math.floor(room * 0.6)));
  const chord = keymap.chordFor('menu-down', ['menu']);
  const hint = menu.row < 0 && chord ? `${printableChord('tab')} or ${printableChord(chord)} chooses` : '';
  const below = [menu.note ?? (menu.row < 0 ? hint : detail), position(menu, count)].filter((text) => text !== '');
  const rows = shown.map((candidate, index) => {
    const chosen = top + index === menu.row;
    const line = rowText(candidate, labelWidth, room - labelWidth - 2, chosen, theme);
    return `${chosen ? symbols.pointer : ' '} ${line}`;
  });
  const last = theme.dim(`  ${cutToWidth(terminalSafe(below.join(` ${symbols.separator} `)), columns - 4)}`);
  return <PaintedRows rows={height > count ? [...rows, last] : rows} />;
}

function position({ items, cut, row }: Menu, count: number): string {
  if (items.length <= count) return '';
  return `${row < 0 ? '' : `${row + 1} of `}${items.length}${cut.length > 0 ? '+' : ''}`;
}

function rowText(
  { label, marks, type }: Candidate,
  width: number,
  typeWidth: number,
  chosen: boolean,
  theme: Theme,
): string {
  const safe = terminalSafe(label);
  const cut = cutToWidth(safe, width);
  const name = safe === label ? marked(cut, marks, theme) : cut;
  const padded = name + ' '.repeat(Math.max(0, width - displayWidth(cut)));
  const right = cutToWidth(terminalSafe(type), Math.max(0, typeWidth));
  return chosen ? theme.selected(`${padRight(cut, width)}  ${right}`) : `${padded}  ${theme.dim(right)}`;
}

/** The letters that were typed stand out. */
function marked(text: string, marks: readonly number[], theme: Theme): string {
  let painted = '';
  let run = '';
  const isMarked = new Set(marks);
  for (let index = 0; index < text.length; index++) {
    if (isMarked.has(index)) run += text.charAt(index);
    else {
      painted += theme.bold(theme.accent(run)) + text.charAt(index);
      run = '';
    }
  }
  return painted + theme.bold(theme.accent(run));
}

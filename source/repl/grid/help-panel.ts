import { printableChord } from '../../ui/keys/chord.js';
import { padRight } from '../../support/width.js';
import type { GridApp } from './grid-app.js';
import { TextPanel } from './text-panel.js';

/** The keys of the grid, from the table of keys. */
export function helpPanel({ keymap, look }: GridApp): TextPanel {
  const rows = keymap.bindings.filter(({ context, chords }) => context === 'grid' && chords.length > 0);
  const names = rows.map(({ chords }) => chords.map(printableChord).join('  '));
  const width = Math.max(...names.map(({ length }) => length)) + 3;
  const text = rows.map(({ help }, index) => ` ${look.theme.accent(padRight(names[index]!, width))}${help}`).join('\n');
  return new TextPanel({ look, title: 'Keys of the grid', footer: '↑ ↓ scroll · Esc back', text, isOurs: true });
}

import { Text } from 'ink';
import { createContext, useContext } from 'react';

/**
 * Rows that we paint ourselves. Ink takes a row apart, cell by cell with its colours, and puts it together again: for
 * the eight rows of a menu that is half of the time between a key and its frame, and most of it while V8 has not
 * compiled that yet. So Ink lays out one cell and empty rows below it, and the rows take their place in what Ink writes.
 */
interface PaintedRowStore {
  /** A cell, and line breaks for all rows but the first; the same for the same rows. */
  readonly standIn: (rows: readonly string[]) => string;
  /** What Ink writes, with the rows in their places. */
  readonly restore: (text: string) => string;
}

/**
 * A cell in a colour that nothing else has: a text from elsewhere has no escape codes when it gets here
 * (`terminalSafe`). It is plain for whoever measures it: the first character beyond ASCII costs string-width 15 ms.
 */
const STAND_IN = /\u001b\[38;2;0;(\d+);(\d+)m#\u001b\[39m(\n*)/g;
/** Many frames full of other rows: what the frame on the screen consists of is never forgotten. */
const KEPT = 256;

export function createPaintedRows(): PaintedRowStore {
  // In the order of their last use.
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    standIn(rows) {
      const text = rows.join('\n');
      let number = numbers.get(text);
      if (number !== undefined) numbers.delete(text);
      else if (texts.length < KEPT) number = texts.length;
      else {
        const [oldest, itsNumber] = numbers.entries().next().value!;
        numbers.delete(oldest);
        number = itsNumber;
      }
      numbers.set(text, number);
      texts[number] = text;
      return `\u001b[38;2;0;${number >> 8};${number & 255}m#\u001b[39m${'\n'.repeat(rows.length - 1)}`;
    },
    restore: (text) =>
      text.replace(STAND_IN, (whole, high: string, low: string, breaks: string) => {
        const rows = texts[Number(high) * 256 + Number(low)];
        return rows === undefined ? whole : rows + breaks.slice(rows.split('\n').length - 1);
      }),
  };
}

/** Without an interface around it (a test of one component) Ink gets the rows themselves. */
export const PaintedRowsContext = createContext<Pick<PaintedRowStore, 'standIn'>>({
  standIn: (rows) => rows.join('\n'),
});

/**
 * One under another, at least one, with nothing beside them; each must fit into the width of the terminal. Blanks at
 * their ends are not drawn, as Ink does.
 */
export function PaintedRows({ rows }: { readonly rows: readonly string[] }) {
  const { standIn } = useContext(PaintedRowsContext);
  return <Text wrap="truncate">{standIn(rows.map((row) => row.trimEnd()))}</Text>;
}

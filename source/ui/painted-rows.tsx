import { Text } from 'ink';
import { createContext, useContext } from 'react';

/**
 * Rows that we paint ourselves. Ink takes a row apart, cell by cell with its colours, and puts it together again: for
 * the eight rows of a menu that is half of the time between a key and its frame, and most of it while V8 has not
 * compiled that yet. So Ink lays out one cell for each, and the row itself takes its place in what Ink writes.
 */
export interface PaintedRowStore {
  /** One cell that stands for a row; the same for the same row. */
  readonly standIn: (row: string) => string;
  /** What Ink writes, with the rows in their places. */
  readonly restore: (text: string) => string;
}

/**
 * A cell in a colour that nothing else has: a text from elsewhere has no escape codes when it gets here
 * (`terminalSafe`). It is plain for whoever measures it: the first character beyond ASCII costs string-width 15 ms.
 */
const STAND_IN = /\u001b\[38;2;0;(\d+);(\d+)m#\u001b\[39m/g;
/** Many frames full of other rows: what the frame on the screen consists of is never forgotten. */
const KEPT = 2048;

export function createPaintedRows(): PaintedRowStore {
  // In the order of their last use.
  const numbers = new Map<string, number>();
  const rows: string[] = [];
  return {
    standIn(row) {
      let number = numbers.get(row);
      if (number !== undefined) numbers.delete(row);
      else if (rows.length < KEPT) number = rows.length;
      else {
        const [oldest, itsNumber] = numbers.entries().next().value!;
        numbers.delete(oldest);
        number = itsNumber;
      }
      numbers.set(row, number);
      rows[number] = row;
      return `\u001b[38;2;0;${number >> 8};${number & 255}m#\u001b[39m`;
    },
    restore: (text) =>
      text.replace(STAND_IN, (cell, high: string, low: string) => rows[Number(high) * 256 + Number(low)] ?? cell),
  };
}

/** Without an interface around it (a test of one component) Ink gets the rows themselves. */
export const PaintedRowsContext = createContext<Pick<PaintedRowStore, 'standIn'>>({ standIn: (row) => row });

/** One under another; each must fit into the width of the terminal. Blanks at their ends are not drawn, as Ink does. */
export function PaintedRows({ rows }: { readonly rows: readonly string[] }) {
  const { standIn } = useContext(PaintedRowsContext);
  const cells = rows.map((row) => {
    const text = row.trimEnd();
    return text === '' ? ' ' : standIn(text);
  });
  return <Text wrap="truncate">{cells.join('\n')}</Text>;
}

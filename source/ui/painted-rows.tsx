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

/** In a plane for private use: no font has these, and a text from elsewhere shows their numbers (`terminalSafe`). */
const FIRST = 0x10f000;
/** Many frames full of other rows: what the frame on the screen consists of is never forgotten. */
const KEPT = 2048;
const STAND_INS = /[\u{10f000}-\u{10f7ff}]/gu;

export function createPaintedRows(): PaintedRowStore {
  // In the order of their last use.
  const cells = new Map<string, number>();
  const rows: string[] = [];
  return {
    standIn(row) {
      let cell = cells.get(row);
      if (cell !== undefined) cells.delete(row);
      else if (rows.length < KEPT) cell = rows.length;
      else {
        const [oldest, itsCell] = cells.entries().next().value!;
        cells.delete(oldest);
        cell = itsCell;
      }
      cells.set(row, cell);
      rows[cell] = row;
      return String.fromCodePoint(FIRST + cell);
    },
    restore: (text) => text.replace(STAND_INS, (cell) => rows[cell.codePointAt(0)! - FIRST] ?? cell),
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

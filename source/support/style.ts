/** How parts of a text are told apart on a screen. Every function adds no width and is undone at its end. */
export interface Style {
  /** True where nothing is coloured: what colour would say must be said in the text. */
  readonly plain: boolean;
  dim(text: string): string;
  bold(text: string): string;
  /** Names of columns. */
  header(text: string): string;
  /** Lines and everything between cells. */
  frame(text: string): string;
  null(text: string): string;
  number(text: string): string;
  boolean(text: string): string;
  /** Dates, times, timestamps and intervals. */
  time(text: string): string;
  json(text: string): string;
}

export const PLAIN_STYLE: Style = {
  plain: true,
  dim: same,
  bold: same,
  header: same,
  frame: same,
  null: same,
  number: same,
  boolean: same,
  time: same,
  json: same,
};

/** The style of a terminal that shows colours. The terminal's own 16 only, so that it follows the person's theme. */
export const ANSI_STYLE: Style = {
  plain: false,
  dim: code(2, 22),
  bold: code(1, 22),
  header: code(1, 22),
  frame: code(2, 22),
  null: code(2, 22),
  number: code(36, 39),
  boolean: code(33, 39),
  time: code(32, 39),
  json: code(35, 39),
};

/** `level`: how many colours the stream shows, as `chalk` and `tty.getColorDepth` count: 0 is none. */
export function ansiStyle(level: number): Style {
  return level > 0 ? ANSI_STYLE : PLAIN_STYLE;
}

function same(text: string): string {
  return text;
}

function code(on: number, off: number): (text: string) => string {
  return (text) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`);
}

import { ansiStyle, type Style } from '../support/style.js';

/** How many colours the terminal shows: 0 none, 1 sixteen, 2 two hundred and fifty-six, 3 all. */
export type ColorLevel = 0 | 1 | 2 | 3;

export type Paint = (text: string) => string;

/** What the editor tells apart; `sql` tokens are mapped to these where the two meet. */
export type TokenRole =
  | 'keyword'
  | 'function'
  | 'type'
  | 'string'
  | 'number'
  | 'comment'
  | 'operator'
  | 'identifier'
  | 'quoted'
  | 'parameter'
  | 'command'
  | 'bracket-match'
  | 'error';

/** Every colour the interface uses. Only the terminal's own sixteen, so that it follows the person's theme. */
export interface Theme {
  readonly level: ColorLevel;
  /** For results. */
  readonly style: Style;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly accent: Paint;
  readonly success: Paint;
  readonly warning: Paint;
  readonly error: Paint;
  /** The entry a menu stands on: inverse, so that it is seen without colours too. */
  readonly selected: Paint;
  readonly token: Readonly<Record<TokenRole, Paint>>;
  /** The colour of an environment: production is red wherever it is named. */
  readonly environment: (name: string) => Paint;
  /** One of the terminal's own colours by its name; undefined for another. */
  readonly named: (name: string) => Paint | undefined;
}

/**
 * What the terminal can show, by https://no-color.org, FORCE_COLOR (which wins, as in Node), TERM and COLORTERM.
 *
 * @param isTTY whether the stream is a terminal; without one only FORCE_COLOR gives colours
 */
export function colorLevel(env: NodeJS.ProcessEnv, isTTY: boolean): ColorLevel {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forcedLevel(forced);
  if (env['NO_COLOR'] || !isTTY) return 0;
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 0;
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 3;
  return /256/.test(term) ? 2 : 1;
}

function forcedLevel(value: string): ColorLevel {
  if (value === '0' || value === 'false') return 0;
  return value === '3' ? 3 : value === '2' ? 2 : 1;
}

export function createTheme(level: ColorLevel): Theme {
  const paint = (on: number, off: number): Paint => (level === 0 ? same : code(on, off));
  const color = (number: number): Paint => paint(number, 39);
  const dim = paint(2, 22);
  return {
    level,
    style: ansiStyle(level),
    dim,
    bold: paint(1, 22),
    accent: color(36),
    success: color(32),
    warning: color(33),
    error: color(31),
    // Inverse and underline are no colours: they stay under NO_COLOR, and in the emulator a test can see them.
    selected: code(7, 27),
    token: {
      keyword: color(34),
      function: color(36),
      type: color(36),
      string: color(32),
      number: color(35),
      comment: dim,
      operator: same,
      identifier: same,
      quoted: same,
      parameter: color(33),
      command: color(36),
      'bracket-match': code(4, 24),
      error: color(31),
    },
    named: (name) => (Object.hasOwn(COLORS, name) ? color(COLORS[name]!) : undefined),
    environment: (name) => color(ENVIRONMENTS[name.toLowerCase()] ?? 36),
  };
}

const COLORS: Readonly<Record<string, number>> = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

const ENVIRONMENTS: Record<string, number> = {
  production: 31,
  prod: 31,
  staging: 33,
  stage: 33,
  test: 35,
  development: 32,
  dev: 32,
};

function same(text: string): string {
  return text;
}

function code(on: number, off: number): Paint {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}

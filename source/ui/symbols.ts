/** The signs of the interface, each one column wide. */
export interface Symbols {
  readonly pointer: string;
  readonly done: string;
  readonly failed: string;
  readonly warning: string;
  readonly info: string;
  readonly pending: string;
  readonly gutter: string;
  readonly ellipsis: string;
  readonly mask: string;
  readonly up: string;
  readonly down: string;
  readonly separator: string;
  readonly spinner: readonly string[];
}

const UNICODE: Symbols = {
  pointer: '❯',
  done: '✓',
  failed: '✗',
  warning: '!',
  info: 'i',
  pending: '·',
  gutter: '│',
  ellipsis: '…',
  mask: '•',
  up: '↑',
  down: '↓',
  separator: '·',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ASCII: Symbols = {
  pointer: '>',
  done: '+',
  failed: 'x',
  warning: '!',
  info: 'i',
  pending: '-',
  gutter: '|',
  ellipsis: '~',
  mask: '*',
  up: '^',
  down: 'v',
  separator: '-',
  spinner: ['|', '/', '-', '\\'],
};

/**
 * ASCII where the terminal is known to show no more: the Linux console, the old Windows console, and a locale that
 * names another character set. A locale that names none (`C`, containers) is nearly always a UTF-8 terminal.
 */
export function symbolsFor(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): Symbols {
  if (env['TERM'] === 'linux') return ASCII;
  if (platform === 'win32') return env['WT_SESSION'] || env['TERM_PROGRAM'] ? UNICODE : ASCII;
  const charset = /\.([^@]+)/.exec(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset) ? UNICODE : ASCII;
}

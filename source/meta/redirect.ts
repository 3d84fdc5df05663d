import { spawn } from 'node:child_process';
import { formatByName, formatOfFile, type FormatOptions } from '../results/formats/index.js';
import { namesTerminal } from '../results/names-terminal.js';
import { openSink, type Sink } from '../results/sink.js';
import { ConfigError, ExportError, messageOf } from '../support/errors.js';
import { expandTilde } from '../support/paths.js';
import { unquoted } from './argument-word.js';
import { mustAllowShell } from './commands/shell.js';
import type { Display, Host, HostRunOptions } from './host.js';

/** `terminal`: a file's name that leads to the screen (/dev/stdout). */
export type RedirectKind = 'file' | 'command' | 'terminal';

/** Where \g, \o and \export write to. */
export interface Redirect {
  readonly kind: RedirectKind;
  readonly sink: Sink;
  /** True when it can take one result after another. */
  readonly many: boolean;
  /** How many it has; counted by who writes them. */
  results: number;
  /** For people: `orders.csv`, `|sort`. */
  readonly label: string;
  /** Resolves when the command has ended, which may be before its rows came; undefined where it could not be run. */
  readonly gone?: Promise<CommandEnd | undefined>;
  /** Everything is written, the command has ended. @throws ExportError */
  finish(): Promise<void>;
  abort(): Promise<void>;
  /** Does to the command what Ctrl-C does, which sends a signal to all that have the terminal. */
  interrupt?(): void;
}

/** Counts another result that is written. @throws ConfigError where the format holds one, and has one */
export function claimResult(redirect: Redirect): void {
  if (redirect.results > 0 && !redirect.many) {
    throw new ConfigError(`${redirect.label} holds one result, and has one already.`, {
      hint: 'Name another file with \\o FILE, or end it with \\o',
    });
  }
  redirect.results++;
}

/** How a command ended: its exit code, or the signal that ended it. */
export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What writers take of how results are shown. */
export function formatOptions({ nullText, types, digitGroups, border, formulaGuard }: Display): FormatOptions {
  return { nullText, types, digitGroups, border, formulaGuard };
}

/** The format that rows are written in: with \x on a table has its values below each other. */
export function writtenFormat({ format, expanded }: Pick<Display, 'format' | 'expanded'>): string {
  return expanded === true && format === 'table' ? 'vertical' : format;
}

export function redirectKind(to: string): RedirectKind {
  const name = to.trim();
  if (name.startsWith('|')) return 'command';
  return namesTerminal(expandTilde(unquoted(name))) ? 'terminal' : 'file';
}

/** How a result is shown or written that was asked for with \gx or \G. */
export function displayOf(display: Display, { expanded }: Pick<HostRunOptions, 'expanded'>): Display {
  return expanded === undefined ? display : { ...display, expanded };
}

/**
 * Opens a file (its format by its name, else the one that is set) or a command after `|`, which gets it on its stdin.
 * @param host whose profile or script may forbid commands
 * @throws ExportError when it can't be written, ConfigError for a name that is none and a command that is forbidden
 */
export async function openRedirect(
  to: string,
  display: Display,
  host: Pick<Host, 'allowsShell' | 'session'>,
): Promise<Redirect> {
  if (redirectKind(to) === 'command') mustAllowShell(host, to);
  const typed = to.trim();
  const label = typed.startsWith('|') ? typed : unquoted(typed);
  if (label === '' || label === '|') {
    throw new ConfigError('There is no name of a file.', { hint: 'Example: \\g result.csv, or \\g |sort' });
  }
  if (typed.startsWith('|')) return openCommand(label, display);
  const path = expandTilde(label);
  const named = formatOfFile(path).format?.name ?? display.format;
  const format = formatByName(writtenFormat({ format: named, expanded: display.expanded }));
  const sink = await openSink({ kind: 'file', path }, format, formatOptions(display));
  const [finish, abort] = [() => sink.finish(), () => sink.abort()];
  return { kind: redirectKind(typed), sink, many: format.many, results: 0, label, finish, abort };
}

async function openCommand(label: string, display: Display): Promise<Redirect> {
  const child = spawn(label.slice(1).trim(), { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.on('error', (cause) => reject(new ExportError(`${label} can't be run: ${messageOf(cause)}`, { cause })));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  // Asked for again in finish; until then a failure is nobody's unhandled rejection.
  ended.catch(() => undefined);
  const format = formatByName(writtenFormat(display));
  const sink = await openSink({ kind: 'stream', stream: child.stdin, terminal: false }, format, formatOptions(display));
  const finish = async (): Promise<void> => {
    await sink.finish();
    child.stdin.end();
    const end = await ended;
    if (end.code !== 0) throw commandFailed(label, end);
  };
  const abort = async (): Promise<void> => {
    await sink.abort();
    child.stdin.destroy();
    await ended.catch(() => undefined);
  };
  const gone = ended.catch(() => undefined);
  const interrupt = (): void => void process.kill(0, 'SIGINT');
  return { kind: 'command', sink, many: format.many, results: 0, label, gone, finish, abort, interrupt };
}

/** Of a command that rows went to. */
export function commandFailed(label: string, { code, signal }: CommandEnd): ExportError {
  return new ExportError(
    code === null ? `${label} was ended by ${signal ?? 'a signal'}.` : `${label} ended with code ${code}.`,
  );
}

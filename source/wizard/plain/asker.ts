import type { Choice } from '../../backends/base.js';

export interface AskText {
  readonly message: string;
  readonly secret: boolean;
  /** What Enter alone gives; changed or removed by typing. For a secret it is never shown. */
  readonly initial: string;
  readonly signal: AbortSignal;
}

export interface AskLines {
  readonly message: string;
  readonly signal: AbortSignal;
}

export interface AskChoice {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly initial: string;
  readonly signal: AbortSignal;
}

/** Asks one thing at a time. null: the person pressed Ctrl-C, or the signal ended the wait. */
export interface Asker {
  text(question: AskText): Promise<string | null>;
  /** A text of one line or more, which isn't shown. */
  lines(question: AskLines): Promise<string | null>;
  choice(question: AskChoice): Promise<string | null>;
  /** One or more whole lines. */
  say(text: string): void;
}

/** A terminal that can move its cursor gets prompts that edit in place, one that can't plain lines. */
export async function createAsker(env: NodeJS.ProcessEnv = process.env): Promise<Asker> {
  if (env['TERM'] === 'dumb') return (await import('./line-asker.js')).lineAsker();
  return (await import('./inquirer-asker.js')).inquirerAsker();
}

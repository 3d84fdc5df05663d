import type { Choice, Question } from '../backends/base.js';
import { META_COMMANDS, endsInCommand } from '../meta/index.js';
import type { ProfileStore } from '../profiles/index.js';
import type { Session } from '../session/index.js';
import { completeness } from '../sql/index.js';
import { ConfigError, EXIT } from '../support/errors.js';
import { PacedWriter } from '../support/paced-writer.js';
import { PLAIN_STYLE } from '../support/style.js';
import { terminalSafeLines } from '../support/terminal-safe.js';
import { isOneLiner } from './entered-items.js';
import { LineSource } from './line-source.js';
import { Repl } from './repl.js';
import type { ReplScreen } from './repl-types.js';

/** Asks a person by whatever means the terminal has; null when they left the question. */
export type AskPlainly = (question: Question) => Promise<string | null>;

export interface PlainPromptOptions {
  readonly session: Session;
  readonly profiles: ProfileStore;
  readonly ask: AskPlainly;
  readonly limit?: number | undefined;
  /** Whether the rc file is run. */
  readonly rc?: boolean | undefined;
}

/** The prompt a line at a time: nothing is redrawn, so that screen readers and simple terminals can follow. */
export async function runPlainPrompt({ session, profiles, ask, limit, rc }: PlainPromptOptions): Promise<number> {
  const repl = new Repl(session, { profiles, screen: plainScreen() });
  if (limit !== undefined) repl.host.display.limit = limit;
  repl.greet();
  if (rc !== false) await repl.runRc();
  const lines = new LineSource(process.stdin);
  let buffer = '';
  const interrupt = (): void => {
    if (repl.state.get().busy) repl.interrupt();
    else {
      buffer = '';
      process.stdout.write('\n(\\q or Ctrl+D quits)\n');
      writePrompt(repl, buffer);
    }
  };
  process.on('SIGINT', interrupt);
  const unlisten = repl.state.subscribe(() => answerQuestion(repl, (question) => askOn(lines, question, ask)));
  try {
    writePrompt(repl, buffer);
    for (let line = await lines.next(); line !== null; line = await lines.next()) {
      buffer += `${line}\n`;
      if (isReady(buffer, repl)) {
        const text = buffer;
        buffer = '';
        await repl.submit(text);
        if (repl.state.get().ended) break;
      }
      writePrompt(repl, buffer);
    }
    return EXIT.done;
  } finally {
    unlisten();
    process.off('SIGINT', interrupt);
    lines.close();
    for (const text of repl.leftBehind()) repl.host.say(text);
    await repl.close();
  }
}

function isReady(buffer: string, repl: Repl): boolean {
  if (buffer.trim() === '') return false;
  const oneLine = !buffer.trimEnd().includes('\n');
  if (oneLine && isOneLiner(buffer)) return true;
  const { engine } = repl.session;
  return endsInCommand(buffer, engine, META_COMMANDS) || completeness(buffer, engine).complete;
}

function writePrompt(repl: Repl, buffer: string): void {
  const waiting = buffer.trim() === '' ? '' : completeness(buffer, repl.session.engine).mark;
  process.stdout.write(`${repl.session.name}${waiting}> `);
}

/** A question that wants care is answered by the line typed after it was written, and by nothing typed before. */
async function askOn(lines: LineSource, question: Question, ask: AskPlainly): Promise<string | null> {
  if (question.choices) return chooseOn(lines, question.choices, question.message);
  if (question.deliberate !== true) return lines.mute(() => ask(question));
  await lines.discard();
  const text = [question.message, question.hint ?? ''].filter((line) => line !== '').join('\n');
  process.stdout.write(`${terminalSafeLines(text)}\n? `);
  return lines.next();
}

/** A list, and a line for the answer: Enter alone is none. */
function chooseOn(lines: LineSource, choices: readonly Choice[], message: string): Promise<string | null> {
  const listed = choices.map(({ label, help }) => [label, help].filter(Boolean).join(': '));
  process.stdout.write(`${terminalSafeLines(listed.join('\n'))}\n${message} Enter alone stays on this one.\n? `);
  return lines.next();
}

function answerQuestion(repl: Repl, ask: AskPlainly): void {
  const { question } = repl.state.get();
  if (question === asked.get(repl)) return;
  asked.set(repl, question);
  if (question) void ask(question).then((answer) => repl.questions.answer(answer));
}

// The store tells of every change; a question is asked once.
const asked = new WeakMap<Repl, Question | null>();

function plainScreen(): ReplScreen {
  const noEditor = (): never => {
    throw new ConfigError('\\e needs the full prompt.', { hint: 'Start smallex without --plain.' });
  };
  /** True while a command has the terminal. */
  let isAway = false;
  const writer = new PacedWriter((text) => void process.stdout.write(text));
  return {
    print: (text) => writer.write(text.endsWith('\n') ? text : `${text}\n`),
    printed: () => writer.written(),
    stopPrinting: () => writer.stop(),
    get columns() {
      return process.stdout.columns ?? 80;
    },
    get rows() {
      return process.stdout.rows ?? 24;
    },
    style: PLAIN_STYLE,
    editText: async () => noEditor(),
    editFile: async () => noEditor(),
    setDraft: noEditor,
    draft: () => '',
    hasDraft: false,
    editing: () => null,
    tellWait: (line) => isAway || writer.write(`${line}\n`),
    handOver: async (run) => {
      isAway = true;
      try {
        return await run();
      } finally {
        isAway = false;
      }
    },
    bell: () => void process.stdout.write('\u0007'),
  };
}

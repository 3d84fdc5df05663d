import { QueryError, type SmallexError } from './errors.js';
import { redactText } from './redact.js';
import { PLAIN_STYLE, type Style } from './style.js';
import { terminalSafe, terminalSafeLines } from './terminal-safe.js';
import { displayWidth } from './width.js';

export interface ErrorTextOptions {
  /** The statement that failed, for the line with the caret. */
  readonly sql?: string;
  /** The line of the person's text on which the statement starts, from 1. */
  readonly firstLine?: number;
  /** The widest that a quoted line may be. */
  readonly width?: number;
  readonly style?: Style;
}

/** An error as a person reads it: message, the place in their text, hint and next steps. Every line is terminal-safe. */
export function errorText(error: SmallexError, options: ErrorTextOptions = {}): string {
  const { sql, style = PLAIN_STYLE, width = 100, firstLine = 1 } = options;
  const position = error instanceof QueryError ? error.position : undefined;
  const facts = error instanceof QueryError ? factsOf(error) : '';
  const lines = [`${style.bold('Error:')} ${terminalSafeLines(redactText(error.message))}${facts}`];
  if (sql !== undefined && position !== undefined) lines.push(...caretLines(sql, position, firstLine, width));
  if (error.hint !== undefined) lines.push(style.dim(terminalSafeLines(redactText(error.hint))));
  for (const step of error.nextSteps) lines.push(`  ${terminalSafe(step)}`);
  return lines.join('\n');
}

function factsOf({ sqlState, queryId, engineCode, message }: QueryError): string {
  const code = engineCode !== undefined && !message.includes(engineCode) ? engineCode : undefined;
  const state = sqlState !== undefined && !message.includes(sqlState) ? `SQLSTATE ${sqlState}` : undefined;
  const facts = [code, state, queryId && `query ${queryId}`].filter(Boolean).map((fact) => terminalSafe(String(fact)));
  return facts.length > 0 ? ` [${facts.join(', ')}]` : '';
}

/** The line of the statement that holds the place, and a caret under it. */
function caretLines(sql: string, position: number, firstLine: number, width: number): string[] {
  const at = Math.min(Math.max(0, position), sql.length);
  const start = sql.lastIndexOf('\n', at - 1) + 1;
  const end = sql.indexOf('\n', at);
  const line = sql.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  const number = firstLine + sql.slice(0, start).split('\n').length - 1;
  const label = `LINE ${number}: `;
  const room = Math.max(20, width - label.length);
  // A long line shows the part around the place.
  const from = at - start > room - 10 ? at - start - Math.floor(room / 2) : 0;
  const before = (from > 0 ? '…' : '') + terminalSafe(line.slice(from, at - start));
  const after = terminalSafe(line.slice(at - start, from + room));
  return [label + before + after, `${' '.repeat(label.length + displayWidth(before))}^`];
}

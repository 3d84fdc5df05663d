import type { EngineName } from '../backends/base.js';
import { tokenize, type Token } from '../sql/index.js';
import { quotedLiteral, quotedName } from './quote.js';

/** The names and values of \set, \gset and \prompt. SQL is sent as it was written until they are switched on. */
export class Variables {
  readonly #values = new Map<string, string>();
  enabled = false;

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** False when there was none of that name. */
  unset(name: string): boolean {
    return this.#values.delete(name);
  }

  /** By name. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The statement with its variables filled in; while they are off it is returned as it is. */
  fill(sql: string, engine: EngineName): string {
    if (!this.enabled || this.#values.size === 0 || !sql.includes(':')) return sql;
    let text = '';
    let at = 0;
    for (const { name, start, end, write } of references(sql, engine)) {
      const value = this.#values.get(name);
      // psql's rule: what isn't set stays as it stands.
      if (value === undefined) continue;
      text += sql.slice(at, start) + write(value);
      at = end;
    }
    return text + sql.slice(at);
  }

  /** The variable that a statement as it was sent still names at an offset, or else the first one; none while they are off. */
  unsetIn(sql: string, engine: EngineName, offset?: number): string | undefined {
    if (!this.enabled || !sql.includes(':')) return undefined;
    const unset = references(sql, engine).filter(({ name }) => !this.#values.has(name));
    const found = unset.find(({ start, end }) => offset === undefined || (offset >= start && offset <= end));
    return found?.name;
  }
}

/** Whether the way back is said after what destroys or changes: `\\set wayback off` switches it off. */
export function saysWayBack(variables: Variables): boolean {
  return !/^(?:off|false|no|0)$/i.test(variables.get('wayback') ?? '');
}

/** A place where a variable is named. */
interface Reference {
  readonly name: string;
  /** UTF-16 offsets in the statement; half-open. */
  readonly start: number;
  readonly end: number;
  /** Its value as it goes into the SQL there. */
  readonly write: (value: string) => string;
}

function references(sql: string, engine: EngineName): readonly Reference[] {
  const tokens = tokenize(sql, engine);
  const found: Reference[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const reference = tokens[index]!.start < (found.at(-1)?.end ?? 0) ? null : referenceAt(sql, tokens, index, engine);
    if (reference) found.push(reference);
  }
  return found;
}

function referenceAt(sql: string, tokens: readonly Token[], index: number, engine: EngineName): Reference | null {
  const { start, end, kind } = tokens[index]!;
  if (sql.charAt(start) !== ':' || isPath(sql, start)) return null;
  const asIs = (value: string): string => value;
  if (kind === 'parameter') return { name: sql.slice(start + 1, end), start, end, write: asIs };
  const next = tokens[index + 1];
  if (end !== start + 1 || !next?.terminated) return null;
  if (next.kind === 'identifier' || next.kind === 'keyword') {
    return { name: sql.slice(next.start, next.end), start, end: next.end, write: asIs };
  }
  const quote = sql.charAt(next.start);
  if (quote !== "'" && quote !== '"') return null;
  const quoted = quote === "'" ? quotedLiteral : quotedName;
  const name = sql.slice(next.start + 1, next.end - 1);
  return { name, start, end: next.end, write: (value) => quoted(value, engine) };
}

/** `column:path` and `column::type` are Snowflake's and everybody's SQL, whatever a variable is called. */
function isPath(sql: string, start: number): boolean {
  return /[\w"'`)\]}:$]/.test(sql.charAt(start - 1)) || sql.charAt(start + 1) === ':';
}

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
    const tokens = tokenize(sql, engine);
    let text = '';
    let at = 0;
    for (const [index, token] of tokens.entries()) {
      if (token.start < at) continue;
      const found = this.#at(sql, tokens, index, engine);
      if (!found) continue;
      text += sql.slice(at, found.start) + found.value;
      at = found.end;
    }
    return text + sql.slice(at);
  }

  #at(sql: string, tokens: readonly Token[], index: number, engine: EngineName): Place | null {
    const { start, end, kind } = tokens[index]!;
    if (sql.charAt(start) !== ':' || isPath(sql, start)) return null;
    if (kind === 'parameter') return this.#place(sql.slice(start + 1, end), start, end, (value) => value);
    const next = tokens[index + 1];
    if (end !== start + 1 || !next?.terminated) return null;
    if (next.kind === 'identifier' || next.kind === 'keyword') {
      return this.#place(sql.slice(next.start, next.end), start, next.end, (value) => value);
    }
    const quote = sql.charAt(next.start);
    if (quote !== "'" && quote !== '"') return null;
    const name = sql.slice(next.start + 1, next.end - 1);
    const quoted = quote === "'" ? quotedLiteral : quotedName;
    return this.#place(name, start, next.end, (value) => quoted(value, engine));
  }

  #place(name: string, start: number, end: number, write: (value: string) => string): Place | null {
    const value = this.#values.get(name);
    // psql's rule: what isn't set stays as it stands.
    return value === undefined ? null : { start, end, value: write(value) };
  }
}

/** Whether the way back is said after what destroys or changes: `\\set wayback off` switches it off. */
export function saysWayBack(variables: Variables): boolean {
  return !/^(?:off|false|no|0)$/i.test(variables.get('wayback') ?? '');
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** `column:path` and `column::type` are Snowflake's and everybody's SQL, whatever a variable is called. */
function isPath(sql: string, start: number): boolean {
  return /[\w"'`)\]}:$]/.test(sql.charAt(start - 1)) || sql.charAt(start + 1) === ':';
}

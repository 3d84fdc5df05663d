import { bindNamed, placeholders } from '../../sql/index.js';
import { ValueError } from '../../support/errors.js';
import type { Parameters, ParameterValue } from '../base.js';

/** What the driver binds: it sends text as TEXT, whole numbers as FIXED and booleans as BOOLEAN. */
export type Bind = string | number | boolean | null;

export interface Bound {
  readonly sql: string;
  readonly binds: readonly Bind[];
  /** From an offset in `sql` to one in the text it was made from. */
  readonly mapOffset: (offset: number) => number;
}

const TYPE_NAME = /^[a-z][a-z0-9_ ]*(?:\(\s*\d+\s*(?:,\s*\d+\s*)?\))?$/i;
const INTEGER = /^(?:int|integer|bigint|smallint|tinyint|byteint|number|decimal|numeric)$/i;

/**
 * Named parameters as the positional ones that Snowflake's API takes. A whole number goes as one (`LIMIT :n` takes
 * nothing else); any other value with a type goes as text inside `CAST(? AS type)`, so that every digit arrives.
 * @throws ValueError when a name is missing or surplus, or a type is no type.
 */
export function bindParameters(sql: string, parameters: Parameters): Bound {
  const names = Object.keys(parameters);
  checkNames(names, placeholders(sql, 'snowflake'));
  const bound = bindNamed(sql, 'snowflake', names);
  const binds: Bind[] = [];
  const casts: { readonly at: number; readonly added: number }[] = [];
  let text = '';
  let last = 0;
  for (let at = bound.sql.indexOf('?'); at >= 0; at = bound.sql.indexOf('?', at + 1)) {
    if (sql.charAt(bound.mapOffset(at)) !== ':') continue; // a question mark of the person's own
    const name = bound.order[binds.length] ?? '';
    const value = parameters[name] ?? { value: null };
    const bind = bindOf(name, value);
    const opening = bind.cast === undefined ? '' : 'CAST(';
    const closing = bind.cast === undefined ? '' : ` AS ${bind.cast})`;
    text += `${bound.sql.slice(last, at)}${opening}?${closing}`;
    casts.push({ at: text.length - closing.length - 1 - opening.length, added: opening.length + closing.length });
    last = at + 1;
    binds.push(bind.value);
  }
  return {
    sql: text + bound.sql.slice(last),
    binds,
    mapOffset: (offset) => bound.mapOffset(withoutCasts(casts, offset)),
  };
}

function checkNames(given: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter((name) => !given.includes(name));
  const surplus = given.filter((name) => !wanted.includes(name));
  if (missing.length === 0 && surplus.length === 0) return;
  const parts = [
    ...missing.map((name) => `There is no value for the parameter :${name}.`),
    ...surplus.map((name) => `The statement has no parameter :${name}.`),
  ];
  throw new ValueError(parts.join(' '), {
    hint: wanted.length > 0 ? `Its parameters are: ${wanted.map((name) => `:${name}`).join(', ')}.` : undefined,
  });
}

function bindOf(name: string, { value, type }: ParameterValue): { readonly value: Bind; readonly cast?: string } {
  if (type === undefined) return { value };
  if (!TYPE_NAME.test(type.trim())) {
    throw new ValueError(`The parameter :${name} can't have the type "${type}".`, {
      hint: 'Like DATE, NUMBER(10,2) or TIMESTAMP_NTZ.',
    });
  }
  if (value === null) return { value, cast: type.trim() };
  if (INTEGER.test(type.trim()) && /^-?\d{1,15}$/.test(value)) return { value: Number(value) };
  if (/^bool(?:ean)?$/i.test(type.trim()) && /^(?:true|false)$/i.test(value)) return { value: /^true$/i.test(value) };
  return { value, cast: type.trim() };
}

/** An offset in the text with casts as one in the text without; within a cast it is the parameter itself. */
function withoutCasts(casts: readonly { readonly at: number; readonly added: number }[], offset: number): number {
  let removed = 0;
  for (const { at, added } of casts) {
    if (offset <= at) break;
    if (offset <= at + added) return at - removed;
    removed += added;
  }
  return offset - removed;
}

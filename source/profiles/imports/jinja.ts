/** The value of a text of profiles.yml, and the variable that alone makes it up; or why it has none. */
export type Rendered =
  | { readonly value: string | number | boolean; readonly variable: string | null }
  /** `variable`: the one that is not set, where the text is nothing but it. */
  | { readonly fault: string; readonly variable: string | null };

const EXPRESSION = /\{\{([\s\S]*?)\}\}/g;
// env_var('NAME') or env_var("NAME", "default"), then any of dbt's filters.
const ENV_VAR =
  /^\s*env_var\(\s*(?:'([^']*)'|"([^"]*)")\s*(?:,\s*(?:'([^']*)'|"([^"]*)"|(\w+))\s*)?\)\s*((?:\|\s*\w+\s*)*)$/;
const FILTERS = new Set(['as_text', 'as_native', 'as_bool', 'as_number', 'int', 'trim']);

/**
 * Evaluates `{{ env_var('NAME', 'default') | as_number }}`, with and without text around it, as dbt does. Everything
 * else that Jinja can do needs dbt itself.
 */
export function renderJinja(text: string, env: NodeJS.ProcessEnv): Rendered {
  if (!/\{[{%#]/.test(text)) return { value: text, variable: null };
  const alone = /^\s*\{\{([^}]*)\}\}\s*$/.exec(text)?.[1];
  if (alone !== undefined) return expression(alone, env);
  let fault: string | null = null;
  const value = text.replace(EXPRESSION, (_match, inner: string) => {
    const part = expression(inner, env);
    if ('value' in part) return String(part.value);
    fault ??= part.fault;
    return '';
  });
  if (fault === null && /\{[{%#]/.test(value)) fault = 'Only dbt itself can evaluate its Jinja.';
  return fault === null ? { value, variable: null } : { fault, variable: null };
}

function expression(inner: string, env: NodeJS.ProcessEnv): Rendered {
  const match = ENV_VAR.exec(inner);
  if (!match) return { fault: `Only dbt itself can evaluate {{${inner}}}.`, variable: null };
  const [, single, double, singleDefault, doubleDefault, bare, filters = ''] = match;
  const variable = single ?? double ?? '';
  const names = filters.split('|').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const unknown = names.find((name) => !FILTERS.has(name));
  if (unknown) return { fault: `Only dbt itself knows the filter "${unknown}".`, variable: null };
  const value = env[variable] ?? singleDefault ?? doubleDefault ?? bare;
  if (value === undefined) return { fault: `The environment variable ${variable} is not set.`, variable };
  return { value: names.reduce(applied, value), variable: env[variable] === undefined ? null : variable };
}

function applied(value: string | number | boolean, filter: string): string | number | boolean {
  const text = String(value);
  if (filter === 'trim') return text.trim();
  const isNumber = /^\s*-?\d+(?:\.\d+)?\s*$/.test(text);
  if ((filter === 'as_number' || filter === 'int' || filter === 'as_native') && isNumber) return Number(text);
  if ((filter === 'as_bool' || filter === 'as_native') && /^(?:true|false)$/i.test(text)) return /^true$/i.test(text);
  return value;
}

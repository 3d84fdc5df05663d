/** What a SnowSQL option is called here: `pset` an option of \pset, `set` one of \set. */
interface Counterpart {
  readonly command: 'pset' | 'set';
  readonly option: string;
  value?(given: string): string;
}

const onOff = (given: string): string => (/^(?:true|on|1)$/i.test(given) ? 'on' : 'off');

/** SnowSQL's formats, as docs.snowflake.com/en/user-guide/snowsql-config lists them; those called alike are left out. */
const FORMATS: Readonly<Record<string, string>> = {
  expanded: 'vertical',
  vertical: 'vertical',
  pipe: 'markdown',
  orgtbl: 'markdown',
  psql: 'table',
  fancy_grid: 'table',
  grid: 'table',
  plain: 'table',
  simple: 'table',
};

const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  variable_substitution: { command: 'set', option: 'variables', value: onOff },
  key_bindings: { command: 'set', option: 'editing' },
  output_format: { command: 'pset', option: 'format', value: (given) => FORMATS[given.toLowerCase()] ?? given },
  rowset_size: { command: 'pset', option: 'maxrows' },
  prompt_format: { command: 'pset', option: 'prompt' },
  pager: { command: 'pset', option: 'pager', value: onOff },
};

/** What other options are for: told in place of doing nothing. */
const OTHERS: Readonly<Record<string, string>> = {
  timing: '\\timing on shows how long each statement took.',
  exit_on_error: '--on-error stop ends a script at the first failure, --on-error continue goes on.',
  quiet: 'smallex --quiet says nothing but the rows.',
  friendly: 'smallex --quiet says nothing but the rows.',
  header: 'The names of the columns are always written.',
  echo: '\\echo says a text.',
  log_file: 'SMALLEX_LOG=FILE in the environment writes a log.',
  log_level: 'SMALLEX_LOG=FILE in the environment writes a log.',
  editor: '$VISUAL or $EDITOR names the editor for \\e.',
};

/** `output_format=csv` as what it is here; a text says what to do instead; undefined: no option of SnowSQL. */
export function ofSnowSql(
  name: string,
  value: string,
): { readonly command: 'pset' | 'set'; readonly option: string; readonly value: string } | string | undefined {
  const key = name.toLowerCase();
  const found = Object.hasOwn(COUNTERPARTS, key) ? COUNTERPARTS[key] : undefined;
  if (found) return { command: found.command, option: found.option, value: found.value?.(value) ?? value };
  return Object.hasOwn(OTHERS, key) ? OTHERS[key] : undefined;
}
